import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { compiledBackend } from '../engine/kernels/compiled/backend';
import { oneAfterAnother } from '../engine/kernels/compiled/oneAfterAnother';
import type { KernelBackend } from '../engine/kernels/kernels';
import { referenceBackend } from '../engine/kernels/reference';
import { loadKernels } from '../platform/kernels/loadKernels';
import { readKernels } from '../platform/runtimeAssets';

/**
 * The compiled kernels that lie beside the bundle, or plain TypeScript where this machine cannot run them.
 */
export async function fastestBackend(): Promise<KernelBackend> {
  return (await loadedBackends()).fastest;
}

/** For first mini-batches, of which each is done with before the next begins: they share one memory. */
export async function firstPassBackend(): Promise<KernelBackend> {
  return (await loadedBackends()).firstPasses;
}

interface Backends {
  readonly fastest: KernelBackend;
  readonly firstPasses: KernelBackend;
}

let loaded: Promise<Backends> | undefined;

/** Compiled once: a file may hold hundreds of networks. */
async function loadedBackends(): Promise<Backends> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Backends> {
  const bytes = await readKernels({ read: (name) => readFile(path.join(__dirname, name)) });
  const module = bytes && loadKernels(bytes);
  if (module === undefined) return { fastest: referenceBackend, firstPasses: referenceBackend };
  return { fastest: compiledBackend(module), firstPasses: compiledBackend(oneAfterAnother(module)) };
}
