import { shapeText } from '../../kit/numbers';
import type { PanelNode } from '../../../src/protocol/formulaPanelMessages';
import { layOutGraph, type EdgeLink, type GraphLayout, type NodeBox, type Pair } from '../../graph/arrange';
import type { Way } from '../../graph/bestFlow';
import { edgeKey, type EdgeLines, type Flow, type Outline, type Placed } from '../../graph/route';
import { textWidth, type Size } from '../../graph/textWidth';
import { captionOf, labelOf } from '../nodeWords';
import { tensorSize } from '../pictures/cellSizes';
import { openedSize } from '../pictures/pictureSize';

/** How a node is drawn. */
type Form = 'data' | 'operator' | 'layer' | 'result';

interface FormulaBox extends NodeBox {
  readonly form: Form;
  readonly node: PanelNode;
}
interface FormulaLink extends EdgeLink {
  readonly source: PanelNode;
  /** `null` where the value only leaves the graph as its result. */
  readonly user: PanelNode | null;
  readonly input: number;
}
export type PlacedFormula = FormulaBox & Placed;
export type PlacedValue = FormulaLink & EdgeLines;
export type FormulaLayout = GraphLayout<FormulaBox, FormulaLink>;

const outlines: Readonly<Record<Form, Outline>> = {
  data: 'pill',
  operator: 'circle',
  layer: 'box',
  result: 'pill',
};
const operatorDiameter = 36;
const captionHeight = 16;
/** Between a node and the captions beside it. */
export const captionGap = 9;
/** Room for the sum of gradients under a value with several uses. */
export const sumWidth = 124;
/** Between a value or gradient and the middle of its edge. */
export const valueGaps: Readonly<Record<Flow, number>> = { right: 8, down: 2 };
/** Between what stands along the flow, on either side of what is written on the edges. */
const rankGaps: Readonly<Record<Flow, number>> = { right: 40, down: 36 };
/** The same where the graph would not be seen whole. */
const denseGaps: Readonly<Record<Flow, number>> = { right: 16, down: 20 };

function formOf(node: PanelNode): Form {
  if (node.kind !== 'layer') return 'data';
  return node.symbol.length <= 2 ? 'operator' : 'layer';
}

function sizeOf(node: PanelNode, form: Form, open: boolean): Size {
  if (form === 'operator') return { width: operatorDiameter, height: operatorDiameter };
  if (form === 'layer' && open) return openedSize(node);
  const content = form === 'layer' ? node.symbol : labelOf(node);
  const mark = form === 'layer' && node.picture !== 'none' ? 16 : 0;
  return {
    width: Math.max(40, textWidth(content, 'interface') + 26 + mark),
    height: form === 'layer' ? 34 : 26,
  };
}

/** Numbers that only one node uses stand in the order of its operands: nothing else pulls at them. */
function operandsInOrder(nodes: readonly PanelNode[], uses: ReadonlyMap<number, number>): Pair[] {
  const isData = new Set(
    nodes.filter(({ kind, id }) => kind !== 'layer' && uses.get(id) === 1).map(({ id }) => id),
  );
  return nodes.flatMap(({ inputs }) => {
    const own = inputs.map(({ node }) => node).filter((id) => isData.has(id));
    return own.slice(1).map((second, at) => ({ first: String(own[at]), second: String(second) }));
  });
}

/**
 * Room for a node with its captions, which stand where no edge
 * is: below on the way to the right, beside on the way down.
 */
function roomOf(size: Size, captionWidths: readonly number[], flow: Flow): Size {
  const lines = captionWidths.filter((width) => width > 0).length;
  const widest = Math.max(...captionWidths);
  // The same room on the other side keeps the edges in the middle.
  return flow === 'right'
    ? { width: Math.max(size.width, widest), height: size.height + 2 * captionHeight * lines }
    : { width: size.width + 2 * (widest + captionGap), height: Math.max(size.height, captionHeight * lines) };
}

/**
 * Places nodes and edges: along the way of the forward pass, with room on every edge for a value and a
 * gradient. Depends on shapes and names only, so new numbers leave everything where it is.
 */
export function layOutFormulas(
  nodes: readonly PanelNode[],
  open: ReadonlySet<number>,
  { flow, isDense }: Way,
  isTarget: (id: number) => boolean,
): FormulaLayout {
  const boxes: FormulaBox[] = [];
  const edges: FormulaLink[] = [];
  const labelOn = ({ shape }: PanelNode): Size => {
    const { width, height } = tensorSize(shape);
    return { width: width + (flow === 'right' ? 8 : 24), height: 2 * (height + valueGaps[flow]) };
  };
  const uses = new Map<number, number>();
  for (const { node } of nodes.flatMap(({ inputs }) => inputs)) uses.set(node, (uses.get(node) ?? 0) + 1);
  const byId = new Map(nodes.map((node) => [node.id, node]));

  for (const node of nodes) {
    const form = formOf(node);
    const size = sizeOf(node, form, open.has(node.id));
    const caption = captionOf(node);
    const captionWidths = [
      caption === '' ? 0 : textWidth(caption, 'interface', 12),
      form === 'data' ? textWidth(shapeText(node.shape), 'interface', 12) : 0,
      (uses.get(node.id) ?? 0) > 1 ? sumWidth : 0,
    ];
    const key = String(node.id);
    boxes.push({ key, node, form, size, room: roomOf(size, captionWidths, flow), outline: outlines[form] });
    node.inputs.forEach(({ node: id }, input) => {
      const source = byId.get(id);
      if (source === undefined) return;
      const labelSize = labelOn(source);
      edges.push({
        key: edgeKey(node.id, input),
        from: String(id),
        to: key,
        source,
        user: node,
        input,
        labelSize,
      });
    });
    if (!uses.has(node.id) || isTarget(node.id)) {
      const result = `result/${node.id}`;
      const resultSize = sizeOf(node, 'result', false);
      boxes.push({
        key: result,
        node,
        form: 'result',
        size: resultSize,
        room: resultSize,
        outline: outlines.result,
      });
      edges.push({
        key: result,
        from: key,
        to: result,
        source: node,
        user: null,
        input: 0,
        labelSize: labelOn(node),
      });
    }
  }
  // A line that bends more steeply does not pass the entries of a tensor.
  const isDenser = isDense && nodes.every(({ shape }) => shape.length === 0);
  return layOutGraph({
    nodes: boxes,
    edges,
    flow,
    lineAt: 'start',
    gap: (isDenser ? denseGaps : rankGaps)[flow],
    pairs: operandsInOrder(nodes, uses),
  });
}
