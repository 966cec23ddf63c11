import { expect, test } from 'vitest';
import { parse } from '../../../../../src/language/parser/parser';
import { foldingRanges } from '../../../../../src/language/services/structure/foldingRanges';
import { damagedTokensOf, prefixesOf, soundTexts } from '../../corpus';

/** Each fold as `first-last`, lines counted from 1 as people do, with its kind. */
function folds(text: string): string[] {
  return foldingRanges({ ast: parse(text).file }).map(
    ({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1}${kind ? ` ${kind}` : ''}`,
  );
}

test.each([
  ['a line', 'x = [1, 2]', []],
  ['a matrix', 'x = [\n  [1, 2],\n  [3, 4],\n]', ['1-3']],
  ['a matrix whose last row closes it', 'x = [[1, 2],\n     [3, 4]]', ['1-2']],
  [
    'bodies',
    'network N {\n  layers {\n    ReLU\n  }\n  train {\n    batch = 1\n  }\n}',
    ['1-7', '2-3', '5-6'],
  ],
  ['two bodies on a line', 'network N { layers {\n  ReLU\n} }', ['1-2']],
  ['an empty body', 'block B {\n}', []],
  ['a body that is open', 'network N {\n  layers {\n    ReLU\n  }\n', ['2-3']],
  ['a bracket that is open in a body', 'network N {\n  layers {\n    Affine(3\n  }\n}', ['1-4', '2-3']],
  ['comments', '# a\n# b\nx = 1 # c\n# d', ['1-2 comment']],
  ['comments apart', '# a\n\n# b', []],
  ['a comment behind code', 'x = 1  # a\n# b\n# c', ['2-3 comment']],
  ['comments of Python', '"""\na\n"""\nx = 1', ['1-3 comment']],
  ['regions', '# region data\nx = 1\n#endregion\n# note\n# more', ['1-3 region', '4-5 comment']],
  ['regions within regions', '#region\n#region\nx = 1\n#endregion\n#endregion', ['1-5 region', '2-4 region']],
  ['a region that is open', '# region\nx = 1\n# endregion\n# endregion', ['1-3 region']],
  ['lines that end in two characters', 'x = [\r\n1,\r\n]\r\n', ['1-2']],
  ['full-width brackets', 'x ＝ ［\n１\n］', ['1-2']],
] as const)('%s', (_name, text, expected) => {
  expect(folds(text)).toEqual(expected);
});

test('every fold of every damaged text lies in it and has two lines', () => {
  let tried = 0;
  for (const text of soundTexts.values()) {
    for (const { text: damaged } of [...prefixesOf(text), ...damagedTokensOf(text)]) {
      if (tried++ % 5 !== 0) continue;
      const ast = parse(damaged).file;
      const found = foldingRanges({ ast });
      const isSound = found.every(
        ({ startLine, endLine }) => endLine > startLine && endLine < ast.lineStarts.length,
      );
      const starts = new Set(found.map(({ startLine }) => startLine));
      if (!isSound || starts.size !== found.length) expect(found, damaged).toEqual([]);
    }
  }
  expect(tried).toBeGreaterThan(4000);
});
