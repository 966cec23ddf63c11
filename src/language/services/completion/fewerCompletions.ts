import type { Completion } from './completion';

/** A thousand names take longer to hand over than to find: the nearest are enough to look at. */
const mostAtOnce = 200;

/**
 * Of very many completions those that have the letters that are typed already, best first, and no more than
 * somebody looks through: whoever shows them asks again with the next letter.
 * @param text in which they are offered, at `offset`
 */
export function fewerCompletions(
  completions: readonly Completion[],
  text: string,
  offset: number,
): { readonly completions: readonly Completion[]; readonly isAll: boolean } {
  if (completions.length <= mostAtOnce) return { completions, isAll: true };
  const found = completions.filter(({ range, filterText }) =>
    hasLetters(filterText.toLowerCase(), text.slice(range.start, offset).toLowerCase()),
  );
  return { completions: found.slice(0, mostAtOnce), isAll: false };
}

/** Whether the letters stand in a text in their order, whatever stands between them. */
function hasLetters(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    const found = text.indexOf(letter, at);
    if (found < 0) return false;
    at = found + letter.length;
  }
  return true;
}
