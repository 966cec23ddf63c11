import { describe, expect, test } from 'vitest';
import { fitsTable, listText, tableText } from '../../../../src/editor/languageFeatures/tensorText';

describe('a list', () => {
  test('is nested as in a file, and a single number stays bare', () => {
    expect(listText([2, 2], [1, -0.5, -2, 3], 'en')).toBe('[[1, -0.5], [-2, 3]]');
    expect(listText([], [1234567], 'en')).toBe('1234567');
  });

  test('tells its numbers apart where the comma is the decimal sign', () => {
    expect(listText([2, 2], [1, -0.5, -2, 3], 'de')).toBe('[[1; -0,5]; [-2; 3]]');
  });
});

describe('a table', () => {
  test('has aligned columns', () => {
    expect(tableText([2, 2], [1, -0.5, -20, 3], 'en')).toBe('  1  -0.5\n-20     3');
  });

  test('of a list is one row', () => {
    expect(tableText([3], [1, 2, 3], 'en')).toBe('1  2  3');
  });

  test('is cut where it is large, and says so', () => {
    const lines = tableText([20, 20], new Float64Array(400), 'en').split('\n');
    expect(lines).toHaveLength(13);
    expect(lines[0]?.endsWith('…')).toBe(true);
    expect(fitsTable([20, 20])).toBe(false);
    expect(fitsTable([12, 8])).toBe(true);
  });

  test('without entries is empty', () => {
    expect(tableText([0, 3], [], 'en')).toBe('');
  });
});
