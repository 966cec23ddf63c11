/**
 * A sentence for people, kept apart from its values so that it can be translated:
 * `text` is the English template and the key of the translation, `{0}` stands for the first value.
 */
export interface Message {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** What is quoted is cut behind so many characters: a name may have a million, a sentence may not. */
const longestQuotation = 400;

export function message(text: string, ...values: readonly (string | number)[]): Message {
  const isLong = values.some((value) => typeof value === 'string' && value.length > longestQuotation);
  return { text, values: isLong ? values.map(shortened) : values };
}

function shortened(value: string | number): string | number {
  if (typeof value === 'number' || value.length <= longestQuotation) return value;
  return `${value.slice(0, longestQuotation).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The English sentence. */
export function formatMessage({ text, values }: Message): string {
  return text.replace(/\{(\d+)\}/g, (placeholder, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? placeholder : String(value);
  });
}
