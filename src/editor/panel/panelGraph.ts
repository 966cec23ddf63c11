import type { GraphNode, NodeId } from '../../engine/graph/graph';
import type { Settings } from '../../engine/layers/layer';
import { layerNamed } from '../../language';
import type { CheckedFile } from '../../language';
import type { Range } from '../../language/range';
import type { PanelGraph, PanelNode } from '../../protocol/panel';
import { carriesGradient, inputName, shownNodes, walkOf } from './graphNodes';
import { literalEntries } from './literals';

const longestExpression = 60;

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
          expression: shorten(file.text, origin),
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
      title: shorten(file.text, statement),
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
    settings: describeSettings(node.settings),
  };
}

function describeSettings(settings: Settings): string {
  return Object.entries(settings)
    .flatMap(([name, value]) =>
      value === undefined
        ? []
        : [`${name}=${typeof value === 'object' ? `[${value.join(', ')}]` : String(value)}`],
    )
    .join(', ');
}

function shorten(text: string, { start, end }: Range): string {
  const line = text.slice(start, end).replace(/\s+/g, ' ').trim();
  return line.length <= longestExpression ? line : `${line.slice(0, longestExpression - 1)}…`;
}

function sourceOf(file: CheckedFile, { start, end }: Range): PanelNode['source'] {
  const from = file.positionAt(start);
  const to = file.positionAt(end);
  return { line: from.line + 1, column: from.column, endLine: to.line + 1, endColumn: to.column };
}
