import type { CheckedFile } from '..';
import type { NodeId } from '../../engine/graph/graph';

/** What must be shown nowhere: a learner is asked for it. */
export interface HiddenValues {
  readonly isValueHidden: (node: NodeId) => boolean;
  /** `pass` is an index into `formulas.passes`. */
  readonly isGradientHidden: (pass: number, node: NodeId) => boolean;
}

/**
 * While a blank `?` stands, the value or gradient it asks for is given away by nothing: not by its own name, nor by
 * a name that only repeats it.
 */
export function hiddenValues({ formulas }: Pick<CheckedFile, 'formulas'>): HiddenValues {
  const values = new Set<NodeId>();
  const gradients = new Set<string>();
  for (const { kind, node, pass, expected } of formulas.expectations) {
    if (expected !== undefined) continue;
    if (kind === 'value') values.add(node);
    else if (pass !== undefined) gradients.add(`${pass} ${node}`);
  }
  // Nodes stand before their users, so one walk finds copies of copies.
  formulas.graph.nodes.forEach((node, id) => {
    const [original] = node.kind === 'layer' && node.layer === 'Identity' ? node.inputs : [];
    if (original !== undefined && values.has(original)) values.add(id);
  });
  return {
    isValueHidden: (node) => values.has(node),
    isGradientHidden: (pass, node) => gradients.has(`${pass} ${node}`),
  };
}
