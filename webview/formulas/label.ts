import type { PanelNode } from '../../src/protocol/panel';

/** The name a person knows a node by: the user's, or the text it was written as. */
export function labelOf(node: PanelNode): string {
  return node.name === '' ? node.expression : node.name;
}
