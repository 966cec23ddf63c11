import { message } from '../message';
import { binaryLayer } from './support/binary';
import type { ComparisonOperator, Layer } from './support/layer';

interface Comparison {
  readonly name: string;
  readonly symbol: string;
  readonly operator: ComparisonOperator;
  readonly documentation: string;
  readonly holds: (x: number, y: number) => boolean;
}

/** 1 where it holds, else 0: flat everywhere, with a jump between, so that no gradient passes. */
function comparisonLayer({ name, symbol, operator, documentation, holds }: Comparison): Layer {
  return {
    ...binaryLayer({
      name,
      symbol,
      documentation,
      inputs: [
        { name: 'x', documentation: 'The left value.' },
        { name: 'y', documentation: 'The right value; shapes broadcast as in NumPy.' },
      ],
      asOperator: operator,
      formulas: {
        forward: `z = 1 where x ${symbol} y, else 0`,
        backward: { x: '∂L/∂x = none: z is flat in x', y: '∂L/∂y = none: z is flat in y' },
      },
      source: 'https://numpy.org/doc/stable/reference/routines.logic.html#comparison',
      rule: {
        forward: (x, y) => (holds(x, y) ? 1 : 0),
        gradLeft: () => 0,
        gradRight: () => 0,
        whyZero: (x, y) => message('{0} {1} {2} does not hold, which counts as 0.', x, symbol, y),
      },
    }),
    passesGradientTo: () => false,
    whyNoGradient: () =>
      message('A comparison is 0 or 1: a small change of what it compares changes nothing.'),
  };
}

const table: readonly Comparison[] = [
  {
    name: 'Less',
    symbol: '<',
    operator: '<',
    documentation:
      '1 where x is below y, else 0, entry by entry. NaN compares as in IEEE arithmetic: it is not even equal to itself. No gradient passes through a comparison.',
    holds: (x, y) => x < y,
  },
  {
    name: 'LessEqual',
    symbol: '≤',
    operator: '<=',
    documentation:
      '1 where x is y or below it, else 0, entry by entry. NaN compares as in IEEE arithmetic: it is not even equal to itself. No gradient passes through a comparison.',
    holds: (x, y) => x <= y,
  },
  {
    name: 'Greater',
    symbol: '>',
    operator: '>',
    documentation:
      '1 where x is above y, else 0, entry by entry. NaN compares as in IEEE arithmetic: it is not even equal to itself. No gradient passes through a comparison.',
    holds: (x, y) => x > y,
  },
  {
    name: 'GreaterEqual',
    symbol: '≥',
    operator: '>=',
    documentation:
      '1 where x is y or above it, else 0, entry by entry. NaN compares as in IEEE arithmetic: it is not even equal to itself. No gradient passes through a comparison.',
    holds: (x, y) => x >= y,
  },
  {
    name: 'Equal',
    symbol: '=',
    operator: '==',
    documentation:
      '1 where x equals y, else 0, entry by entry. NaN compares as in IEEE arithmetic: it is not even equal to itself. No gradient passes through a comparison.',
    holds: (x, y) => x === y,
  },
  {
    name: 'NotEqual',
    symbol: '≠',
    operator: '!=',
    documentation:
      '1 where x differs from y, else 0, entry by entry. NaN compares as in IEEE arithmetic: it is not even equal to itself. No gradient passes through a comparison.',
    holds: (x, y) => x !== y,
  },
];

/** `< <= > >= == !=`. */
export const comparisons: readonly Layer[] = table.map(comparisonLayer);

/** 1 where the comparison of two numbers holds, else 0. */
export function compare(operator: ComparisonOperator, x: number, y: number): number {
  return table.some((each) => each.operator === operator && each.holds(x, y)) ? 1 : 0;
}
