import { isEnding } from '../process/cleanup.mjs';
import { fail } from './report.mjs';

/**
 * Something the person at the keyboard can put right: the message says how, so no stack is printed.
 * Anything else that is thrown is a bug of these scripts and keeps its stack.
 */
export class Problem extends Error {
  /** @param {string} what what is wrong @param {string} [remedy] what to do about it */
  constructor(what, remedy) {
    super(remedy === undefined ? what : `${what}\n   ${remedy}`);
    this.name = 'Problem';
  }
}

/** @param {unknown} error */
export function describeError(error) {
  if (error instanceof Problem) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * The body of a command: its number is the exit code.
 * `process.exitCode` rather than `process.exit`, so that output still in a pipe is written.
 * @param {() => Promise<number>} main
 */
export async function command(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!isEnding()) fail(describeError(error));
    process.exitCode = 1;
  }
}
