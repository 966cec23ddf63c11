import type { CallableSpec } from '../engine/argumentSpec';
import { message } from '../engine/message';
import type { DataPreview } from '../engine/network/dataPreview';
import type { Settings } from '../engine/layers/support/layer';

/** What a file's surroundings say, handed in by whoever can look at them. */
export interface Environment {
  /** Is there such a file beside the definition? `undefined`: unknown, or not known yet. */
  fileExists?(path: string): boolean | undefined;
  /**
   * What may stand behind `data =`. Where nobody says, that line is left unchecked and no network can be run.
   */
  readonly dataSources?: readonly CallableSpec[];
  /** What a source gives with these arguments; `undefined`: unknown, or not known yet. */
  describeData?(source: string, settings: Settings): DataPreview | undefined;
}

/**
 * The same surroundings where nothing throws: a path that nothing can be made of is a file that is not there,
 * and data that cannot be looked at is a mistake to report like any other.
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
