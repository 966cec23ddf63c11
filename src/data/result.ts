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

/** Why data cannot be used. The message names the place too, so that it can stand alone. */
export interface DataError extends Place {
  readonly message: Message;
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

export function failure(message: Message, place: Place = {}): Failure {
  return { ok: false, error: { message, ...place } };
}
