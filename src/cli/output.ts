import { turnsDirection } from '../engine/message';
import { formatShape, type Shape } from '../engine/shape';
import { displayWidth } from '../language';
import { type Json, jsonPieces, type LazyJson } from '../protocol/jsonText';
import { l10n } from './l10n';
import { once } from 'node:events';

/** Writes a line to standard output. */
export function writeLine(text: string): void {
  process.stdout.write(`${steeringNothing(text)}\n`);
}

/** How long a text is written at once, in characters. */
const oneWrite = 65_536;

/** Writes JSON and a line break, in pieces: memory holds one of them, however slow the reader is. */
export async function writeJson(value: LazyJson): Promise<void> {
  for (const text of gathered(jsonPieces(value), oneWrite)) {
    process.stdout.write(steeringNothing(text));
    await outputTaken();
  }
  process.stdout.write('\n');
}

/** The same text in fewer pieces, each of them but the last of at least so many characters. */
export function* gathered(pieces: Iterable<string>, length: number): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < length) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** Writes a line to standard error. */
export function writeError(text: string): void {
  process.stderr.write(`${steeringNothing(text)}\n`);
}

const steering = new RegExp(
  `(?!\\r\\n)[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${turnsDirection}]`,
  'g',
);

/**
 * Names of files, layers and classes may hold anything, also what moves the cursor of a terminal or turns
 * the direction of its line: it is written as JSON has it, so that JSON stays what it was.
 */
function steeringNothing(text: string): string {
  return text.replace(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Says on standard error what the program does or could not do, apart from what is said of files. */
export function writeRemark(sentence: string): void {
  writeError(`backprop: ${sentence}`);
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
      .map((cell, column) => padded(cell, widths[column] ?? 0, 'end'))
      .join('  ')
      .trimEnd(),
  );
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [lines[0] ?? '', rule, ...lines.slice(1)].join('\n');
}

/** `2×3`, or the word for a single number. */
export function shapeText(shape: Shape): string {
  return shape.length === 0 ? l10n.t('number') : formatShape(shape);
}

/** With spaces at one side, until it is so many columns wide. */
export function padded(text: string, width: number, side: 'start' | 'end'): string {
  const spaces = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'start' ? spaces + text : text + spaces;
}

/** As much of a text as so many columns hold. */
export function cutToWidth(text: string, width: number): string {
  let kept = '';
  let columns = 0;
  for (const character of text) {
    columns += displayWidth(character);
    if (columns > width) break;
    kept += character;
  }
  return kept;
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
