import type { Shape } from '../engine/shape';
import { displayWidth } from '../language/displayWidth';
import type { Json } from '../protocol/jsonText';
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

/**
 * Columns aligned with spaces; the first row is the heading.
 * Wide characters count as two columns, as terminals draw them.
 */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    });
  }
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - displayWidth(cell)))
      .join('  ')
      .trimEnd(),
  );
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [lines[0] ?? '', rule, ...lines.slice(1)].join('\n');
}

/** What stands, in JSON and in tables alike, for a number that a learner is asked for. */
export const sealed = '?';

/** JSON has no word for NaN and infinity, and `null` means that there is no number at all. */
export function jsonNumber(value: number | undefined): number | string | null {
  if (value === undefined) return null;
  return Number.isFinite(value) ? value : String(value);
}

/** A tensor as nested arrays in its shape; a single number as itself. Every digit is kept. */
export function jsonTensor(data: ArrayLike<number>, shape: Shape): Json {
  let next = 0;
  const nest = (axis: number): Json => {
    const size = shape[axis];
    if (size === undefined) return jsonNumber(data[next++] ?? NaN);
    return Array.from({ length: size }, () => nest(axis + 1));
  };
  return nest(0);
}
