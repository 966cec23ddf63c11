import { message } from '../message';
import { sameShape, sizeOf, shapeValue } from '../shape';
import { operand } from './support/operands';
import { rearrangementLayer } from './support/rearrangement';
import { fits, wrongInput } from './support/shapeRule';

/** What a list of computed values becomes: `[a, b * 2]`. */
export const stack = rearrangementLayer({
  name: 'Stack',
  symbol: '[ ]',
  documentation:
    'Puts values of one shape into a list, along a new first axis. Backward takes the gradient apart again.',
  inputs: [{ name: 'x', documentation: 'The entries of the list, all of one shape.', variadic: true }],
  settings: [],
  formulas: { forward: 'y = [x₀, x₁, …]', backward: { x: '∂L/∂xᵢ = entry i of ∂L/∂y' } },
  source: 'https://numpy.org/doc/stable/reference/generated/numpy.stack.html',
  likeness: 'parts',

  outputShape(inputs) {
    const first = operand(inputs, 0);
    const misfit = inputs.findIndex((shape) => !sameShape(shape, first));
    return misfit === -1
      ? fits([inputs.length, ...first])
      : wrongInput(
          misfit,
          message(
            'This entry is {0}, the first is {1}: the entries of a list must be alike.',
            shapeValue(operand(inputs, misfit)),
            shapeValue(first),
          ),
        );
  },

  destinations(inputs) {
    const size = sizeOf(operand(inputs, 0));
    return (input) => (entry) => input * size + entry;
  },
});
