import type { NodeId } from '../../../engine/graph/graph';
import type { Seal } from '../../../language/services';
import type { FormulaRun } from '../../formulas/formulaRun';

/** The entries of a tensor; or that a learner is asked for them; or that there are none. */
export type Shown = Float64Array | 'sealed' | 'none';

/** What a reader may see of one node after a run. */
export interface ShownNumbers {
  readonly value: Shown;
  /** Absent where the file has no pass: then nobody asked for gradients. */
  readonly gradient?: Shown;
}

/**
 * @param statementStart where the node's statement begins in the text that was run, to find its nearest pass
 */
export function shownNumbers(
  run: FormulaRun,
  node: NodeId,
  statementStart: number,
  selectedPass: number | undefined,
  seal: Seal,
): ShownNumbers {
  const value = seal.isValueSealed(node) ? 'sealed' : (run.numbers.values[node] ?? 'none');
  const pass = nearestPass(run, node, statementStart, selectedPass);
  if (pass === undefined) return { value };
  const gradient = seal.isGradientSealed(pass, node) ? 'sealed' : gradientOf(run, pass, node);
  return { value, gradient: gradient ?? 'none' };
}

/**
 * A blank stands where the answer is not given away, a dash where no gradient reaches: that is not a zero.
 */
export function shownText(shown: Shown, write: (entries: Float64Array) => string): string {
  if (shown === 'sealed') return '?';
  return shown === 'none' ? '–' : write(shown);
}

/**
 * Whose gradient is shown for a value: the pass the reader chose; else the
 * first `backward` below it whose gradient reaches it; else the last one
 * above. An index into the run's passes; `undefined` where the file has none.
 */
export function nearestPass(
  run: FormulaRun,
  node: NodeId,
  statementStart: number,
  selectedPass: number | undefined,
): number | undefined {
  const { passes } = run.file.formulas;
  if (selectedPass !== undefined && selectedPass < passes.length) return selectedPass;
  const order = passes.map((_pass, index) => index);
  const below = order.filter((index) => (passes[index]?.statement.start ?? 0) > statementStart);
  const above = order.filter((index) => !below.includes(index)).reverse();
  const byDistance = [...below, ...above];
  return byDistance.find((index) => gradientOf(run, index, node) !== undefined) ?? byDistance[0];
}

/** `undefined` where no gradient reaches the node. */
export function gradientOf(run: FormulaRun, pass: number, node: NodeId): Float64Array | undefined {
  return run.numbers.passes[pass]?.gradients[node] ?? undefined;
}
