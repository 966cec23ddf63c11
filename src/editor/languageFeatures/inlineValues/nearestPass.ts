import type { NodeId } from '../../../engine/graph/graph';
import type { FormulaRun } from '../../formulas/formulaRun';

/**
 * Whose gradient is shown for a value: the pass the reader chose; else the first `backward` below it whose gradient
 * reaches it; else the last one above. An index into the run's passes; `undefined` where the file has none.
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
