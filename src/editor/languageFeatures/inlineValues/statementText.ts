import type { NamedValue } from '../../../language/formulas';
import type { HiddenValues } from '../../../language/services/hiddenValues';
import type { FormulaRun } from '../../formulas/formulaRun';
import { summaryText } from '../tensorText/summary';
import type { SummaryWords } from '../tensorText/summary';
import { shownNumbers, shownText } from './shownNumbers';

/** How much is written behind a line. */
export interface Detail {
  /** The most characters one tensor takes. */
  readonly budget: number;
  /** Also the numbers that can be read in the line itself, and the range of large tensors. */
  readonly full: boolean;
}

/** How one statement is looked at. */
export interface StatementView {
  /** Index of the pass the reader chose; `undefined`: of each line the nearest one. */
  readonly selectedPass: number | undefined;
  readonly hidden: HiddenValues;
  /** `apple = 100`: to repeat the number behind the line would tell nobody anything. */
  readonly saysItsValue: boolean;
  readonly detail: Detail;
  readonly words: SummaryWords;
}

export const compactDetail: Detail = { budget: 40, full: false };
export const fullDetail: Detail = { budget: 90, full: true };

/** `= 715   ∂ 1`: what stands behind the statement of a value. Empty where the line says it all. */
export function statementText(
  run: FormulaRun,
  value: NamedValue,
  { selectedPass, hidden, saysItsValue, detail, words }: StatementView,
): string {
  const shape = run.program.graph.nodes[value.node]?.shape ?? [];
  const summary = (data: ArrayLike<number>): string =>
    summaryText(shape, data, detail.budget, detail.full, words);
  const parts: string[] = [];

  const shown = shownNumbers(run, value.node, value.statement.start, selectedPass, hidden);
  const isWorthReading = detail.full || !saysItsValue;
  if (shown.value === 'hidden' || (shown.value !== 'none' && isWorthReading)) {
    parts.push(`= ${shownText(shown.value, summary)}`);
  }
  if (shown.gradient !== undefined) parts.push(`∂ ${shownText(shown.gradient, summary)}`);
  return parts.join('   ');
}
