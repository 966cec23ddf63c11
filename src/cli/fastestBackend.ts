import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { compiledBackend } from '../engine/kernels/compiled/backend';
import type { KernelBackend } from '../engine/kernels/kernels';
import { referenceBackend } from '../engine/kernels/reference';
import { loadKernels } from '../platform/kernels/loadKernels';
import { readKernels } from '../platform/runtimeAssets';

/**
 * The compiled kernels that lie beside the bundle, or plain TypeScript where this machine cannot run them.
 */
export async function fastestBackend(): Promise<KernelBackend> {
  const bytes = await readKernels({ read: (name) => readFile(path.join(__dirname, name)) });
  const module = bytes && loadKernels(bytes);
  return module === undefined ? referenceBackend : compiledBackend(module);
}
