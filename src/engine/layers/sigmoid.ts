import { message } from '../message';
import { unaryLayer } from './support/unary';

/** `1/(1 + e⁻ˣ)`, as the chapter writes it, and eˣ where e⁻ˣ overflows: never NaN for a number. */
export function logistic(x: number): number {
  const e = Math.exp(-x);
  return e === Infinity ? Math.exp(x) : 1 / (1 + e);
}

export const sigmoid = unaryLayer({
  name: 'Sigmoid',
  symbol: 'Sigmoid',
  documentation: 'Squeezes every entry between 0 and 1. Backward needs only the output y.',
  settings: [],
  picture: 'sigmoid',
  asFunction: { name: 'sigmoid' },
  asActivation: { isSaturated: (y) => y < 0.015 || y > 0.985 },
  formulas: { forward: 'y = 1 / (1 + exp(−x))', backward: { x: '∂L/∂x = ∂L/∂y × (1 − y) × y' } },
  source: 'Deep Learning from Scratch, section 5.5.2 (Sigmoid layer).',
  savesOutput: true,
  rule: () => ({
    forward: logistic,
    gradInput: (gradOutput, _x, y) => gradOutput * (1 - y) * y,
    whyFlat: (x, y) => ({
      kind: 'saturated',
      message: message(
        'Saturated: this Sigmoid gives {1} for its x of {0}, where its curve is almost flat.',
        x,
        y,
      ),
    }),
  }),
});
