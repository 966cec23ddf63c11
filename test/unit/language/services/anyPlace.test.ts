import { describe, expect, test } from 'vitest';
import { completionsAt, hoverAt, signatureHelpAt } from '../../../../src/language/services';
import type { Range } from '../../../../src/language/range';
import { checkText } from '../../checkText';
import { damagedTokensOf, prefixesOf, soundTexts } from '../corpus';

/** What the editor asks where a person points or types. Each answer lies in the text, around the place. */
async function askAt(text: string, offsets: readonly number[]): Promise<void> {
  const file = checkText(text);
  for (const offset of offsets) {
    const hover = hoverAt(file, offset);
    if (hover) expectAround(hover.range, offset, text);
    for (const { range } of await completionsAt(file, offset)) expectAround(range, offset, text);
    const help = signatureHelpAt(file, offset);
    for (const { range } of help?.parameters ?? []) {
      expect(help?.label.slice(range.start, range.end)).toMatch(/^[\p{L}_]/u);
    }
    if (help?.active !== undefined) expect(help.parameters[help.active]).toBeDefined();
  }
}

function expectAround({ start, end }: Range, offset: number, text: string): void {
  if (start <= offset && offset <= end && start >= 0 && end <= text.length) return;
  throw new Error(`${String(start)} to ${String(end)} is not around ${String(offset)} in ${text}`);
}

describe('hover, completion and signature help', () => {
  test('are asked at every place of every example', async () => {
    for (const text of soundTexts.values()) {
      await askAt(
        text,
        Array.from({ length: text.length + 1 }, (_, offset) => offset),
      );
    }
  });

  test('are asked behind every letter while every example is typed', async () => {
    for (const text of soundTexts.values()) {
      for (const { text: prefix } of prefixesOf(text)) await askAt(prefix, [prefix.length]);
    }
  });

  test('are asked somewhere in every text with a token left out or doubled', async () => {
    for (const text of soundTexts.values()) {
      let at = 0;
      // Another place in each, so that all of them together are everywhere.
      for (const { text: damaged } of damagedTokensOf(text)) {
        await askAt(damaged, [(at += 37) % (damaged.length + 1)]);
      }
    }
  });
});
