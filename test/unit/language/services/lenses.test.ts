import { describe, expect, test } from 'vitest';
import { checkText } from '../../checkText';
import { lenses } from '../../../../src/language/services';

describe('lenses', () => {
  test('stay in place while their statements are broken', () => {
    const text = 'x = 1\nbackward x\nbackward \nbackward y\nnetwork N {\n}\nnetwork {\n}\nbackward x';
    expect(
      lenses(checkText(text)).map((lens) =>
        lens.kind === 'backward' ? lens.passIndex : (lens.networkName ?? 'nameless'),
      ),
    ).toEqual([0, undefined, undefined, 'N', 'nameless', 1]);
  });
});
