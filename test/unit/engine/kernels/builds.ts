import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compiledBackend } from '../../../../src/engine/kernels/compiled/backend';
import type { KernelModule } from '../../../../src/engine/kernels/compiled/module';
import type { KernelBackend } from '../../../../src/engine/kernels/kernels';
import { kernelModule } from '../../../../src/platform/kernels/loadKernels';

const root = new URL('../../../../', import.meta.url);

interface Modules {
  readonly common: Uint8Array<ArrayBuffer>;
  readonly relaxed: Uint8Array<ArrayBuffer>;
  readonly simd: Uint8Array<ArrayBuffer>;
}

let built: Modules | undefined;

/** The modules as built from the sources of now, once for all tests of a thread. */
export function kernelBytes(): Modules {
  built ??= buildKernels();
  return built;
}

function buildKernels(): Modules {
  execFileSync(process.execPath, [fileURLToPath(new URL('scripts/build-kernels.mjs', root))]);
  const read = (name: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(readFileSync(new URL(`dist/kernels-${name}.wasm`, root)));
  return { common: read('common'), relaxed: read('relaxed'), simd: read('simd') };
}

/** A compiled build that counts the calls of each of its functions. */
export interface CountedBuild {
  readonly name: string;
  readonly backend: KernelBackend;
  readonly calls: Map<string, number>;
}

function counted(module: KernelModule): CountedBuild {
  const calls = new Map<string, number>();
  const instantiate: KernelModule['instantiate'] = (bytes) => {
    const instance = module.instantiate(bytes);
    return (
      instance && {
        ...instance,
        find: (name) => {
          const found = instance.find(name);
          return (...operands) => {
            calls.set(name, (calls.get(name) ?? 0) + 1);
            return found(...operands);
          };
        },
      }
    );
  };
  return { name: module.name, backend: compiledBackend({ name: module.name, instantiate }), calls };
}

/** Every build this Node takes: Node 20 has no relaxed SIMD. */
export function countedBuilds({ common, relaxed, simd }: Modules): CountedBuild[] {
  const builds = [counted(kernelModule('SIMD', common, simd))];
  if (WebAssembly.validate(relaxed)) builds.push(counted(kernelModule('relaxed SIMD', common, relaxed)));
  return builds;
}
