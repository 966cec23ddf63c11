const beyondAscii = /[^\0-\x7f]/;
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u;

/** How many columns a text takes: wide characters two, as editors and terminals draw them, marks none. */
export function displayWidth(text: string): number {
  if (!beyondAscii.test(text)) return text.length;
  let width = 0;
  for (const character of text.normalize('NFC')) {
    if (!/\p{Mark}/u.test(character)) width += wide.test(character) ? 2 : 1;
  }
  return width;
}
