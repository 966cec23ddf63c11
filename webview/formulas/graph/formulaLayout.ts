import type { PanelGraph, PanelNode } from '../../../src/protocol/panel';
import { labelOf } from '../nodeWords';
import { openedSize, pictureKindOf } from '../pictures/pictureSize';
import { arrange, type Box, type Pair } from '../../graph/arrange';
import { textWidth, type Size } from '../../graph/textWidth';
import { edgeKey, placeEdge, type EdgeLines, type Flow, type Outline, type Placed } from '../../graph/route';
import { tensorSize } from '../pictures/cellSizes';

/** How a node is drawn. */
type Form = 'data' | 'operator' | 'layer' | 'result';

/** Its size is that of what is drawn, without the captions. */
export interface PlacedNode extends Placed {
  readonly form: Form;
  readonly node: PanelNode;
}

export interface PlacedEdge extends EdgeLines {
  readonly key: string;
  readonly source: PanelNode;
  /** `null` where the value only leaves the graph as its result. */
  readonly user: PanelNode | null;
  readonly input: number;
}

export interface GraphLayout extends Size {
  readonly flow: Flow;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

const outlines: Readonly<Record<Form, Outline>> = {
  data: 'pill',
  operator: 'circle',
  layer: 'box',
  result: 'pill',
};
const operatorDiameter = 42;
const captionHeight = 16;
/** Room for the sum of gradients under a value with several uses. */
const sumWidth = 120;
const valueGap = 9;

function formOf(node: PanelNode): Form {
  if (node.kind === 'data') return 'data';
  return node.symbol.length <= 2 ? 'operator' : 'layer';
}

function sizeOf(node: PanelNode, form: Form, open: boolean): Size {
  if (form === 'operator') return { width: operatorDiameter, height: operatorDiameter };
  if (form === 'layer' && open) return openedSize(node);
  const content = form === 'layer' ? node.symbol : labelOf(node);
  const mark = form === 'layer' && pictureKindOf(node) !== undefined ? 16 : 0;
  return {
    width: Math.max(40, textWidth(content, 'interface') + 26 + mark),
    height: form === 'layer' ? 38 : 30,
  };
}

/** The nodes joined to `target` by any path: a file may hold several graphs, and a pass is about one. */
export function connectedTo(graph: PanelGraph, target: number | undefined): readonly PanelNode[] {
  if (target === undefined) return graph.nodes;
  const neighbours = new Map<number, number[]>();
  const join = (a: number, b: number): void => {
    const known = neighbours.get(a);
    if (known === undefined) neighbours.set(a, [b]);
    else known.push(b);
  };
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      join(node.id, input.node);
      join(input.node, node.id);
    }
  }
  const reached = new Set([target]);
  for (const id of reached) for (const neighbour of neighbours.get(id) ?? []) reached.add(neighbour);
  return graph.nodes.filter(({ id }) => reached.has(id));
}

/** Numbers that only one node uses stand in the order of its operands: nothing else pulls at them. */
function operandsInOrder(nodes: readonly PanelNode[], uses: ReadonlyMap<number, number>): Pair[] {
  const isData = new Set(
    nodes.filter(({ kind, id }) => kind === 'data' && uses.get(id) === 1).map(({ id }) => id),
  );
  return nodes.flatMap(({ inputs }) => {
    const own = inputs.map(({ node }) => node).filter((id) => isData.has(id));
    return own.slice(1).map((second, at) => ({ first: String(own[at]), second: String(second) }));
  });
}

/**
 * Places nodes and edges: along the way of the forward pass, with room on every edge for a value and a gradient.
 * Depends on shapes and names only, so new numbers leave everything where it is.
 */
export function layOut(
  nodes: readonly PanelNode[],
  open: ReadonlySet<number>,
  flow: Flow,
  isTarget: (id: number) => boolean,
): GraphLayout {
  const boxes: Box[] = [];
  const labelSize = (shape: readonly number[]): Size => {
    const { width, height } = tensorSize(shape);
    return { width: width + (flow === 'right' ? 10 : 24), height: 2 * (height + valueGap) };
  };
  const forms = new Map<string, { form: Form; size: Size; node: PanelNode }>();
  const uses = new Map<number, number>();
  for (const { node } of nodes.flatMap(({ inputs }) => inputs)) uses.set(node, (uses.get(node) ?? 0) + 1);
  const edges: {
    key: string;
    from: string;
    to: string;
    source: PanelNode;
    user: PanelNode | null;
    input: number;
  }[] = [];
  const byId = new Map(nodes.map((node) => [node.id, node]));

  for (const node of nodes) {
    const form = formOf(node);
    const size = sizeOf(node, form, open.has(node.id));
    const caption = form === 'data' ? '' : node.name;
    const sums = (uses.get(node.id) ?? 0) > 1;
    const captions = [
      caption === '' ? 0 : textWidth(caption, 'interface', 12),
      form === 'data' && node.shape.length > 0 ? 40 : 0,
      sums ? sumWidth : 0,
    ];
    const lines = captions.filter((width) => width > 0).length;
    const widest = Math.max(...captions);
    // Captions stand where no edge is: below on the way to the right, beside on the way down.
    // The same room on the other side keeps the edges in the middle.
    boxes.push({
      key: String(node.id),
      ...(flow === 'right'
        ? { width: Math.max(size.width, widest), height: size.height + 2 * captionHeight * lines }
        : { width: size.width + 2 * widest, height: Math.max(size.height, captionHeight * lines) }),
    });
    forms.set(String(node.id), { form, size, node });
    node.inputs.forEach((input, at) => {
      const source = byId.get(input.node);
      if (source !== undefined) {
        edges.push({
          key: edgeKey(node.id, at),
          from: String(source.id),
          to: String(node.id),
          source,
          user: node,
          input: at,
        });
      }
    });
    if (!uses.has(node.id) || isTarget(node.id)) {
      const key = `result/${node.id}`;
      const resultSize = sizeOf(node, 'result', false);
      boxes.push({ key, ...resultSize });
      forms.set(key, { form: 'result', size: resultSize, node });
      edges.push({ key, from: String(node.id), to: key, source: node, user: null, input: 0 });
    }
  }
  const arranged = arrange({
    boxes,
    links: edges.map(({ key, from, to, source }) => ({ key, from, to, ...labelSize(source.shape) })),
    flow,
    pairs: operandsInOrder(nodes, uses),
  });

  const placed = new Map<string, PlacedNode>();
  for (const [key, { form, size, node }] of forms) {
    const at = arranged.boxes.get(key);
    if (at !== undefined) placed.set(key, { ...at, form, outline: outlines[form], size, node });
  }
  const routes = edges.flatMap(({ key, from, to, source, user, input }) => {
    const start = placed.get(from);
    const end = placed.get(to);
    const link = arranged.links.get(key);
    if (start === undefined || end === undefined || link === undefined) return [];
    return [
      {
        key,
        start,
        end,
        source,
        user,
        input,
        bends: link.bends,
        label: { ...link.label, ...labelSize(source.shape) },
      },
    ];
  });
  return {
    flow,
    width: arranged.width,
    height: arranged.height,
    nodes: [...placed.values()],
    edges: routes.map((route) => {
      const { key, source, user, input } = route;
      return { key, source, user, input, ...placeEdge(route, routes, flow) };
    }),
  };
}
