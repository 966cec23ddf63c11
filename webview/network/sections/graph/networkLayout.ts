import { layOutGraph, type EdgeLink, type GraphLayout, type NodeBox } from '../../../graph/arrange';
import type { EdgeLines, Flow, Outline, Placed, Point } from '../../../graph/route';
import { textWidth, type Size } from '../../../graph/textWidth';
import type { GraphFrame, GraphLink, GraphNode, GraphStructure } from './networkStructure';

interface LayerBox extends NodeBox {
  readonly node: GraphNode;
  readonly captions: readonly string[];
}
interface LayerLink extends EdgeLink {
  readonly link: GraphLink;
}
export type PlacedLayer = LayerBox & Placed;
export type PlacedLink = LayerLink & EdgeLines;
/** A group that is unfolded, with the middle and size of its frame. */
export interface PlacedGroup extends Point, Size {
  readonly frame: GraphFrame;
}
export interface NetworkLayout extends Omit<GraphLayout<LayerBox, LayerLink>, 'frames'> {
  readonly frames: readonly PlacedGroup[];
}

/** What is written beside the nodes and on the edges. */
interface GraphTexts {
  readonly captions: (node: GraphNode) => readonly string[];
  readonly value: (link: GraphLink) => string;
  /** Whether a gradient norm may be written on it. */
  readonly hasNorm: (link: GraphLink) => boolean;
}

const outlines: Readonly<Record<GraphNode['kind'], Outline>> = {
  data: 'pill',
  loss: 'pill',
  operator: 'circle',
  layer: 'box',
  group: 'box',
};
const operatorDiameter = 36;
export const captionHeight = 15;
const lineHeight = 17;
/** Room for a gradient norm: the same whatever the number, so that new numbers never move the graph. */
const normWidth = 50;
/** The same for the loss beside or below its node. */
const lossWidth = 64;
const leastWidth = 20;
const edgeLabelHeight = 36;
const gaps: Readonly<Record<Flow, number>> = { right: 15, down: 26 };

function sizeOf({ kind, lines }: GraphNode): Size {
  if (kind === 'operator') return { width: operatorDiameter, height: operatorDiameter };
  const widest = Math.max(...lines.map((line) => textWidth(line, 'interface')));
  if (kind === 'data' || kind === 'loss') return { width: Math.max(40, widest + 26), height: 30 };
  // A group has a mark that unfolds it.
  return {
    width: Math.max(46, widest + (kind === 'group' ? 44 : 24)),
    height: 18 + lineHeight * lines.length,
  };
}

/** Depends on what there is and its names only, so new numbers leave everything where it is. */
export function layOutNetwork(
  { nodes, links, frames }: GraphStructure,
  { captions, value, hasNorm }: GraphTexts,
  flow: Flow,
): NetworkLayout {
  const right = flow === 'right';
  const labelWidth = (link: GraphLink): number =>
    Math.max(hasNorm(link) ? normWidth : leastWidth, textWidth(value(link), 'editor', 11));
  const layout = layOutGraph<LayerBox, LayerLink>({
    flow,
    gap: gaps[flow],
    lineAt: 'middle',
    // Captions stand where no edge is: below on the way to the right, beside on the way down.
    nodes: nodes.map((node) => {
      const size = sizeOf(node);
      const lines = captions(node);
      const least = node.kind === 'loss' ? lossWidth : 0;
      const widest = Math.max(least, ...lines.map((line) => textWidth(line, 'interface', 11.5)));
      const room = {
        width: right ? Math.max(size.width, widest) : size.width + 2 * widest,
        height: right ? size.height + 2 * captionHeight * lines.length : size.height,
      };
      return { key: String(node.id), node, size, room, captions: lines, outline: outlines[node.kind] };
    }),
    edges: links.map((link) => ({
      key: link.key,
      from: String(link.from),
      to: String(link.to),
      link,
      // On the way down the line goes straight, with the room for its numbers on both sides.
      labelSize: { width: labelWidth(link) * (right ? 1 : 2) + (right ? 4 : 24), height: edgeLabelHeight },
    })),
    frames: frames.map(({ key, parent, nodes: inside }) => ({
      key,
      ...(parent !== undefined && { parent }),
      boxes: inside.map(String),
    })),
  });
  return {
    ...layout,
    frames: frames.flatMap((frame) => {
      const at = layout.frames.get(frame.key);
      return at === undefined ? [] : [{ frame, ...at }];
    }),
  };
}
