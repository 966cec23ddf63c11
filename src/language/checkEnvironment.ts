import type { CallableSpec } from '../engine/argumentSpec';
import { message, type Message } from '../engine/message';
import type { ArgumentFix, DataHint, DataPreview } from '../engine/network/dataPreview';
import type { Settings } from '../engine/layers/support/layer';
import { maximumEntries, type Shape } from '../engine/shape';

/** What a file's surroundings say, handed in by whoever can look at them. */
export interface Environment {
  /** What a path beside the definition leads to; `undefined`: unknown, or not known yet. */
  fileKind?(path: string): FileKind | undefined;
  /**
   * What may stand behind `data =`. Where nobody says, that line is left unchecked and no network can be run.
   */
  readonly dataSources?: readonly CallableSpec[];
  /** What a source gives with these arguments; `undefined`: unknown, or not known yet. */
  describeData?(source: string, settings: Settings): DataPreview | undefined;
  /** The functions of formulas that read a file: `npz("mine.npz", "W1")`. */
  readonly arraySources?: readonly CallableSpec[];
  /**
   * What such a call gives; `undefined`: unknown, or not known yet. As long as the file does not change it
   * is the same object.
   */
  readArray?(source: string, settings: Settings): ArrayReading | undefined;
  /** The same of all arrays of a file of `npz` or `safetensors`. */
  readArchive?(source: string, path: string): ArchiveReading | undefined;
}

/** All arrays of a file in its order, or why there are none. */
export type ArchiveReading =
  | {
      readonly ok: true;
      /** Nobody may write to their values. */
      readonly arrays: readonly {
        readonly name: string;
        readonly shape: Shape;
        readonly values: Float64Array;
      }[];
    }
  | { readonly ok: false; readonly message: Message };

/** `other`: a pipe, a device, which nobody reads to its end. */
export type FileKind = 'file' | 'folder' | 'other' | 'absent';

/** The numbers of a file, row-major, or why there are none. */
export type ArrayReading =
  | {
      readonly ok: true;
      readonly shape: Shape;
      /** Nobody may write to them. */
      readonly values: Float64Array;
      readonly hints: readonly DataHint[];
    }
  | {
      readonly ok: false;
      readonly message: Message;
      readonly argument?: string;
      readonly fix?: ArgumentFix;
    };

/** Why nothing can be read there; `undefined` for a file, and where nobody knows. */
export function whyNoFile(environment: Environment, path: string): Message | undefined {
  switch (environment.fileKind?.(path)) {
    case 'absent':
      return message('{0} was not found beside this file.', path);
    case 'folder':
      return message('{0} is a folder, not a file.', path);
    case 'other':
      return message('{0} is not a file but a pipe or a device, which is not read.', path);
    case 'file':
    case undefined:
      return undefined;
  }
}

/** So many calls of a text are tried whose files cannot be used: each may cost reading a large one. */
const mostFailedReadings = 20;

/**
 * The same surroundings for one check of a text, where nothing throws: a path that nothing can be made of is
 * a file that is not there, and data that cannot be looked at is a mistake to report like any other. What is
 * read is bounded: a text of a few lines can name many large files, or one of them again and again.
 */
export function unthrowing(environment: Environment): Environment {
  let failed = 0;
  let archivedNumbers = 0;
  const archives = new Map<string, ArchiveReading | undefined>();
  const tried = <Reading extends ArrayReading | ArchiveReading>(
    read: () => Reading | undefined,
  ): Reading | Refusal | undefined => {
    if (failed >= mostFailedReadings)
      return refusal(message('This file is not looked at, as {0} above could not be used.', failed));
    let reading: Reading | Refusal | undefined;
    try {
      reading = read();
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      reading = refusal(message('The file cannot be read: {0}', cause));
    }
    if (reading?.ok === false) failed++;
    return reading;
  };
  return {
    ...(environment.dataSources && { dataSources: environment.dataSources }),
    ...(environment.arraySources && { arraySources: environment.arraySources }),
    fileKind(path) {
      try {
        return environment.fileKind?.(path);
      } catch {
        return 'absent';
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
    readArchive(source, path) {
      const key = `${source} ${path}`;
      if (archives.has(key)) return archives.get(key);
      if (archivedNumbers > maximumEntries) return refusal(tooManyArchived());
      const reading = tried(() => environment.readArchive?.(source, path));
      if (reading?.ok === true)
        archivedNumbers += reading.arrays.reduce((sum, { values }) => sum + values.length, 0);
      const kept = archivedNumbers > maximumEntries ? refusal(tooManyArchived()) : reading;
      archives.set(key, kept);
      return kept;
    },
    readArray: (source, settings) => tried(() => environment.readArray?.(source, settings)),
  };
}

type Refusal = ArrayReading & ArchiveReading & { readonly ok: false };

function refusal(text: Message): Refusal {
  return { ok: false, message: text };
}

function tooManyArchived(): Message {
  return message(
    'With this archive those of the file would hold more than {0} numbers together.',
    maximumEntries,
  );
}
