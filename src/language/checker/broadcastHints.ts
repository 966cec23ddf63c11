import { message } from '../../engine/message';
import { sizeOf, type Shape, shapeValue } from '../../engine/shape';
import type { BackwardPass } from '../checkedFormulas';
import type { FormulaScope } from './formulaScope';
import { shapeOf, type Operand } from './operand';

/** Is the result larger than both operands, as of a column and a row? */
export function isWidened(left: Operand, right: Operand, shape: Shape): boolean {
  const size = sizeOf(shape);
  return size > sizeOf(shapeOf(left)) && size > sizeOf(shapeOf(right));
}

/**
 * A column minus a list has a row for each entry of the one and a column for each entry of the other: in a
 * loss that compares every prediction with every target, which is hardly ever meant.
 */
export function reportWidenedDifferences(
  { report, builder, widened }: FormulaScope,
  passes: readonly BackwardPass[],
): void {
  if (widened.length === 0) return;
  const { nodes } = builder.graph;
  const inLoss = new Set(
    passes.map(({ target }) => target).filter((target) => nodes[target]?.shape.length === 0),
  );
  // Inputs stand before their users, so one walk from the end finds everything that a loss is made of.
  for (let id = nodes.length - 1; id >= 0; id--) {
    const node = nodes[id];
    if (node?.kind === 'layer' && inLoss.has(id)) for (const input of node.inputs) inLoss.add(input);
  }
  for (const { node, left, right, shape, operatorRange } of widened) {
    const built = nodes[node];
    if (!inLoss.has(node) || built?.kind !== 'layer') continue;
    const [a, b] = [shapeOf(left), shapeOf(right)];
    const [narrow, wide] = a.length < b.length ? [left, right] : [right, left];
    const here = `reshape(${report.textOf(narrow.range)}, [${shapeOf(wide).join(', ')}])`;
    const canReshape = sizeOf(a) === sizeOf(b);
    report.add(
      'widened-in-loss',
      message(
        '{0} and {1} become {2} here: every entry of the one meets every entry of the other. A loss rarely means that.',
        shapeValue(a),
        shapeValue(b),
        shapeValue(shape),
      ),
      operatorRange,
      {
        severity: 'information',
        fixes: canReshape
          ? [{ title: message('Change to {0}', here), edits: [{ range: narrow.range, newText: here }] }]
          : [],
      },
    );
  }
}
