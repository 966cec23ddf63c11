/** The user's mistake or the machine's: one line on standard error, and an exit code. Never a stack trace. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** Wrong words on the command line, or a file that cannot be read or has errors. */
export const exitUnusable = 2;
/** What was asked for was done, and the answer is no: an error found, an `expect` unmet, a gradient wrong. */
export const exitNegative = 1;
/** What `variant` tells `compare`: it trained to its end, and is not recorded whole as it was asked. */
export const exitUnrecorded = 3;
/** As shells give it for a program that Ctrl-C ended. */
export const stoppedExit = 130;
