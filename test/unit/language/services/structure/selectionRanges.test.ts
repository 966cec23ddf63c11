import { describe, expect, test } from 'vitest';
import { parse } from '../../../../../src/language/parser/parser';
import { selectionRanges } from '../../../../../src/language/services/structure/selectionRanges';
import { damagedTokensOf, soundTexts } from '../../corpus';

/** What a selection at the cursor mark `|` grows to, the smallest first. */
function growing(source: string): string[] {
  const offset = source.indexOf('|');
  const text = source.slice(0, offset) + source.slice(offset + 1);
  return selectionRanges({ ast: parse(text).file }, offset).map(({ start, end }) => text.slice(start, end));
}

describe('a selection grows', () => {
  test.each([
    [
      'y = relu(x + a|b * 2, axis=0)',
      [
        'ab',
        'ab * 2',
        'x + ab * 2',
        'x + ab * 2, axis=0',
        '(x + ab * 2, axis=0)',
        'relu(x + ab * 2, axis=0)',
        'y = relu(x + ab * 2, axis=0)',
      ],
    ],
    ['y = f(axis=|0)', ['0', 'axis=0', '(axis=0)', 'f(axis=0)', 'y = f(axis=0)']],
    [
      'x = [[1, 2], [3, |4]]',
      ['4', '3, 4', '[3, 4]', '[1, 2], [3, 4]', '[[1, 2], [3, 4]]', 'x = [[1, 2], [3, 4]]'],
    ],
    ['sheet "a| b"', ['a b', '"a b"', 'sheet "a b"']],
    ['expect grad(x|) = 1 within 2', ['x', '(x)', 'expect grad(x) = 1 within 2']],
    ['a = 1; b = |2\nc = 3', ['2', 'b = 2', 'a = 1; b = 2', 'a = 1; b = 2\nc = 3']],
    ['x = (1 + |2\ny = 3', ['2', 'x = (1 + 2', 'x = (1 + 2\ny = 3']],
    ['# a n|ote\nx = 1', ['# a note', '# a note\nx = 1']],
    ['|', []],
    [
      'network N {\n  layers {\n    h = Affine(|3)\n  }\n}',
      [
        '3',
        '(3)',
        'h = Affine(3)',
        '{\n    h = Affine(3)\n  }',
        'layers {\n    h = Affine(3)\n  }',
        '{\n  layers {\n    h = Affine(3)\n  }\n}',
        'network N {\n  layers {\n    h = Affine(3)\n  }\n}',
      ],
    ],
  ])('%j', (source, expected) => {
    expect(growing(source)).toEqual(expected);
  });
});

test('each holds the one before it, and the last is the whole text', () => {
  for (const text of soundTexts.values()) {
    const damaged = [...damagedTokensOf(text)].filter((_, index) => index % 60 === 0);
    for (const { text: each } of [{ text }, ...damaged]) {
      const { file: ast } = parse(each);
      for (let offset = 0; offset <= each.length; offset += 7) {
        const ranges = selectionRanges({ ast }, offset);
        const grow = ranges.every(({ start, end }, index) => {
          const outer = ranges[index + 1] ?? { start: 0, end: each.length + 1 };
          const isInside = outer.start <= start && end <= outer.end && outer.end - outer.start > end - start;
          return isInside && start <= offset && offset <= end;
        });
        if (!grow) expect(ranges, each).toEqual([]);
        expect(ranges.at(-1)).toEqual({ start: 0, end: each.length });
      }
    }
  }
});
