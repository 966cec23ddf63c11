import type { CompiledFunction, KernelInstance, KernelModule } from '../../engine/kernels/compiled/module';

/** The compiled kernels as the build writes them to `dist`. */
export interface KernelBytes {
  /** `kernels-common.wasm`: all but the products. */
  readonly common: BufferSource;
  /** `kernels-relaxed.wasm`: products with fused multiply-add. */
  readonly relaxed: BufferSource;
  /** `kernels-simd.wasm`: products without. */
  readonly simd: BufferSource;
}

const pageBytes = 0x10000;

/** What a 32-bit address can reach. */
const mostPages = 0x10000;

/** Pages before the arena, at least as many as any build needs. */
const ownPages = 10;

/** Vectors may be read this far past the last array. */
const slackBytes = 64;

/** By name, the fastest first. */
const builds = [
  { name: 'WebAssembly, relaxed SIMD', products: 'relaxed' },
  { name: 'WebAssembly, SIMD', products: 'simd' },
] as const;

/**
 * Compiles the fastest build this machine takes; `undefined` where it has no SIMD: use the reference kernels.
 * @param name that of the build to be compiled; `undefined` where this machine does not take it
 */
export function loadKernels(bytes: KernelBytes, name?: string): KernelModule | undefined {
  if (!WebAssembly.validate(bytes.common)) return undefined;
  const candidates = builds.filter((build) => name === undefined || build.name === name);
  const build = candidates.find(({ products }) => WebAssembly.validate(bytes[products]));
  return build && kernelModule(build.name, bytes.common, bytes[build.products]);
}

/** One build, compiled; its products and everything else work in the same memory. */
export function kernelModule(name: string, common: BufferSource, products: BufferSource): KernelModule {
  const modules = [new WebAssembly.Module(products), new WebAssembly.Module(common)];
  return {
    name,
    instantiate: (arenaBytes) => {
      const memory = allocate(ownPages + Math.ceil((arenaBytes + slackBytes) / pageBytes));
      return memory && instantiate(modules, memory);
    },
  };
}

function instantiate(modules: readonly WebAssembly.Module[], memory: WebAssembly.Memory): KernelInstance {
  const exports = new Map(
    modules.flatMap((module) =>
      Object.entries(new WebAssembly.Instance(module, { env: { memory } }).exports),
    ),
  );
  return {
    buffer: memory.buffer,
    arenaStart: numberOf(exports, 'arenaStart'),
    scratchCapacity: numberOf(exports, 'scratchCapacity'),
    find: (name) => functionOf(exports, name),
  };
}

/** Fixed in size: growing would detach every view of it. */
function allocate(pages: number): WebAssembly.Memory | undefined {
  if (pages > mostPages) return undefined;
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

type Exports = ReadonlyMap<string, WebAssembly.ExportValue>;

function numberOf(exports: Exports, name: string): number {
  const value = exports.get(name);
  if (!(value instanceof WebAssembly.Global)) throw new RangeError(`The kernels export no number ${name}.`);
  return Number(value.value);
}

function functionOf(exports: Exports, name: string): CompiledFunction {
  const value = exports.get(name);
  if (!isCompiledFunction(value)) throw new RangeError(`The kernels export no function ${name}.`);
  return value;
}

function isCompiledFunction(value: WebAssembly.ExportValue | undefined): value is CompiledFunction {
  return typeof value === 'function';
}
