import { message } from '../message';
import { binaryLayer, type BinaryRule } from './support/binary';
import { combinationForm } from './support/combinationForm';

/** Of the layer and of the reference kernels alike. */
export const mulRule: BinaryRule = {
  forward: (x, y) => x * y,
  gradLeft: (gradOutput, _x, y) => gradOutput * y,
  gradRight: (gradOutput, x) => gradOutput * x,
  whyFlat: (side, x, y) => ({
    kind: 'multipliedByZero',
    message: message('Multiplied by the other factor, which is {0}.', side === 0 ? y : x),
  }),
  whyZero: (x, y) =>
    x === 0 || y === 0 ? undefined : message('{0} × {1} is too small to be told from 0.', x, y),
};

export const mul = binaryLayer({
  name: 'Mul',
  symbol: '×',
  documentation:
    'Multiplies entry by entry. Backward multiplies the gradient by the other side: the values are swapped.',
  inputs: [
    { name: 'x', documentation: 'The left factor.' },
    { name: 'y', documentation: 'The right factor; shapes broadcast as in NumPy.' },
  ],
  asOperator: '*',
  asLayer: combinationForm({
    name: 'Mul',
    forward: (kernels, a, b, c) => kernels.multiply({ a, b, c, accumulate: false }),
    backward: (kernels, gradOutput, other, { data, accumulate }) =>
      kernels.multiply({ a: gradOutput, b: other, c: data, accumulate }),
  }),
  formulas: { forward: 'z = x × y', backward: { x: '∂L/∂x = ∂L/∂z × y', y: '∂L/∂y = ∂L/∂z × x' } },
  source: 'Deep Learning from Scratch, section 5.4.1 (multiply layer).',
  likeness: 'multiple',
  rule: mulRule,
});
