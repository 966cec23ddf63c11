import type { GraphNode, NodeId } from '../../../engine/graph/graph';
import { layerNamed } from '../../../language';
import type { CheckedFile } from '../../../language';
import type { PanelGraph, PanelNode } from '../../../protocol/panel';
import { oneLine, settingsText, sourceOf } from '../../documents/definitionText';
import { carriesGradient, inputName, shownNodes, walkOf } from './graphNodes';
import { literalEntries } from './literals';

/** What the file says, as the panel draws it. */
export function panelGraph(file: CheckedFile): PanelGraph {
  const { formulas, ast } = file;
  const { nodes } = formulas.graph;
  const statements = new Map(ast.statements.map((statement) => [statement.start, statement]));
  const namedAt = new Map(formulas.values.map((value) => [value.node, value]));
  return {
    nodes: shownNodes(formulas).flatMap((id): PanelNode[] => {
      const node = nodes[id];
      if (node === undefined) return [];
      const origin = formulas.origins[id] ?? { start: 0, end: 0 };
      const named = namedAt.get(id);
      const statement = named && statements.get(named.statement.start);
      const entries = node.kind === 'data' ? literalEntries(statement) : undefined;
      return [
        {
          id,
          name: node.name ?? '',
          expression: oneLine(file.text, origin),
          shape: [...node.shape],
          source: sourceOf(file, named?.statement ?? origin),
          editable: node.kind === 'data' && entries?.length === node.values.length,
          ...describe(nodes, node),
        },
      ];
    }),
    passes: formulas.passes.map(({ target, targetName, statement }) => ({
      target,
      targetName,
      title: oneLine(file.text, statement),
      source: sourceOf(file, statement),
      walk: [...walkOf(nodes, target)],
    })),
  };
}

type Description = Pick<PanelNode, 'kind' | 'layer' | 'symbol' | 'inputs' | 'forwardRule' | 'settings'>;

/** What the layer's own file says of it. */
function describe(nodes: readonly GraphNode[], node: GraphNode): Description {
  if (node.kind !== 'layer') {
    return { kind: 'data', layer: '', symbol: '', inputs: [], forwardRule: '', settings: '' };
  }
  const layer = layerNamed(node.layer);
  return {
    kind: 'layer',
    layer: node.layer,
    symbol: layer?.symbol ?? node.layer,
    inputs: node.inputs.map((source: NodeId, input) => {
      const name = inputName(node, input);
      const rule = carriesGradient(nodes, node, input) ? layer?.formulas.backward[name] : undefined;
      return { node: source, name, rule: rule ?? '' };
    }),
    forwardRule: layer?.formulas.forward ?? '',
    settings: settingsText(node.settings),
  };
}
