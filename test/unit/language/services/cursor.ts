import type { Completion } from '../../../../src/language/services';

/** A text and the place of the mark `|` in it. */
export function atCursor(source: string): { readonly text: string; readonly offset: number } {
  const offset = source.indexOf('|');
  if (offset === -1) throw new Error(`There is no | in ${source}`);
  return { text: source.slice(0, offset) + source.slice(offset + 1), offset };
}

/** The text after a completion was chosen, with `filler` wherever the person has yet to write something. */
export function accepted(text: string, completion: Completion, filler = 'x'): string {
  const { range, insertText, isSnippet } = completion;
  const written = isSnippet
    ? insertText.replace(/\$\{\d+:([^}]*)\}|\$\d+/g, (_, usual: string | undefined) => usual ?? filler)
    : insertText;
  const isLast = /^\s*(#.*)?(\n|$)/.test(text.slice(range.end));
  const isOpen = (written.endsWith(' ') && isLast) || /\w=$/.test(written);
  const behind = isOpen ? filler : '';
  return text.slice(0, range.start) + written + behind + text.slice(range.end);
}
