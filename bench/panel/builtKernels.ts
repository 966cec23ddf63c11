import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readKernels } from '../../src/platform/runtimeAssets';
import type { KernelFiles } from '../../src/protocol/runtimeService';

/** The compiled kernels: without them a figure would be of the reference kernels. */
export async function builtKernels(folder: string): Promise<KernelFiles> {
  const kernels = await readKernels({ read: (name) => readFile(join(folder, name)) });
  if (kernels === undefined) throw new Error(`The kernels are not in ${folder}: npm run build makes them.`);
  return kernels;
}
