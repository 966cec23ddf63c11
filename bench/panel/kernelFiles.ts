import { readFileSync } from 'node:fs';
import type { KernelFiles } from '../../src/protocol/service';

/** The compiled kernels, from the folder they were built into. */
export function kernelFiles(folder: string): KernelFiles {
  const read = (name: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(readFileSync(`${folder}/kernels-${name}.wasm`));
  return { common: read('common'), relaxed: read('relaxed'), simd: read('simd') };
}
