/** The title of a sheet, and every comment that has words; what is typed into a terminal stays as it is. */
const written = /^sheet "[^"\n]*"|#(?!\s*(?:backprop |--))[^\n]*\S/gm;

/**
 * An example with its comments, and the title of its sheet, in another language.
 * @param translated in their order, without their marks; where they are not as many as in the text, it stays
 */
export function withComments(text: string, translated: readonly string[]): string {
  if (text.match(written)?.length !== translated.length) return text;
  const words = translated.values();
  return text.replace(written, (comment) => {
    const word = words.next().value ?? '';
    return comment.startsWith('#') ? `# ${word}` : `sheet "${word}"`;
  });
}
