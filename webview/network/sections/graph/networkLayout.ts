import { arrange } from '../../../graph/arrange';
import { textWidth, type Size } from '../../../graph/textWidth';
import {
  placeEdge,
  type EdgeLines,
  type Flow,
  type Outline,
  type Placed,
  type Point,
} from '../../../graph/route';
import type { GraphFrame, GraphLink, GraphNode, GraphStructure } from './networkStructure';

/** Its size is that of what is drawn, without the captions. */
export interface PlacedNode extends Placed {
  readonly node: GraphNode;
  readonly captions: readonly string[];
}
export interface PlacedEdge extends EdgeLines {
  readonly link: GraphLink;
}
export interface PlacedFrame extends Point, Size {
  readonly frame: GraphFrame;
}
export interface GraphLayout extends Size {
  readonly flow: Flow;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly frames: readonly PlacedFrame[];
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
export function layOut(
  { nodes, links, frames }: GraphStructure,
  { captions, value, hasNorm }: GraphTexts,
  flow: Flow,
): GraphLayout {
  const right = flow === 'right';
  const drawn = nodes.map((node) => ({ node, size: sizeOf(node), captions: captions(node) }));
  const labelWidth = (link: GraphLink): number =>
    Math.max(hasNorm(link) ? normWidth : leastWidth, textWidth(value(link), 'editor', 11));
  // On the way down the line goes straight, with the room for its numbers on both sides.
  const labelSize = (link: GraphLink): Size => ({
    width: labelWidth(link) * (right ? 1 : 2) + (right ? 4 : 24),
    height: edgeLabelHeight,
  });
  const arranged = arrange({
    flow,
    gap: gaps[flow],
    // Captions stand where no edge is: below on the way to the right, beside on the way down.
    boxes: drawn.map(({ node, size, captions: lines }) => {
      const least = node.kind === 'loss' ? lossWidth : 0;
      const widest = Math.max(least, ...lines.map((line) => textWidth(line, 'interface', 11.5)));
      return {
        key: String(node.id),
        width: right ? Math.max(size.width, widest) : size.width + 2 * widest,
        height: right ? size.height + 2 * captionHeight * lines.length : size.height,
      };
    }),
    links: links.map((link) => ({
      key: link.key,
      from: String(link.from),
      to: String(link.to),
      ...labelSize(link),
    })),
    frames: frames.map(({ key, parent, nodes: inside }) => ({
      key,
      ...(parent !== undefined && { parent }),
      boxes: inside.map(String),
    })),
  });

  const placed = new Map(
    drawn.flatMap(({ node, size, captions: lines }) => {
      const at = arranged.boxes.get(String(node.id));
      if (at === undefined) return [];
      return [[node.id, { ...at, node, size, captions: lines, outline: outlines[node.kind] }] as const];
    }),
  );
  const routes = links.flatMap((link) => {
    const [start, end, way] = [placed.get(link.from), placed.get(link.to), arranged.links.get(link.key)];
    if (start === undefined || end === undefined || way === undefined) return [];
    const label = { ...way.label, ...labelSize(link) };
    return [{ link, start, end, bends: way.bends, label, lineAt: 'middle' as const }];
  });
  return {
    flow,
    width: arranged.width,
    height: arranged.height,
    nodes: [...placed.values()],
    edges: routes.map((route) => ({ link: route.link, ...placeEdge(route, routes, flow) })),
    frames: frames.flatMap((frame) => {
      const at = arranged.frames.get(frame.key);
      return at === undefined ? [] : [{ frame, ...at }];
    }),
  };
}
