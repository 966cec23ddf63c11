/** One exported function of a compiled build: addresses are byte offsets, flags 0 or 1. */
export type CompiledFunction = (...operands: readonly number[]) => number;

/** A compiled build with memory of its own. */
export interface KernelInstance {
  readonly buffer: ArrayBuffer;
  /** Where in `buffer` the arena starts; before it lies what the kernels need for themselves. */
  readonly arenaStart: number;
  /** Bytes of scratch for the patches of a convolution. */
  readonly scratchCapacity: number;
  /** @throws RangeError where the build has no such function. */
  find(name: string): CompiledFunction;
}

/** A compiled build, not yet bound to memory: how the engine sees WebAssembly. */
export interface KernelModule {
  readonly name: string;
  /** Memory whose arena has at least `arenaBytes`, all zero; `undefined` where it cannot be had. */
  instantiate(arenaBytes: number): KernelInstance | undefined;
}
