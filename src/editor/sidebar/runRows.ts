import type { Shape } from '../../engine/shape';
import type { CheckedFile, NamedValue } from '../../language';
import { shownNumbers } from '../languageFeatures/inlineValues/shownNumbers';
import type { ShownNumbers } from '../languageFeatures/inlineValues/shownNumbers';
import { sealOfRun } from '../formulas/formulaRun';
import type { FormulaRun } from '../formulas/formulaRun';
import type { Session } from '../formulas/formulaSession';
import { rowsOf } from './rows';
import type { NodeRow, Row, ValueRow } from './rows';

/** What a run has to say about a row. */
export interface RowNumbers extends ShownNumbers {
  readonly shape: Shape;
}

/** Finds the numbers of a run for the rows of the text as it is now. */
export interface RunRows {
  readonly run: FormulaRun;
  /** True when the text is no longer the one that was run. */
  readonly stale: boolean;
  numbersOf(row: ValueRow | NodeRow): RowNumbers | undefined;
  /** The value of the run that stands in this row now. */
  valueOf(row: ValueRow): NamedValue | undefined;
}

/**
 * @param isOpen whether the session has followed the text's edits: only then it knows where lines went
 * @returns `undefined` where no run has numbers for this text
 */
export function runRows(
  session: Pick<Session, 'run' | 'selectedPass' | 'statementNow'> | undefined,
  file: CheckedFile,
  rows: readonly Row[],
  isOpen: boolean,
): RunRows | undefined {
  const run = session?.run;
  if (session === undefined || run === undefined) return undefined;
  const stale = run.file.text !== file.text;
  if (stale && !isOpen) return undefined;

  const seal = sealOfRun(run);
  const rowsThen = valueRows(stale ? rowsOf(run.file) : rows);
  const rowsNow = stale ? valueRows(rows) : rowsThen;

  /** The same name in the place where its statement has gone. */
  const valueThen = (now: ValueRow): ValueRow | undefined => {
    const then = rowsThen.get(now.id);
    if (then === undefined || !stale) return then;
    return session.statementNow(then.index)?.start === now.value.statement.start ? then : undefined;
  };
  /** Inside a formula that was edited nobody can tell which result was which. */
  const nodeThen = ({ id, formula }: NodeRow): { formula: ValueRow; node: NodeRow } | undefined => {
    const now = rowsNow.get(formula);
    const then = now && valueThen(now);
    if (now === undefined || then === undefined) return undefined;
    if (stale && textOf(file, now) !== textOf(run.file, then)) return undefined;
    const node = then.nodes.find((each) => each.id === id);
    return node && { formula: then, node };
  };
  const numbers = (node: number, { value }: ValueRow): RowNumbers => ({
    shape: run.program.graph.nodes[node]?.shape ?? [],
    ...shownNumbers(run, node, value.statement.start, session.selectedPass, seal),
  });

  return {
    run,
    stale,
    numbersOf: (row) => {
      if (row.kind === 'value') {
        const then = valueThen(row);
        return then && numbers(then.value.node, then);
      }
      const then = nodeThen(row);
      return then && numbers(then.node.node, then.formula);
    },
    valueOf: (row) => valueThen(row)?.value,
  };
}

function valueRows(rows: readonly Row[]): ReadonlyMap<string, ValueRow> {
  return new Map(rows.flatMap((row) => (row.kind === 'value' ? [[row.id, row]] : [])));
}

function textOf({ text }: CheckedFile, { value }: ValueRow): string {
  return text.slice(value.statement.start, value.statement.end);
}
