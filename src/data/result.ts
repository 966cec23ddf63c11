import type { Message } from '../engine/message';

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

/** A change to the call that names the data: an argument, and what to write for it, as in `1/255`. */
export interface ArgumentFix {
  readonly argument: string;
  readonly text: string;
}

/** Why data cannot be used. The message names the place too, so that it can stand alone. */
export interface DataError extends Place {
  readonly message: Message;
  readonly fix?: ArgumentFix;
}

/** Something in the data that is probably not meant, though it can be trained with. */
export interface DataHint {
  /** Stable, kebab-case: `channels-last`. */
  readonly code: string;
  readonly message: Message;
  /** The argument that it is about; absent where it is about the data as a whole. */
  readonly argument?: string;
  /** It matters only to a loss that compares these; absent where it always does. */
  readonly about?: 'classes' | 'values';
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
