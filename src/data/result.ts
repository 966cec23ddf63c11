import type { Message } from '../engine/message';
import type { ArgumentFix } from '../engine/network/dataPreview';

/** Where in a file, or in the arguments of a data source, the mistake is. Rows and columns count from 1. */
export interface Place {
  readonly file?: string;
  readonly row?: number;
  readonly column?: number;
  /** A field of the file's header: `descr`, `shape`, `magic`. */
  readonly field?: string;
  /** The argument of the source that is to blame. */
  readonly argument?: string;
}

/** Why data cannot be used. The message names the place too, so that it can stand alone. */
export interface DataError extends Place {
  readonly message: Message;
  readonly fix?: ArgumentFix;
}

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: DataError };

export interface Failure {
  readonly ok: false;
  readonly error: DataError;
}

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(message: Message, details: Omit<DataError, 'message'> = {}): Failure {
  return { ok: false, error: { message, ...details } };
}

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
