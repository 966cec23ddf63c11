import type { KernelFiles } from '../protocol/runtimeService';

/** Reads a file of the extension's `dist` folder; the browser knows no other way to find one. */
export interface RuntimeAssets {
  read(name: string): PromiseLike<Uint8Array>;
}

/**
 * The compiled kernels from `dist`; `undefined` where they are not there: then the reference kernels compute.
 */
export async function readKernels(assets: RuntimeAssets): Promise<KernelFiles | undefined> {
  try {
    const [common, relaxed, simd] = await Promise.all([
      assets.read('kernels-common.wasm'),
      assets.read('kernels-relaxed.wasm'),
      assets.read('kernels-simd.wasm'),
    ]);
    // Copied, because a view of a larger buffer would take all of it along.
    return { common: common.slice(), relaxed: relaxed.slice(), simd: simd.slice() };
  } catch {
    return undefined;
  }
}
