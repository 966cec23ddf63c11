import type { Kernel, Kernels } from '../../kernels/kernels';
import { sizeOf } from '../../shape';
import type { Tensor } from '../../tensor';

/** Copies all entries in their order, or adds them to what is there. */
export function copyKernel(kernels: Kernels, source: Tensor, target: Tensor, accumulate: boolean): Kernel {
  const columns = sizeOf(target.shape);
  return kernels.copyColumns({
    source: source.data,
    sourceOffset: 0,
    sourceStride: columns,
    target: target.data,
    targetOffset: 0,
    targetStride: columns,
    rows: 1,
    columns,
    accumulate,
  });
}
