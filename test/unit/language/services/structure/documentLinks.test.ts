import { expect, test } from 'vitest';
import { documentLinks } from '../../../../../src/language/services/structure/documentLinks';
import { checkText } from '../../../checkText';
import { marked } from '../../marked';

const data = (source: string): string => `network N {\n  data = ${source}\n}`;

test.each([
  ['a table', data('csv("⟦a/b.csv⟧", target="t.csv")')],
  ['a table by name', data('csv(target="t", file="⟦a.csv⟧")')],
  ['two arrays', data('npy("⟦x.npy⟧", t="⟦t.npy⟧")')],
  ['an archive', data('npz("⟦f.npz⟧", x="x.npy", t="t")')],
  ['a folder', data('mnist("⟦data/mnist⟧")')],
  ['nothing', data('csv("", target="t")')],
  ['a string somewhere else', `x = "a.csv"\n${data('spiral()')}`],
  ['a broken line', data('csv("⟦a.csv⟧", target=1 2)')],
  ['comments', '# see [a graph](⟦graph.png⟧) and [b](⟦../b.md⟧)\nx = 1  # [c](⟦c.svg⟧)'],
  ['addresses', '# [a](https://example.org/a.png) [b](#b) [c](/etc/c) (d.png) [e]( f.png )'],
])('%s', (_name, source) => {
  const { text, ranges } = marked(source);
  const links = documentLinks(checkText(text));
  expect(links.map(({ start, end }) => ({ start, end }))).toEqual(ranges);
  for (const { start, end, path } of links) expect(path).toBe(text.slice(start, end));
});

test('a folder is known as one, and a file that is not there is left out', () => {
  expect(documentLinks(checkText(data('mnist("m")'))).map(({ isFolder }) => isFolder)).toEqual([true]);
  const missing = checkText(data('csv("a.csv", target="t")'), { fileKind: () => 'absent' });
  expect(documentLinks(missing)).toEqual([]);
});
