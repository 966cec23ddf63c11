import { expect, test } from 'vitest';
import { parse } from '../../../../../src/language/parser/parser';
import { semanticTokens } from '../../../../../src/language/services/structure/semanticTokens';

test('names say what they stand for, and unknown ones nothing', () => {
  const text = [
    'x = 2',
    'y = x * unknown',
    'backward y',
    'expect grad(x) = 4',
    'block B(n) { h = Affine(n); Add(h) }',
    'network N { layers { B(n=x); Add(nowhere) } }',
  ].join('\n');
  const shown = semanticTokens({ ast: parse(text).file }).map(
    ({ start, end, kind, isDefinition, isGradient }) =>
      [text.slice(start, end), kind, isDefinition && 'defined', isGradient && 'gradient']
        .filter(Boolean)
        .join(' '),
  );
  expect(shown).toEqual([
    'x value defined',
    'y value defined',
    'x value',
    'y value',
    'x value gradient',
    'B block defined',
    'n parameter defined',
    'h layer defined',
    'n parameter',
    'h layer',
    'B block',
    'n parameter',
    'x value',
  ]);
});
