import { message } from '../message';
import { ternaryLayer } from './support/ternary';

/** Which operand the result is: `low` wins over x, `high` over both, as in NumPy. NaN is never lost. */
function chosen(x: number, low: number, high: number): 0 | 1 | 2 {
  if (Number.isNaN(x)) return 0;
  const isLow = x < low || Number.isNaN(low);
  const raised = isLow ? low : x;
  if (raised > high || Number.isNaN(high)) return 2;
  return isLow ? 1 : 0;
}

function operandAt(input: 0 | 1 | 2, x: number, low: number, high: number): number {
  if (input === 0) return x;
  return input === 1 ? low : high;
}

export const clip = ternaryLayer({
  name: 'Clip',
  symbol: 'clip',
  documentation:
    'Keeps every entry between low and high: what is below becomes low, what is above high. The gradient passes where x lies between them, the bounds themselves included; elsewhere the bound gets it.',
  inputs: [
    { name: 'x', documentation: 'A value of any shape.' },
    { name: 'low', documentation: 'The lower bound; shapes broadcast as in NumPy.' },
    { name: 'high', documentation: 'The upper bound; where it is below low, it is what is given.' },
  ],
  asFunction: { name: 'clip' },
  formulas: {
    forward: 'y = min(max(x, low), high)',
    backward: {
      x: '∂L/∂x = ∂L/∂y where low ≤ x ≤ high, else 0',
      low: '∂L/∂low = ∂L/∂y where x < low, else 0',
      high: '∂L/∂high = ∂L/∂y where x > high, else 0',
    },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.clamp.html',
  rule: {
    forward: (x, low, high) => operandAt(chosen(x, low, high), x, low, high),
    slopes: [
      (x, low, high) => (chosen(x, low, high) === 0 ? 1 : 0),
      (x, low, high) => (chosen(x, low, high) === 1 ? 1 : 0),
      (x, low, high) => (chosen(x, low, high) === 2 ? 1 : 0),
    ],
    whyFlat(input, x, low, high) {
      if (input !== 0) {
        return {
          kind: 'notChosen',
          message: message('This bound is not what clip gives here: x is {0}.', x),
        };
      }
      return {
        kind: 'blocked',
        message:
          chosen(x, low, high) === 1
            ? message('Blocked by this clip: its x is {0}, below {1}.', x, low)
            : message('Blocked by this clip: its x is {0}, above {1}.', x, high),
      };
    },
  },
});
