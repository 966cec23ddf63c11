import { message } from '../message';
import { binaryLayer, type BinaryRule } from './support/binary';
import { combinationForm } from './support/combinationForm';
import { copyKernel } from './support/copying';

/** Of the layer and of the reference kernels alike. */
export const addRule: BinaryRule = {
  forward: (x, y) => x + y,
  gradLeft: (gradOutput) => gradOutput,
  gradRight: (gradOutput) => gradOutput,
  whyZero: (x, y) =>
    x === 0 && y === 0 ? undefined : message('Two terms of this {0} cancel: {1} and {2}.', 'Add', x, y),
};

export const add = binaryLayer({
  name: 'Add',
  symbol: '+',
  documentation: 'Adds entry by entry. Backward passes the gradient on to both sides unchanged.',
  inputs: [
    { name: 'x', documentation: 'The left operand.' },
    { name: 'y', documentation: 'The right operand; shapes broadcast as in NumPy.' },
  ],
  asOperator: '+',
  asLayer: combinationForm({
    name: 'Add',
    forward: (kernels, a, b, c) => kernels.add({ a, b, c, accumulate: false }),
    backward: (kernels, gradOutput, _other, slot) =>
      copyKernel(kernels, { shape: slot.shape, data: gradOutput }, slot, slot.accumulate),
  }),
  formulas: { forward: 'z = x + y', backward: { x: '∂L/∂x = ∂L/∂z', y: '∂L/∂y = ∂L/∂z' } },
  source: 'Deep Learning from Scratch, section 5.4.2 (add layer).',
  likeness: 'sum',
  rule: addRule,
});
