import { stridesOf } from '../shape';
import { operand } from './support/operands';
import { rearrangementLayer } from './support/rearrangement';
import { fits } from './support/shapeRule';

export const transpose = rearrangementLayer({
  name: 'Transpose',
  symbol: 'T',
  documentation:
    'Reverses the order of the axes: rows become columns. Backward transposes the gradient back.',
  inputs: [{ name: 'x', documentation: 'A value of any shape; a vector stays as it is.' }],
  settings: [],
  asFunction: { name: 'transpose' },
  formulas: { forward: 'y = xᵀ', backward: { x: '∂L/∂x = (∂L/∂y)ᵀ' } },
  source: 'https://numpy.org/doc/stable/reference/generated/numpy.transpose.html',
  likeness: 'rearranged',
  outputShape: (inputs) => fits([...operand(inputs, 0)].reverse()),

  destination(inputs) {
    const shape = operand(inputs, 0);
    const strides = stridesOf(shape);
    const transposed = stridesOf([...shape].reverse()).reverse();
    return (entry) => {
      let rest = entry;
      let to = 0;
      for (let axis = 0; axis < shape.length; axis++) {
        const stride = strides[axis] ?? 1;
        const position = Math.floor(rest / stride);
        rest -= position * stride;
        to += position * (transposed[axis] ?? 0);
      }
      return to;
    };
  },
});
