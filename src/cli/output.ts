/** Writes a line to standard output. */
export function writeLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a line to standard error. */
export function writeError(text: string): void {
  process.stderr.write(`${text}\n`);
}
