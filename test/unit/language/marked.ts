import type { Diagnostic, Fix } from '../../../src/language/diagnostic';
import type { Range } from '../../../src/language/range';
import { formatMessage } from '../../../src/engine/message';

/** A text whose stretches between ⟦ and ⟧ are what a test is about. */
export interface MarkedText {
  readonly text: string;
  readonly ranges: readonly Range[];
}

/** Takes the marks out of `'h = ⟦Afine⟧(x)'` and remembers where they were. */
export function marked(source: string): MarkedText {
  const ranges: Range[] = [];
  const open: number[] = [];
  let text = '';
  for (const character of source) {
    if (character === '⟦') open.push(text.length);
    else if (character === '⟧') ranges.push({ start: open.pop() ?? 0, end: text.length });
    else text += character;
  }
  return { text, ranges: ranges.sort((a, b) => a.start - b.start) };
}

export function described({ code, message, range }: Diagnostic): string {
  return `${range.start}–${range.end} ${code}: ${formatMessage(message)}`;
}

/** The text after a quick fix. */
export function applied(text: string, fix: Fix | undefined): string {
  if (!fix) throw new Error('There is no fix.');
  return [...fix.edits]
    .sort((a, b) => b.range.start - a.range.start)
    .reduce(
      (result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end),
      text,
    );
}
