/**
 * A sentence for people, kept apart from its values so that it can be translated:
 * `text` is the English template and the key of the translation, `{0}` stands for the first value.
 */
export interface Message {
  readonly text: string;
  readonly values: readonly MessageValue[];
}

/** What stands in a sentence: a name, a number, or words that are translated as well. */
export type MessageValue = string | number | Message;

/** What is quoted is cut behind so many characters: a name may have a million, a sentence may not. */
const longestQuotation = 400;

/** Ends of lines that are no control characters, and what turns the direction of all that follows. */
export const turnsDirection = '\\u2028-\\u202e\\u2066-\\u2069';

const unquotable = `[\\u0000-\\u001f\\u007f-\\u009f${turnsDirection}]`;
const unquotableCharacter = new RegExp(unquotable);
const unquotableCharacters = new RegExp(unquotable, 'g');

export function message(text: string, ...values: readonly MessageValue[]): Message {
  return { text, values: values.some(isUnquotable) ? values.map(quoted) : values };
}

function isUnquotable(value: MessageValue): boolean {
  return typeof value === 'string' && (value.length > longestQuotation || unquotableCharacter.test(value));
}

/**
 * On one line, and without what would steer a terminal or turn the direction of the sentence: files that
 * anybody may have written are quoted.
 */
function quoted(value: MessageValue): MessageValue {
  if (typeof value !== 'string') return value;
  const isLong = value.length > longestQuotation;
  const kept = isLong ? `${value.slice(0, longestQuotation).replace(/[\uD800-\uDBFF]$/, '')}…` : value;
  return kept.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ').replace(unquotableCharacters, '\ufffd');
}

/** The English sentence. */
export function formatMessage({ text, values }: Message): string {
  return text.replace(/\{(\d+)\}/g, (placeholder, index: string) => {
    const value = values[Number(index)];
    if (value === undefined) return placeholder;
    return typeof value === 'object' ? formatMessage(value) : String(value);
  });
}
