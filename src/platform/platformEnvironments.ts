import type { RuntimeEnvironment } from '../runtime/runtimeEnvironment';
import { clock } from './clock';
import { loadKernels } from './kernels/loadKernels';
import { sha256 } from './sha256';

/** In a worker nothing else waits for the message loop than the runtime's own messages. */
export const workerEnvironment: RuntimeEnvironment = { clock, loadKernels, sha256, sliceMilliseconds: 20 };

/** In the host everybody else's work waits too. */
export const hostEnvironment: RuntimeEnvironment = { clock, loadKernels, sha256, sliceMilliseconds: 10 };
