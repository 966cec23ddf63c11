import { computed } from '@preact/signals';
import type { PanelGraph, PanelNode } from '../../src/protocol/formulaPanelMessages';
import { state } from './formulaStore';
import { pass, scope } from './formulaViewState';
import { labelOf } from './nodeWords';

/** What one result of the file is computed from, and the result: a file may hold several. */
export interface Part {
  readonly target: number;
  /** Place in the graph's passes; `null` of a result that no backward starts from. */
  readonly pass: number | null;
  readonly title: string;
  readonly nodes: ReadonlySet<number>;
}

function nodesBehind({ nodes }: PanelGraph, target: number): ReadonlySet<number> {
  const behind = new Set([target]);
  // A node stands after its inputs.
  for (const node of [...nodes].reverse())
    if (behind.has(node.id)) for (const input of node.inputs) behind.add(input.node);
  return behind;
}

/** One part for each backward, then one for each result that none of them is about. */
export function partsOf(graph: PanelGraph): readonly Part[] {
  const ofPasses = graph.passes.map(({ target, title }, at): Part => ({
    target,
    pass: at,
    title,
    nodes: nodesBehind(graph, target),
  }));
  const used = new Set(graph.nodes.flatMap(({ inputs }) => inputs.map(({ node }) => node)));
  const results = graph.nodes.filter(
    ({ id, kind }) => kind === 'layer' && !used.has(id) && !ofPasses.some(({ nodes }) => nodes.has(id)),
  );
  const others = results.map((node): Part => ({
    target: node.id,
    pass: null,
    title: labelOf(node),
    nodes: nodesBehind(graph, node.id),
  }));
  return [...ofPasses, ...others];
}

export const parts = computed<readonly Part[]>(() => {
  const graph = state.value?.graph;
  return graph == null ? [] : partsOf(graph);
});

/** The part that is drawn; `undefined` where the whole file is. */
export const shownPart = computed<Part | undefined>(() => {
  const [first, ...others] = parts.value;
  if (scope.value === 'file' || (others.length === 0 && first?.pass == null)) return undefined;
  const chosen = parts.value.find(({ target, pass: ofPass }) => ofPass === null && target === scope.value);
  return chosen ?? parts.value.find((part) => part.pass === pass.value) ?? first;
});

/** What is drawn, in the order of the file. */
export const shownNodes = computed<readonly PanelNode[]>(() => {
  const nodes = state.value?.graph?.nodes ?? [];
  const part = shownPart.value;
  return part === undefined ? nodes : nodes.filter(({ id }) => part.nodes.has(id));
});
