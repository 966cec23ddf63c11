import { expect, test } from 'vitest';
import { completionsAt, fewerCompletions } from '../../../../../src/language/services';
import { checkText } from '../../../checkText';
import { atCursor } from '../cursor';

async function offered(
  source: string,
): Promise<{ readonly labels: readonly string[]; readonly isAll: boolean }> {
  const { text, offset } = atCursor(source);
  const all = await completionsAt(checkText(text), offset);
  const { completions, isAll } = fewerCompletions(all, text, offset);
  return { labels: completions.map(({ label }) => label), isAll };
}

const values = (count: number): string =>
  Array.from({ length: count }, (_, at) => `value${String(at)} = ${String(at)}\n`).join('');

test('a few completions are handed over whole, whatever is typed', async () => {
  const { labels, isAll } = await offered(`${values(20)}y = zz|`);
  expect(isAll).toBe(true);
  expect(labels).toContain('value3');
});

test('of very many, the nearest with the letters that are typed, to be asked for again', async () => {
  const near = await offered(`${values(900)}y = v|`);
  expect(near.isAll).toBe(false);
  expect(near.labels).toHaveLength(200);
  expect(near.labels[0]).toBe('value899');
  const far = await offered(`${values(900)}y = Vl12|`);
  expect(far.labels).toContain('value12');
  expect(far.labels.filter((label) => !/^value\d*1\d*2/.test(label))).toEqual([]);
});
