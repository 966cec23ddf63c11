import { describe, expect, test } from 'vitest';
import { checkText } from '../../checkText';
import { shapeHints } from '../../../../src/language/services';
import { marked } from '../marked';

describe('shape hints', () => {
  test('stand at the end of the line, for everything but single numbers', () => {
    const source =
      'X = [[1, 2, 3],\n     [4, 5, 6]]  # two rows⟦⟧\nn = 3\nh = X * n⟦⟧\r\nv = [1]; w = [1, 2]⟦⟧';
    const { text, ranges } = marked(source);
    expect(shapeHints(checkText(text))).toEqual([
      { of: 'value', offset: ranges[0]?.start, label: '→ 2×3' },
      { of: 'value', offset: ranges[1]?.start, label: '→ 2×3' },
      { of: 'value', offset: ranges[2]?.start, label: '→ v 1 · w 2' },
    ]);
  });

  test('stand behind layers as soon as the data are known, once a line, with their parameters', () => {
    const { text, ranges } = marked(`block Twice(units) {
  Affine(units)⟦⟧
  ReLU⟦⟧
}
network N {
  data = digits()
  layers {
    Conv(16, size=3, pad=1)⟦⟧
    MaxPool(2)⟦⟧
    repeat 2 {
      Twice(8)
    }
    Affine(10) # as many as classes⟦⟧
    SoftmaxWithLoss
  }
}`);
    const data = { sampleShape: [1, 8, 8], targets: { kind: 'labels', classes: 10 } } as const;
    const known = checkText(text, { describeData: () => ({ ok: true, data }) });
    const hints = shapeHints(known).sort((a, b) => a.offset - b.offset);
    expect(hints).toEqual([
      // 256 × 8 + 8 the first time and 8 × 8 + 8 the second: there is no one number.
      { of: 'layer', offset: ranges[0]?.start, label: '→ 8' },
      { of: 'layer', offset: ranges[1]?.start, label: '→ 8' },
      { of: 'layer', offset: ranges[2]?.start, label: '→ 16×8×8', parameters: { count: 160, times: 1 } },
      { of: 'layer', offset: ranges[3]?.start, label: '→ 16×4×4' },
      { of: 'layer', offset: ranges[4]?.start, label: '→ 10', parameters: { count: 90, times: 1 } },
    ]);
    expect(shapeHints(checkText(text, { describeData: () => undefined }))).toEqual([]);
  });
});
