import { stack as stackLayer } from '../../engine/layers/stack';
import { message } from '../../engine/message';
import { sameShape, type Shape, shapeValue } from '../../engine/shape';
import type { ListExpression } from '../ast';
import type { FormulaScope } from './formulaScope';
import { nodeOf, shapeOf, type LiteralOperand, type NodeOperand, type Operand } from './operand';

type Evaluate = (scope: FormulaScope, element: ListExpression['elements'][number]) => Operand | undefined;

/** A list of numbers is data; one with computed entries is a Stack of them. Its entries must be alike. */
export function evaluateList(
  scope: FormulaScope,
  list: ListExpression,
  evaluate: Evaluate,
): LiteralOperand | NodeOperand | undefined {
  const entries: Operand[] = [];
  let isValid = true;
  for (const element of list.elements) {
    const entry = evaluate(scope, element);
    if (entry) entries.push(entry);
    else isValid = false;
  }
  const [first] = entries;
  if (!isValid) return undefined;
  const entryShape = first ? shapeOf(first) : [];
  for (const [index, entry] of entries.entries()) {
    if (sameShape(shapeOf(entry), entryShape)) continue;
    return reportRagged(scope, list, index, shapeOf(entry), entryShape);
  }
  const shape = [entries.length, ...entryShape];
  if (entries.some(({ kind }) => kind === 'node')) return stack(scope, list, entries, shape);
  return { kind: 'literal', shape, values: flatten(entries), range: list };
}

function flatten(entries: readonly Operand[]): number[] {
  const values: number[] = [];
  for (const entry of entries) {
    if (entry.kind === 'constant') values.push(entry.value);
    else if (entry.kind === 'literal') for (const value of entry.values) values.push(value);
  }
  return values;
}

function stack(
  scope: FormulaScope,
  list: ListExpression,
  entries: readonly Operand[],
  shape: Shape,
): NodeOperand {
  const inputs = entries.map((entry) => nodeOf(entry, scope.builder));
  return {
    kind: 'node',
    node: scope.builder.addLayer(stackLayer.name, {}, inputs, shape, list),
    shape,
    range: list,
  };
}

/** Rows are counted from 1, as people count them. */
function reportRagged(
  { report }: FormulaScope,
  list: ListExpression,
  misfit: number,
  shape: Shape,
  first: Shape,
): LiteralOperand | undefined {
  const range = list.elements[misfit] ?? list;
  const row = misfit + 1;
  if (shape.length === 1 && first.length === 1) {
    return report.add(
      'ragged-list',
      message('Row {0} has length {1}, but row 1 has length {2}.', row, shape[0] ?? 0, first[0] ?? 0),
      range,
    );
  }
  if (shape.length === 0) {
    return report.add(
      'ragged-list',
      message('Entry {0} is a single number, but entry 1 is a list.', row),
      range,
    );
  }
  if (first.length === 0) {
    return report.add(
      'ragged-list',
      message('Entry {0} is a list, but entry 1 is a single number.', row),
      range,
    );
  }
  return report.add(
    'ragged-list',
    message('Entry {0} is {1}, but entry 1 is {2}.', row, shapeValue(shape), shapeValue(first)),
    range,
  );
}
