import { once } from 'node:events';

/** Writes a line to standard output. */
export function writeLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a line to standard error. */
export function writeError(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Resolves once a slow reader has taken what was written: what waits for it must not fill the memory. */
export async function outputTaken(): Promise<void> {
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
}
