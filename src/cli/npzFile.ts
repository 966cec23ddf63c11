import { writeFile } from 'node:fs/promises';
import { writeNpz } from '../data/npyWriter';
import type { WritableArray } from '../data/npyWriter';
import type { SavedTensor } from '../engine/tensor';
import { CommandFailure, exitUnusable } from './failure';
import { errorText } from '../protocol/errorText';

/**
 * Writes tensors to a file that `numpy.load` reads; masks become arrays of bool.
 * @throws CommandFailure where the file cannot be written
 */
export async function writeNpzFile(file: string, tensors: ReadonlyMap<string, SavedTensor>): Promise<void> {
  const arrays = Object.fromEntries(
    [...tensors].map(([name, { shape, data }]): [string, WritableArray] => [
      name,
      data instanceof Uint8Array ? { shape, data, boolean: true } : { shape, data },
    ]),
  );
  try {
    await writeFile(file, writeNpz(arrays));
  } catch (error) {
    const cause = errorText(error);
    throw new CommandFailure(`${file} could not be written: ${cause}`, exitUnusable);
  }
}
