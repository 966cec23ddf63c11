import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { formatNumber } from '../../../src/language/services';
import {
  cellNumber,
  exactNumber,
  factorNumber,
  groupedNumber,
  listSeparator,
  numberTyped,
  percent,
  shortNumber,
  steadyNumber,
} from '../../../src/protocol/numberText';

describe('a number', () => {
  test.each([
    [0, '0'],
    [-0, '0'],
    [715, '715'],
    [2.2, '2.2'],
    [0.1 + 0.2, '0.3'],
    [1 / 3, '0.333333'],
    [1234567, '1234567'],
    [-1234567, '-1234567'],
    [123456789, '123456789'],
    [1234567.5, '1.23457e6'],
    [999999.7, '1e6'],
    [0.0001, '0.0001'],
    [1.2345678e-8, '1.23457e-8'],
    [1e300, '1e300'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '-∞'],
  ])('%s is short', (value, expected) => {
    expect(shortNumber(value, 'en')).toBe(expected);
  });

  test('asks for the decimal sign of a language once, not with each number', () => {
    const asked = vi.spyOn(Intl.NumberFormat.prototype, 'formatToParts');
    for (let number = 0; number < 100; number++) expect(shortNumber(number + 0.5, 'da')).toBe(`${number},5`);
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockRestore();
  });

  test('reads in English as the language writes it into a file', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.double({ min: -1e7, max: 1e7 })), (value) => {
        expect(shortNumber(value, 'en')).toBe(formatNumber(value));
      }),
    );
  });

  test('is shorter where fewer digits are asked for', () => {
    expect(shortNumber(1234567, 'en', 3)).toBe('1.23e6');
    expect(shortNumber(0.123456, 'en', 3)).toBe('0.123');
  });

  test('has the decimal sign of the display language in every form, and is never grouped as a value', () => {
    expect(shortNumber(1234.5, 'de')).toBe('1234,5');
    expect(shortNumber(1.5e-9, 'de')).toBe('1,5e-9');
    expect(steadyNumber(0.21, 'de')).toBe('0,210');
    expect(cellNumber(0.125, 'fr')).toBe('0,125');
    expect(exactNumber(0.1, 'pt-br')).toBe('0,1');
    expect(factorNumber(-0.5, 'de')).toBe('(-0,5)');
    expect(percent(0.1234, 'de', 1)).toBe('12,3 %');
    expect(percent(0.1234, 'ja', 1)).toBe('12.3%');
    expect(percent(1e-6, 'ja')).toBe('< 0.01%');
    expect(groupedNumber(39760, 'de')).toBe('39.760');
    expect(groupedNumber(39760, 'en')).toBe('39,760');
    expect(groupedNumber(1234.5678, 'en', 2)).toBe('1,234.57');
  });

  test('of a list is told from its neighbours', () => {
    expect(listSeparator('en')).toBe(', ');
    expect(listSeparator('de')).toBe('; ');
  });

  test('keeps its number of digits while it changes', () => {
    expect(
      [0.21, 0.209, 2, 34.56, 345.6, 12345, 1.2345e-5, 123456].map((value) => steadyNumber(value, 'en')),
    ).toEqual(['0.210', '0.209', '2.00', '34.6', '346', '12345', '1.2e-5', '1.2e5']);
    expect(steadyNumber(0.21, 'en', 4)).toBe('0.2100');
    expect(steadyNumber(NaN, 'en')).toBe('NaN');
  });

  test('in a cell takes six characters at most', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e99, max: 1e99 }), (value) => {
        const isTiny = Math.abs(value) < 1e-99;
        expect(cellNumber(value, 'en').length).toBeLessThanOrEqual(isTiny ? 7 : 6);
      }),
    );
  });

  test('comes back from all its digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(exactNumber(value, 'en'))).toBe(value);
      }),
    );
  });
});

describe('a share', () => {
  test.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.43, '43 %'],
    [0.005, '0.5 %'],
    [0.9995, '99.95 %'],
    [1e-6, '< 0.01 %'],
    [1 - 1e-6, '> 99.99 %'],
    [NaN, 'NaN'],
  ])('of %s', (share, expected) => {
    expect(percent(share, 'en')).toBe(expected);
  });
});

describe('a number that a person types', () => {
  test.each([
    ['0.1', 0.1],
    [' 1e-3 ', 1e-3],
    ['.5', 0.5],
    ['2.', 2],
    ['-1_000', -1000],
    ['+7E2', 700],
    ['０．１', 0.1],
    ['-0', -0],
  ])('%j is taken', (typed, expected) => {
    expect(numberTyped(typed)).toBe(expected);
  });

  test.each([
    '',
    ' ',
    '0x10',
    '0b1',
    '0o7',
    'Infinity',
    '-Infinity',
    'NaN',
    '1e400',
    '1e',
    '_1',
    '1__0',
    '.',
  ])('%j is none', (typed) => {
    expect(numberTyped(typed)).toBeNaN();
  });

  test('is every finite number that the panels write', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(numberTyped(exactNumber(value, 'en'))).toBe(value);
      }),
    );
  });
});
