import type { ArgumentFix } from '../engine/network/dataPreview';
import { shortened } from './result';

/** A column of a table. */
export interface Column {
  /** From 1, as people count. */
  readonly number: number;
  /** Empty where the table names it so; absent where the table names none. */
  readonly name?: string;
}

/** How an argument names a column: by its name, or by its number from 0, negative from the end. */
export type ColumnReference = string | number;

/** `4 (Age)`: a column as messages name it. */
export function columnText({ number, name }: Column): string {
  return name === undefined || name === '' ? String(number) : `${number} (${shortened(name)})`;
}

/** A column as it is written in an argument: `"Age"`, or its number from 0 where it has no name. */
export function writtenReference({ number, name }: Column): string {
  return name === undefined || name === '' ? String(number - 1) : written(name);
}

function written(reference: ColumnReference): string {
  return typeof reference === 'number' ? String(reference) : writtenText(reference);
}

/** A text as a definition has it, in quotes. */
export function writtenText(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** Which columns a call takes and leaves out. */
export interface ColumnChoice {
  readonly columns?: readonly ColumnReference[] | undefined;
  readonly drop?: readonly ColumnReference[] | undefined;
}

/**
 * Leaves columns out besides those that are left out already; nothing where those that are taken are listed.
 */
export function dropFix(choice: ColumnChoice, columns: readonly Column[]): { readonly fix?: ArgumentFix } {
  if (choice.columns !== undefined || columns.length === 0) return {};
  const dropped = [...(choice.drop ?? []).map(written), ...columns.map(writtenReference)];
  return { fix: { argument: 'drop', text: `[${dropped.join(', ')}]` } };
}
