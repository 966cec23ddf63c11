import type { KernelModule } from '../engine/kernels/compiled/module';
import type { KernelFiles } from '../protocol/service';
import type { Clock } from './training/clock';

/** What the runtime is given by the place it runs in. */
export interface RuntimeEnvironment {
  readonly clock: Clock;
  /** How long a slice of training may keep the message loop waiting. */
  readonly sliceMilliseconds: number;
  /** `undefined` where the machine cannot run them. */
  readonly loadKernels: (files: KernelFiles) => KernelModule | undefined;
}
