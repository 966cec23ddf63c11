import { describe, expect, it } from 'vitest';
import { escapedMarkdown } from '../../../src/editor/markdownText';

describe('escapedMarkdown', () => {
  it.each([
    ['Multiplies by the weights and adds the bias.', 'Multiplies by the weights and adds the bias\\.'],
    ['x * w_1 + `b`', 'x \\* w\\_1 \\+ \\`b\\`'],
    ['[a](b) <i> $(error) &amp; 1. # x', '\\[a\\]\\(b\\) \\<i\\> \\$\\(error\\) \\&amp; 1\\. \\# x'],
    ['one\ntwo', 'one\n\ntwo'],
  ])('leaves words and spaces as they are: %s', (text, written) => {
    expect(escapedMarkdown(text)).toBe(written);
  });
});
