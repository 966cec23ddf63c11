import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineDifference } from '../../../src/protocol/lineDifference';

test('names the lines that went and came, and none beside them', () => {
  const before = 'network A {\n  Affine(16)\n  ReLU\n  Affine(3)\n}\n';
  const after = 'network A {\n  Affine(32)\n  ReLU\n  Dropout(0.2)\n  Affine(3)\n}\n';
  expect(lineDifference(before, after)).toEqual({
    removed: ['  Affine(16)'],
    added: ['  Affine(32)', '  Dropout(0.2)'],
  });
  expect(lineDifference(before, before)).toEqual({ removed: [], added: [] });
  expect(lineDifference('a\r\nb', 'a\nb')).toEqual({ removed: [], added: [] });
  expect(lineDifference('a', '')).toEqual({ removed: ['a'], added: [''] });
});

/** The longest common subsequence by trying everything. */
function common(a: readonly string[], b: readonly string[]): number {
  const [first, ...rest] = a;
  if (first === undefined) return 0;
  const at = b.indexOf(first);
  return Math.max(common(rest, b), at < 0 ? 0 : 1 + common(rest, b.slice(at + 1)));
}

test('what is neither added nor removed is the same in both texts, and as much as can be', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const { removed, added } = lineDifference(before.join('\n'), after.join('\n'));
      const [old, now] = [before, after].map((lines) => (lines.length === 0 ? [''] : lines));
      const kept = common(old ?? [], now ?? []);
      expect(removed).toHaveLength((old?.length ?? 0) - kept);
      expect(added).toHaveLength((now?.length ?? 0) - kept);
    }),
  );
});
