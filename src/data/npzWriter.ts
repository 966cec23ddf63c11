import { zipSync, type Zippable } from 'fflate';
import { writeNpy, type WritableArray } from './npyWriter';

/**
 * The first moment ZIP can tell, in local time: the same
 * arrays give the same bytes whenever they are written.
 */
const TIME = new Date(1980, 0, 1);

/** An archive of arrays by name, stored and not compressed, as `numpy.savez` writes it. */
export function writeNpz(arrays: Readonly<Record<string, WritableArray>>): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  for (const [name, array] of Object.entries(arrays)) files[`${name}.npy`] = writeNpy(array);
  return zipSync(files, { level: 0, mtime: TIME });
}
