import { describe, expect, test } from 'vitest';
import { formatExactly, formatNumber } from '../../../../src/language/services';

describe('numbers', () => {
  test.each([
    [715.0000000000001, '715'],
    [110.00000000000001, '110'],
    [2.2, '2.2'],
    [3.3000000000000003, '3.3'],
    [1.23456789e-8, '1.23457e-8'],
    [-0.000123456789, '-0.000123457'],
    [0.00001, '1e-5'],
    [1234567, '1234567'],
    [1234567.8, '1.23457e6'],
    [6e12, '6e12'],
    [-0, '0'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '-∞'],
  ])('%d beside the text is %s', (value, expected) => {
    expect(formatNumber(value)).toBe(expected);
  });

  test.each([715.0000000000001, -2.5e-300, 1e21, 0.1, -0])('all digits of %d give it back', (value) => {
    expect(Number(formatExactly(value))).toBe(value);
  });
});
