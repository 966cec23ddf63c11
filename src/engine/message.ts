/**
 * A sentence for people, kept apart from its values so that it can be translated:
 * `text` is the English template and the key of the translation, `{0}` stands for the first value.
 */
export interface Message {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

export function message(text: string, ...values: readonly (string | number)[]): Message {
  return { text, values };
}

/** The English sentence. */
export function formatMessage({ text, values }: Message): string {
  return text.replace(/\{(\d+)\}/g, (placeholder, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? placeholder : String(value);
  });
}
