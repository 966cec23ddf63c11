import { writeSafetensors } from '../data/formats/safetensorsWriter';
import { writeNpz, type WritableArray } from '../data/npyWriter';
import type { SavedTensor } from '../engine/tensor';
import { CommandFailure, exitUnusable } from './failure';
import { l10n } from './l10n';
import { OutputFile } from './outputFile';

type Writer = (tensors: ReadonlyMap<string, WritableArray>) => Uint8Array;

/** The flags that name a file of tensors, and how each is written. */
const writers: Readonly<Record<'npz' | 'safetensors', Writer>> = {
  npz: (tensors) => writeNpz(Object.fromEntries(tensors)),
  safetensors: writeSafetensors,
};

/** For `readWords`. */
export const tensorFlags = { npz: 'text', safetensors: 'text' } as const;

type TensorFlag = keyof typeof tensorFlags;

const flagsInOrder: readonly TensorFlag[] = ['npz', 'safetensors'];

/** Which of the flags is given, for a command that has nothing to write to it. */
export function tensorFlagOf(texts: Readonly<Record<string, string | undefined>>): TensorFlag | undefined {
  return flagsInOrder.find((flag) => texts[flag] !== undefined);
}

/** What a command writes its tensors to; nowhere where no file is named. */
export interface TensorOutput {
  /**
   * Writes tensors under their names; masks become truth values, whole numbers int64, as NumPy and PyTorch
   * have labels.
   * @throws CommandFailure where a file cannot be written
   */
  readonly write: (tensors: ReadonlyMap<string, SavedTensor>) => Promise<void>;
}

/**
 * Calls `work` with the files that `--npz` and `--safetensors` name, tried beforehand.
 * @throws CommandFailure where nothing can be written there, before any work is done
 */
export async function withTensorOutput<Result>(
  texts: Readonly<Record<string, string | undefined>>,
  work: (output: TensorOutput) => Promise<Result>,
): Promise<Result> {
  const files: TensorFile[] = [];
  try {
    for (const flag of flagsInOrder) {
      const file = texts[flag];
      if (file !== undefined) files.push(await TensorFile.prepare(flag, file));
    }
    const [first, second] = files;
    if (first !== undefined && first.file === second?.file)
      throw new CommandFailure(l10n.t('--npz and --safetensors name the same file.'), exitUnusable);
    return await work({
      write: async (tensors) => {
        const arrays = new Map([...tensors].map(([name, tensor]) => [name, writable(tensor)]));
        const refusals: string[] = [];
        // One that cannot be written takes nothing from the other.
        for (const file of files) {
          try {
            await file.write(arrays);
          } catch (error) {
            if (!(error instanceof CommandFailure)) throw error;
            refusals.push(error.message);
          }
        }
        if (refusals.length > 0) throw new CommandFailure(refusals.join(' '), exitUnusable);
      },
    });
  } finally {
    for (const file of files) await file.discard();
  }
}

function writable({ shape, data }: SavedTensor): WritableArray {
  if (data instanceof Uint8Array) return { shape, data, boolean: true };
  return { shape, data: data instanceof Int32Array ? BigInt64Array.from(data, BigInt) : data };
}

/** One of the files, and how its tensors are written. */
class TensorFile {
  private constructor(
    private readonly flag: TensorFlag,
    private readonly output: OutputFile,
  ) {}

  /** @throws CommandFailure where nothing can be written there */
  static async prepare(flag: TensorFlag, file: string): Promise<TensorFile> {
    return new TensorFile(flag, await OutputFile.prepare(file));
  }

  get file(): string {
    return this.output.file;
  }

  /** @throws CommandFailure where the file cannot be written */
  async write(tensors: ReadonlyMap<string, WritableArray>): Promise<void> {
    await this.output.write(writers[this.flag](tensors));
  }

  /** Leaves nothing behind where it comes to no writing. */
  async discard(): Promise<void> {
    await this.output.discard();
  }
}
