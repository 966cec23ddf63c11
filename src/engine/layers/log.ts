import { message } from '../message';
import { logSoftmax } from './logSoftmax';
import { softmax } from './softmax';
import { unaryLayer } from './support/unary';

export const log = unaryLayer({
  name: 'Log',
  symbol: 'log',
  documentation: 'The natural logarithm. At 0 it is −infinity with an infinite slope, below 0 it is NaN.',
  settings: [],
  asFunction: { name: 'log' },
  fusedAfter: { inner: softmax, fused: logSoftmax },
  formulas: { forward: 'y = log(x)', backward: { x: '∂L/∂x = ∂L/∂y / x' } },
  source: 'Deep Learning from Scratch, appendix A (the log node of Softmax-with-loss).',
  whyNotFinite: (x) =>
    x === 0
      ? message(
          'log(0) is -infinity: add a small number inside it, or use softmax_with_loss or sigmoid_with_loss, which never take the log of 0.',
        )
      : message('log({0}) is not a number: only numbers above 0 have a logarithm.', x),
  rule: () => ({
    forward: Math.log,
    gradInput: (gradOutput, x) => gradOutput / x,
    whyFlat: (x) => ({
      kind: 'flat',
      message: message('Divided by the x of this log, which is {0}.', x),
    }),
  }),
});
