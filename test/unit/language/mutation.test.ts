import { describe, expect, test } from 'vitest';
import type { CheckedFile } from '../../../src/language';
import { checkText } from '../checkText';
import { damagedTokensOf, prefixesOf, soundTexts } from './corpus';
import { described } from './marked';

const mostMessages = 2;

function messagesOf(checked: CheckedFile): string[] {
  return checked.diagnostics
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(described);
}

function expectSoundRanges({ text, diagnostics }: CheckedFile): void {
  for (const { range } of diagnostics) {
    expect(range.start).toBeGreaterThanOrEqual(0);
    expect(range.end).toBeGreaterThanOrEqual(range.start);
    expect(range.end).toBeLessThanOrEqual(text.length);
  }
}

describe('the mutation corpus', () => {
  test.each([...soundTexts])('%s is sound', (_name, text) => {
    expect(messagesOf(checkText(text))).toEqual([]);
  });

  test('every prefix of every example is survived', () => {
    let crowded = 0;
    let texts = 0;
    for (const text of soundTexts.values()) {
      for (const mutation of prefixesOf(text)) {
        const checked = checkText(mutation.text);
        expectSoundRanges(checked);
        texts++;
        if (messagesOf(checked).length > mostMessages) crowded++;
      }
    }
    expect(texts).toBeGreaterThan(3000);
    expect(crowded / texts).toBeLessThanOrEqual(0.05);
  });

  test('one damaged token gives at most two messages in nineteen cases of twenty', () => {
    const crowded: string[] = [];
    let texts = 0;
    for (const [name, text] of soundTexts) {
      for (const { description, text: damaged } of damagedTokensOf(text)) {
        const checked = checkText(damaged);
        expectSoundRanges(checked);
        const messages = messagesOf(checked);
        texts++;
        if (messages.length > mostMessages)
          crowded.push([`${name} ${description}`, ...messages].join('\n  '));
      }
    }
    expect(texts).toBeGreaterThan(1000);
    if (process.env['SHOW_CROWDED']) console.log(crowded.join('\n'), crowded.length, texts);
    expect(crowded.length / texts).toBeLessThanOrEqual(0.05);
  });
});
