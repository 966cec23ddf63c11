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

/**
 * The SHA-256 of arrays behind each other, in lower-case hexadecimal;
 * `undefined` where the machine does not offer it.
 */
export type Sha256 = (parts: readonly Uint8Array[]) => Promise<string | undefined>;

/** What the runtime is given by the place it runs in. */
export interface RuntimeEnvironment {
  readonly clock: Clock;
  /** How long a slice of training may keep the message loop waiting. */
  readonly sliceMilliseconds: number;
  /** The fastest build, or the one of this name; `undefined` where the machine cannot run it. */
  readonly loadKernels: (files: KernelFiles, name?: string) => KernelModule | undefined;
  readonly sha256: Sha256;
}
