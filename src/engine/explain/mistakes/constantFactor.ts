import { message } from '../../message';
import { constantFactorFamily, type Mistake } from './mistake';
import { allowedAt, type Compared } from './support/evidence';

/** One number is a multiple of any other. */
const fewestNumbers = 2;

/** A multiple of the right numbers that is none of the others: said as what it is. */
export const constantFactor: Mistake = {
  kind: 'constant-factor',
  isLastResort: true,
  looksAtAnswer: true,
  family: constantFactorFamily,
  documentation:
    'Every number is the right one times one factor, which is none of those above. It is named, and no reason for it.',
  *candidates({ compared }) {
    const factor = factorOf(compared);
    if (factor === undefined || factor === 0) return;
    yield {
      how: { kind: 'numbers', numbers: Float64Array.from(compared.right, (number) => number * factor) },
      text: message('Every number is {0} times the right one.', Number(factor.toPrecision(6))),
      freeNumbers: 1,
    };
  },
};

/** In the middle of what all numbers leave open; `undefined` where that is nothing, or they are too few. */
function factorOf(compared: Compared): number | undefined {
  const { answer, right } = compared;
  let [least, most, count] = [-Infinity, Infinity, 0];
  for (let i = 0; i < right.length; i++) {
    const [own, expected] = [answer[i] ?? NaN, right[i] ?? NaN];
    if (expected === 0) continue;
    const [middle, room] = [own / expected, allowedAt(compared, i) / Math.abs(expected)];
    if (!Number.isFinite(middle)) return undefined;
    least = Math.max(least, middle - room);
    most = Math.min(most, middle + room);
    count++;
  }
  return count < fewestNumbers || least > most ? undefined : (least + most) / 2;
}
