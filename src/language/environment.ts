import type { CallableSpec } from '../engine/argumentSpec';
import type { Message } from '../engine/message';
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

/** What could be seen of the data, or what is wrong with it and which argument is to blame. */
export type DataLook =
  | { readonly ok: true; readonly data: NetworkData }
  | {
      readonly ok: false;
      readonly message: Message;
      readonly argument?: string;
      /** The files are not there (yet), which is no mistake in the definition. */
      readonly isMissing: boolean;
    };
