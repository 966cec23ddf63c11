import { describe, expect, it, test } from 'vitest';
import { SealedNumbers } from '../../../../../src/language/services/sheets/sealedNumbers';

/** What is asked for, with a tolerance that takes nothing else for it. */
function sealed(...answers: readonly (readonly number[])[]): SealedNumbers {
  return new SealedNumbers(
    answers.map((data) => ({ data, shape: [data.length] })),
    1e-6,
  );
}

const many = Array.from({ length: 100 }, (_, i) => 2 + Math.sin(i));

describe('what an answer is read off', () => {
  it.each([
    ['the number itself', [2.5], [2.5], 'whole'],
    ['its opposite', [2.5], [-2.5], 'whole'],
    ['one a little above it', [2.5], [2.501], 'whole'],
    ['one a little below it', [2.5], [2.499], 'whole'],
    ['no number far above it', [2.5], [2.51], undefined],
    ['no number far below it', [2.5], [2.49], undefined],
    ['a list that holds it', [2.5], [7, 2.5], 'part'],
    ['no zero and no one, which stand everywhere', [0], [0, 1], undefined],
    ['an entry of a list, written shorter', [0.123456, 7.7], [0.12346], 'whole'],
    ['an entry of a list, a little larger', [0.123456, 7.7], [0.1234599], 'whole'],
    ['no number like an entry to three digits', [0.123456, 7.7], [0.1235], undefined],
    ['a list in proportion', [1.1, 2.2, 4.4], [3, 6, 12], 'whole'],
    ['a list in proportion, with other signs', [1.1, 2.2, 4.4], [-3, -6, -12], 'whole'],
    ['no list in another proportion', [1.1, 2.2, 4.4], [3, 6, 13], undefined],
    ['rows that are copies of it in proportion', [1.1, 2.2, 4.4], [3, 6, 12, 3, 6, 12], 'whole'],
    ['every entry several times', [1.1, 2.2, 4.4], [3, 3, 6, 6, 12, 12], 'whole'],
    ['a stretch of a large answer', many, many.slice(40, 44), 'part'],
    ['one entry of a large answer', many, many.slice(40, 41), 'whole'],
    ['no list of which one is none of a large answer', many, [...many.slice(40, 43), 9], undefined],
    ['numbers of which it is the mean', [3.25], [2, 2.5, 3, 3.75, 5], 'part'],
    ['numbers of which it is the lowest', [2.75], [2.75, 5, 6, 7, 8], 'part'],
    ['numbers of which it is the highest', [8.5], [4, 5, 6, 7, 8.5], 'part'],
    ['numbers of which it is the deviation', [Math.sqrt(2)], [3, 4, 5, 6, 7], 'part'],
    ['numbers of which it is the mean, beside NaN', [3.25], [2, 2.5, 3, 3.75, 5, NaN], 'part'],
    ['a copy of what holds zeros and ones only', [0, 1, 1], [0, -1, 1], 'whole'],
    ['nothing of ones alone in another number', [0, 1, 1], [1, 1], undefined],
  ])('%s', (_, answer, shown, likeness) => {
    expect(sealed(answer).likenessOf(shown)).toBe(likeness);
  });

  test('a matrix, shown transposed and in proportion', () => {
    const numbers = new SealedNumbers([{ data: [1.1, 2.2, 4.4, 5.5, 3.3, 9.9], shape: [2, 3] }], 1e-6);
    expect(numbers.likenessOf([7.7, 38.5, 15.4, 23.1, 30.8, 69.3])).toBe('whole');
    expect(numbers.likenessOf([7.7, 38.5, 15.4, 23.1, 30.8, 69.4])).toBeUndefined();
  });

  test('a number within the tolerance of its question', () => {
    const loose = new SealedNumbers([{ data: [2.5], shape: [] }], 1e-2);
    expect([2.48, 2.52, 2.4, 2.6].map((shown) => loose.likenessOf([shown]))).toEqual([
      'whole',
      'whole',
      undefined,
      undefined,
    ]);
  });
});
