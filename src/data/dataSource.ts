import type { DataHint } from '../engine/network/dataPreview';
import type { RandomStream } from '../engine/random';
import type { Shape } from '../engine/shape';
import type { Numbers } from '../engine/tensor';
import type { CallableSpec } from '../engine/argumentSpec';
import type { Arguments } from './sourceArguments';
import type { Samples, TargetDescription } from './dataset';
import type { SeenNumbers } from './float32';
import type { Result } from './result';

/** A file a source needs, before anybody looked for it. */
export interface FileRequest {
  /** What the file is to the source: `x`, `t`, `trainImages`. */
  readonly role: string;
  /** `shipped`: in the extension's folder `data`. `beside`: relative to the folder of the definition file. */
  readonly from: 'shipped' | 'beside';
  /** Names the file may have, with `/` between folders. The first that exists is meant. */
  readonly paths: readonly [string, ...string[]];
  /** The argument that names it. */
  readonly argument?: string;
  /** How many leading bytes tell its description. */
  readonly describedBy: number | 'whole file';
}

/** A file that was found. `bytes` may be only its beginning where nothing but a description is asked for. */
export interface SourceFile {
  /** As messages name it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Size of the whole file in bytes. */
  readonly size: number;
}

/** By role. */
export type SourceFiles = Readonly<Record<string, SourceFile | undefined>>;

/** What a source can tell about its samples before they are split and shaped by the common arguments. */
export interface SampleDescription {
  readonly sampleShape: Shape;
  readonly targets: TargetDescription;
  /** Absent where only the whole file can tell. */
  readonly count?: number;
  readonly testCount?: number;
  /** The numbers that were read to tell all this: not always all of them. */
  readonly seen?: SeenNumbers;
  /** What was read in another way than it is written. */
  readonly hints?: readonly DataHint[];
}

/** How many leading bytes of a file tell its columns, or its header. */
export const HEAD = 2 ** 18;

/** How far files are looked into to describe them: as far as is cheap, or as training does. */
export type Extent = 'start' | 'whole';

/**
 * What one source of data is: its name, its arguments and its files. It knows no format, as the language,
 * hover and the reference need it as soon as the editor starts; `load.ts` finds what looks into the files.
 */
export type DataSource = FileSource | ShippedSource | GeneratedSource;

interface Source extends CallableSpec {
  files(given: Arguments): readonly FileRequest[];
}

/** Files of the user. */
export interface FileSource extends Source {
  readonly kind: 'csv' | 'npy' | 'npz' | 'mnist';
  /** What its samples usually are, where that is known without the files. */
  usual?(given: Arguments): Pick<SampleDescription, 'sampleShape' | 'targets'>;
  /** A call of a source that comes with the extension and can be tried in its place. */
  readonly instead?: string;
}

/** A table that comes with the extension: inputs, then the label in the last column. */
export interface ShippedSource extends Source {
  readonly kind: 'shipped';
  readonly table: FileRequest;
  readonly header: boolean;
  readonly count: number;
  readonly sampleShape: Shape;
  readonly classes: number;
  readonly classNames?: readonly string[];
  /** Its rows stand class by class. */
  readonly isSorted?: boolean;
  /** Brings the numbers of the file to the scale of inputs. */
  scale(numbers: Float64Array): Numbers;
}

/** Samples that are computed from the arguments. */
export interface GeneratedSource extends Source {
  readonly kind: 'generated';
  readonly sampleShape: Shape;
  count(given: Arguments): number;
  targets(given: Arguments): TargetDescription;
  /** Gives each sample in turn to `add`: its numbers, then its label or target value. */
  generate(
    given: Arguments,
    random: RandomStream,
    add: (inputs: readonly number[], target: number) => void,
  ): void;
}

/** Describes and reads the samples of a source. */
export interface SourceReader {
  /**
   * Errors that can be seen are reported; what needs the whole file is left open. `undefined`: the beginning
   * of the file does not even tell the shape of a sample.
   * @param extent how much of a compressed file is expanded; of others all that is here is looked at
   */
  describe(given: Arguments, files: SourceFiles, extent: Extent): Result<SampleDescription | undefined>;
  /** Files must be whole. Draws from `random` only where the source makes its own samples. */
  read(given: Arguments, files: SourceFiles, random: RandomStream): Result<Samples>;
  /**
   * The names in its files that an argument may take: of the columns of a table, of the arrays of an archive.
   * Of a file `bytes` may be the beginning only, where its description is told by that.
   */
  names?(argument: string, given: Arguments, files: SourceFiles): readonly string[];
}
