import { describe, expect, test } from 'vitest';
import { checkText } from '../../checkText';
import { lenses } from '../../../../src/language/services';

describe('lenses', () => {
  test('stay in place while their statements are broken', () => {
    const text =
      'x = 1\nbackward x\nbackward \nbackward y\nnetwork N {\n}\nnetwork {\n}\ncompare C of N {\n}\nbackward x';
    expect(
      lenses(checkText(text)).map((lens) => {
        if (lens.kind === 'sheet') return lens.questions;
        if (lens.kind === 'compare') return lens.name;
        return lens.kind === 'backward' ? lens.passIndex : (lens.networkName ?? 'nameless');
      }),
    ).toEqual([0, undefined, undefined, 'N', 'nameless', 'C', 1]);
    expect(lenses(checkText('x = 1\nsheet "S"\nexpect x = ?\nexpect\nsheet "T"'))).toEqual([
      { kind: 'sheet', range: { start: 6, end: 11 }, questions: 2 },
    ]);
  });
});
