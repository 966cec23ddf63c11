import type { CallableSpec } from '../engine/argumentSpec';
import { message, type Message } from '../engine/message';
import type { NetworkData } from '../engine/network/inference';
import type { Settings } from '../engine/layers/support/layer';

/** What a file's surroundings say, handed in by whoever can look at them. */
export interface Environment {
  /** Is there such a file beside the definition? `undefined`: cannot be told, or not yet. */
  fileExists?(path: string): boolean | undefined;
  /** What may stand behind `data =`. Where nobody says, that line is left unchecked and no network can be run. */
  readonly dataSources?: readonly CallableSpec[];
  /** What a source gives with these arguments; `undefined`: cannot be told, or not yet. */
  describeData?(source: string, settings: Settings): DataLook | undefined;
}

/**
 * The same surroundings where nothing throws: a path that nothing can be made of is a file that is not there, and
 * data that cannot be looked at is a mistake to report like any other.
 */
export function unthrowing(environment: Environment): Environment {
  return {
    ...(environment.dataSources && { dataSources: environment.dataSources }),
    fileExists(path) {
      try {
        return environment.fileExists?.(path);
      } catch {
        return false;
      }
    },
    describeData(source, settings) {
      try {
        return environment.describeData?.(source, settings);
      } catch (error) {
        const cause = error instanceof Error ? error.message : String(error);
        return { ok: false, message: message('The data cannot be looked at: {0}', cause), isMissing: false };
      }
    },
  };
}

/** A change to the call that names the data: an argument, and what to write for it. */
export interface ArgumentFix {
  readonly argument: string;
  readonly text: string;
}

/** Something in the data that is probably not meant. */
export interface DataHint {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly message: Message;
  /** The argument that it is about; absent where it is about the data as a whole. */
  readonly argument?: string;
  /** It matters only to a loss that compares these; absent where it always does. */
  readonly about?: 'classes' | 'values';
  readonly fix?: ArgumentFix;
}

/** What could be seen of the data, or what is wrong with it and which argument is to blame. */
export type DataLook =
  | { readonly ok: true; readonly data: NetworkData; readonly hints?: readonly DataHint[] }
  | {
      readonly ok: false;
      readonly message: Message;
      readonly argument?: string;
      readonly fix?: ArgumentFix;
      /** The files are not there (yet), which is no mistake in the definition. */
      readonly isMissing: boolean;
    };
