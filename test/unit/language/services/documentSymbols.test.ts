import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkText } from '../../checkText';
import { documentSymbols, type DocumentSymbol } from '../../../../src/language/services';

const example = (name: string): string =>
  readFileSync(new URL(`../../../../examples/${name}.backprop`, import.meta.url), 'utf8');

describe('symbols', () => {
  const outline = (symbols: readonly DocumentSymbol[]): unknown[] =>
    symbols.map(({ kind, name, detail, children }) => [
      `${kind} ${name} ${detail}`.trimEnd(),
      ...(children.length > 0 ? [outline(children)] : []),
    ]);

  test('outline a network', () => {
    expect(outline(documentSymbols(checkText(example('digits'))).slice(1))).toEqual([
      [
        'network SmallCNN network',
        [
          ['setting data digits(test=0.2)'],
          [
            'group layers',
            [
              ['layer Conv'],
              ['layer ReLU'],
              ['repeat repeat 2', [['layer Residual']]],
              ['layer pooled MaxPool'],
              ['layer left Conv'],
              ['layer Conv'],
              ['layer Concat'],
              ['layer Affine'],
              ['layer SoftmaxWithLoss'],
            ],
          ],
          [
            'group train',
            [
              ['setting optimizer Adam(lr=0.005)'],
              ['setting schedule Cosine(warmup=20)'],
              ['setting batch 64'],
              ['setting epochs 10'],
            ],
          ],
        ],
      ],
    ]);
  });

  test('name what lies inside their range', () => {
    const check = (symbols: readonly DocumentSymbol[]): void => {
      for (const { range, nameRange, children } of symbols) {
        expect(nameRange.start).toBeGreaterThanOrEqual(range.start);
        expect(nameRange.end).toBeLessThanOrEqual(range.end);
        check(children);
      }
    };
    for (const name of ['digits', 'shopping', 'tensors', 'spiral'])
      check(documentSymbols(checkText(example(name))));
  });

  test('show the shapes of values', () => {
    expect(outline(documentSymbols(checkText('X = [[1, 2]]\nn = 1\nbackward n')))).toEqual([
      ['value X 1×2'],
      ['value n'],
      ['backward backward n'],
    ]);
  });
});
