import type { KernelModule } from '../engine/kernels/compiled/module';
import type { KernelFiles } from '../protocol/runtimeService';

/**
 * Time, and turns of the message loop: what differs between
 * Node and browsers, and what tests put in their own hands.
 */
export interface Clock {
  /** Milliseconds from some start; never goes back. */
  now(): number;
  /**
   * Calls back once, after at least this long and after the messages that have come in meanwhile were seen.
   * @returns what takes it back
   */
  after(milliseconds: number, callback: () => void): () => void;
}

/** What the runtime is given by the place it runs in. */
export interface RuntimeEnvironment {
  readonly clock: Clock;
  /** How long a slice of training may keep the message loop waiting. */
  readonly sliceMilliseconds: number;
  /** `undefined` where the machine cannot run them. */
  readonly loadKernels: (files: KernelFiles) => KernelModule | undefined;
}
