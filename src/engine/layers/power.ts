import { message } from '../message';
import { binaryLayer } from './support/binary';

/** `x ** y` as C and NumPy define it; JavaScript differs where the base is 1 or −1. */
export function power(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  return Math.pow(x, y);
}

export const pow = binaryLayer({
  name: 'Pow',
  symbol: '**',
  documentation:
    'Raises x to the power y. A negative base with a fractional power gives NaN. The gradient of the exponent needs log x, so it is NaN for a negative base; an exponent written as a number has none.',
  inputs: [
    { name: 'x', documentation: 'The base.' },
    { name: 'y', documentation: 'The exponent; shapes broadcast as in NumPy.', role: 'exponent' },
  ],
  asOperator: '**',
  formulas: {
    forward: 'z = x ** y',
    backward: { x: '∂L/∂x = ∂L/∂z × y × x ** (y − 1)', y: '∂L/∂y = ∂L/∂z × z × log x' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.pow.html',
  rule: {
    forward: power,
    // Where the formula would be 0 × ∞, the limit is 0, as in PyTorch.
    gradLeft: (gradOutput, x, y) => (y === 0 ? 0 : gradOutput * (y * power(x, y - 1))),
    gradRight: (gradOutput, x, y, z) => (x === 0 && y >= 0 ? 0 : gradOutput * (z * Math.log(x))),
    whyZero: (x, y) => (x === 0 ? undefined : message('{0} ** {1} is too small to be told from 0.', x, y)),
    whyFlat: (side, x, y) => ({
      kind: 'flat',
      message:
        side === 0
          ? message('{0} ** {1} is flat here: a small change of the base does not change it.', x, y)
          : message('{0} ** {1} is flat here: a small change of the exponent does not change it.', x, y),
    }),
  },
});
