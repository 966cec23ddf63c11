import { message } from '../../message';
import { constantFactorFamily, type Mistake } from './mistake';

/** Fewer numbers than this are a multiple of others too easily. */
const fewestNumbers = 3;

/** A multiple of the right numbers that is none of the others: said as what it is. */
export const constantFactor: Mistake = {
  kind: 'constant-factor',
  isLastResort: true,
  family: constantFactorFamily,
  documentation:
    'Every number is the right one times one factor, which is none of those above. It is named, and no reason for it.',
  *candidates({ answer, right }) {
    let products = 0;
    let squares = 0;
    let nonZero = 0;
    for (let i = 0; i < right.length; i++) {
      const number = right[i] ?? NaN;
      products += number * (answer[i] ?? NaN);
      squares += number * number;
      if (number !== 0) nonZero++;
    }
    const factor = products / squares;
    if (nonZero < fewestNumbers || !Number.isFinite(factor) || factor === 0) return;
    yield {
      how: { kind: 'numbers', numbers: Float64Array.from(right, (number) => number * factor) },
      text: message('Every number is {0} times the right one.', Number(factor.toPrecision(6))),
      freeNumbers: 1,
    };
  },
};
