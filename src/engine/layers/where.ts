import { message } from '../message';
import { ternaryLayer } from './support/ternary';

export const where = ternaryLayer({
  name: 'Where',
  symbol: 'where',
  documentation:
    'Takes a where the condition holds, else b, entry by entry. The gradient goes to the one that was taken, the other gets 0; the condition has none. Both are computed everywhere: what is not taken can still be infinite or NaN, and then its own gradient is 0 × ∞, which is NaN.',
  inputs: [
    { name: 'condition', documentation: 'A comparison, or numbers: every one but 0 holds.' },
    { name: 'a', documentation: 'What is taken where the condition holds; shapes broadcast as in NumPy.' },
    { name: 'b', documentation: 'What is taken elsewhere.' },
  ],
  asFunction: { name: 'where' },
  formulas: {
    forward: 'y = a where condition, else b',
    backward: {
      condition: '∂L/∂condition = none: it only chooses',
      a: '∂L/∂a = ∂L/∂y where condition, else 0',
      b: '∂L/∂b = 0 where condition, else ∂L/∂y',
    },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.where.html',
  whyNoGradient: () =>
    message('This only decides which value is taken: a small change of it changes nothing.'),
  rule: {
    forward: (condition, a, b) => (condition !== 0 ? a : b),
    slopes: [undefined, (condition) => (condition !== 0 ? 1 : 0), (condition) => (condition !== 0 ? 0 : 1)],
    whyFlat: (_input, condition, a, b) => ({
      kind: 'notChosen',
      message:
        condition !== 0
          ? message('Not taken: the condition holds here, so where takes a, {0}.', a)
          : message('Not taken: the condition does not hold here, so where takes b, {0}.', b),
    }),
  },
});
