import type { Kernel } from '../../kernels/kernel';
import type { Kernels } from '../../kernels/kernels';
import { message } from '../../message';
import { sameShape, shapeValue } from '../../shape';
import type { Numbers } from '../../tensor';
import type { GradientSlot, NetworkForm } from './networkForm';
import { operand } from './operands';
import { fits, wrongInput } from './shapeRule';

interface CombinationDescription {
  /** As written: `Add`. */
  readonly name: string;
  readonly forward: (kernels: Kernels, a: Numbers, b: Numbers, c: Numbers) => Kernel;
  /** The gradient of one side; `other` is the value of the other. */
  readonly backward: (kernels: Kernels, gradOutput: Numbers, other: Numbers, slot: GradientSlot) => Kernel;
}

/** Two values of one shape become one, entry by entry; more of them become a chain. */
export function combinationForm({ name, forward, backward }: CombinationDescription): NetworkForm {
  return {
    kind: 'combination',
    settings: [],
    chains: true,

    outputShape(inputs) {
      const first = operand(inputs, 0);
      const misfit = inputs.findIndex((shape) => !sameShape(shape, first));
      if (misfit === -1) return fits(first);
      return wrongInput(
        misfit,
        message(
          '{0} needs equal shapes: the layer above gives {1}, this one {2}.',
          name,
          shapeValue(first),
          shapeValue(operand(inputs, misfit)),
        ),
      );
    },

    bind({ kernels, inputs, output, gradOutput, gradInputs }) {
      const [a, b] = [operand(inputs, 0).data, operand(inputs, 1).data];
      return {
        forward: [forward(kernels, a, b, output.data)],
        backward: [b, a].flatMap((other, only) => {
          const slot = gradInputs[only];
          return slot ? [{ only, run: backward(kernels, gradOutput.data, other, slot) }] : [];
        }),
        saved: () => ({}),
      };
    },
  };
}
