import { copyKernel } from './copyKernel';
import type { BoundNetworkLayer, NetworkBinding } from './networkForm';
import { operand } from './operands';

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
