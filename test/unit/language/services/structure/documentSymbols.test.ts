import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Range } from '../../../../../src/language/range';
import { checkText } from '../../../checkText';
import { documentSymbols, type DocumentSymbol } from '../../../../../src/language/services';
import { damagedTokensOf, prefixesOf, soundTexts } from '../../corpus';

const example = (name: string): string =>
  readFileSync(new URL(`../../../../../examples/${name}.backprop`, import.meta.url), 'utf8');

function holds(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

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

  test('name what lies inside their range, whatever is broken: VS Code shows no outline otherwise', () => {
    const misplaced = (symbols: readonly DocumentSymbol[], around: Range): DocumentSymbol[] =>
      symbols.flatMap((symbol) => {
        const { range, nameRange, children } = symbol;
        const isInside = holds(range, nameRange) && holds(around, range) && symbol.name !== '';
        return [...(isInside ? [] : [symbol]), ...misplaced(children, range)];
      });
    let tried = 0;
    for (const text of soundTexts.values()) {
      for (const { text: each } of [{ text }, ...prefixesOf(text), ...damagedTokensOf(text)]) {
        if (tried++ % 9 !== 0) continue;
        const found = documentSymbols(checkText(each));
        expect(misplaced(found, { start: 0, end: each.length }), each).toEqual([]);
      }
    }
    expect(tried).toBeGreaterThan(4000);
  });

  test('show the shapes of values', () => {
    expect(outline(documentSymbols(checkText('X = [[1, 2]]\nn = 1\nbackward n')))).toEqual([
      ['value X 1×2'],
      ['value n'],
      ['backward backward n'],
    ]);
  });
});
