import type { Kernel } from '../../kernels/kernel';
import type { Kernels } from '../../kernels/kernels';
import { sizeOf } from '../../shape';
import type { Tensor } from '../../tensor';
import type { BoundNetworkLayer, NetworkBinding } from './networkForm';
import { operand } from './operands';

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

/** A layer that gives what it is given, in the same order: Flatten, and Dropout outside training. */
export function bindPassingOn(binding: NetworkBinding): BoundNetworkLayer {
  const { kernels, inputs, output, gradOutput, gradInputs } = binding;
  const dx = gradInputs[0];
  return {
    forward: [copyKernel(kernels, operand(inputs, 0), output, false)],
    backward: dx ? [{ only: 0, run: copyKernel(kernels, gradOutput, dx, dx.accumulate) }] : [],
    saved: () => ({}),
  };
}
