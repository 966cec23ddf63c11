import { expect, test } from 'vitest';
import { panelGraph, passBelow } from '../../../../../src/editor/panels/formulas/formulaGraph';
import { checkText } from '../../../checkText';

/** What the graph draws in the node of a name, and what it says of its settings and its formula. */
function drawn(text: string, name: string): unknown {
  const node = panelGraph(checkText(text)).nodes.find((each) => each.name === name);
  return node && [node.symbol, node.settings, node.forwardRule];
}

test.each([
  ['y = x[0, 1:]', '[0, 1:]', '', 'y = the picked entries of x'],
  ['y = x[:, [0, 2]]', '[:, [0, 2]]', '', 'y = the picked entries of x'],
  ['y = x >= 2', '≥', '', 'z = 1 where x ≥ y, else 0'],
  ['y = where(x, 1, x)', 'where', '', 'y = a where condition, else b'],
  ['y = sum(x, axis=[0, 1], keepdims=true)', 'Σ', 'axis=[0, 1], keepdims=true', 'y = Σ x'],
  ['y = transpose(x)', 'T', '', 'y = xᵀ'],
  ['y = transpose(x, [0, 1])', 'T', 'axes=[0, 1]', 'y = x, its axes in the new order'],
])('%s is drawn as %s', (formula, ...expected) => {
  expect(drawn(`x = [[1, 2, 3]]\n${formula}\n`, 'y')).toEqual(expected);
});

test('an index of many entries is drawn by its beginning', () => {
  const [symbol] = drawn('x = arange(40)\ny = x[[0, 2, 4, 6, 8, 10, 12, 14, 16]]\n', 'y') as [string];
  expect(symbol).toMatch(/^\[\[0, 2, 4, 6.*…\]$/);
});

test('a comparison carries no gradient to what it compares', () => {
  const { nodes } = panelGraph(checkText('x = 1\ny = x > 0\nbackward y\n'));
  const compared = nodes.find(({ name }) => name === 'y');
  expect(compared?.inputs.map(({ rule }) => rule)).toEqual(['', '']);
});

test('the graph opens at the backward below the cursor, or at the last one', () => {
  const text = 'a = 2\nb = a * 3\nbackward b\nc = a + 1\nbackward c\n# end\n';
  const { formulas } = checkText(text);
  const at = (place: string): number => passBelow(formulas, text.indexOf(place));
  expect([at('a = 2'), at('backward b'), at('c = a'), at('backward c'), at('# end')]).toEqual([
    0, 0, 1, 1, 1,
  ]);
  expect(passBelow(checkText('a = 2\n').formulas, 0)).toBe(0);
});
