import { describe, expect, it } from 'vitest';
import { precisionOfWritten } from '../../../../../src/language/services/sheets/writtenPrecision';

describe('how exactly written numbers are meant', () => {
  it.each<[string, readonly string[], readonly number[], readonly number[]]>([
    ['half a unit of the last place', ['0.33'], [0.005], [2]],
    ['an exponent moves the place', ['1.2e-4'], [0.5e-5], [2]],
    ['also where that makes it whole', ['1.25e3'], [0], [3]],
    ['underscores are no digits', ['1_000.25'], [0.005], [6]],
    ['a whole number is what it says', ['12'], [0], [2]],
    ['a single digit is what it says', ['0.5'], [0], [1]],
    ['the longest of a list says how many places', ['0.25', '0.5'], [0.005, 0.005], [2, 2]],
    ['a 0 has any places', ['0', '0.25'], [0.005, 0.005], [2, 2]],
    ['figures where they leave out fewer zeros', ['12.3', '1.23', '0.123'], [0.05, 0.005, 0.0005], [3, 3, 3]],
    ['all figures of a float64 are meant as they stand', ['0.1234567890123456'], [0.5e-16], [0]],
  ])('%s', (_, written, digits, figures) => {
    const found = precisionOfWritten(written);
    expect(found.map((each) => each.figures)).toEqual(figures);
    found.forEach((each, at) => {
      expect(each.digits).toBeCloseTo(digits[at] ?? NaN, 18);
    });
  });
});
