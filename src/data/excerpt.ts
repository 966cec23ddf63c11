const LONGEST_TEXT = 40;
const MOST_NAMES = 12;

/** A text from a file, short enough for a message. */
export function shortened(text: string): string {
  const characters = Array.from(text.trim().slice(0, 2 * LONGEST_TEXT));
  return characters.length > LONGEST_TEXT
    ? `${characters.slice(0, LONGEST_TEXT).join('')}…`
    : characters.join('');
}

/** Names from a file, few enough for a message. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(shortened);
  return names.length > MOST_NAMES ? `${shown.join(', ')}, …` : shown.join(', ');
}
