import { layOutGraph, type EdgeLink, type GraphLayout, type NodeBox } from '../../graph/arrange';
import { textWidth, type Size } from '../../graph/textWidth';
import type { GraphLink, GraphNode, GraphStructure } from '../sections/graph/networkStructure';

interface StripBox extends NodeBox {
  readonly node: GraphNode;
  /** What stands above its picture. */
  readonly title: string;
  /** Of the picture, in CSS pixels. */
  readonly picture: Size;
}
interface StripLink extends EdgeLink {
  readonly link: GraphLink;
}
export type StripLayout = GraphLayout<StripBox, StripLink>;
export type StripPlace = StripLayout['nodes'][number];

export const titleHeight = 16;
const titleSize = 11;
const titleRoom = 10;
/** Between two nodes, with room for an arrow each way; some of it is of the line, which has no text here. */
const gap = 18;
const lineRoom = 2;
/** What the layout leaves free around everything, and how much of that is cut off on every side. */
const margin = 16;
export const cutMargin = margin - 3;
/** The strip is never higher. */
export const tallest = 200;
/** Sides of the pictures: as large as there is room for, and never too small to be seen. */
const sides = { largest: 96, usual: 44, narrowest: 34, smallest: 26 } as const;

function layOut(structure: GraphStructure, titleOf: (node: GraphNode) => string, side: number): StripLayout {
  const nodes = structure.nodes.filter(({ kind }) => kind !== 'loss');
  const known = new Set(nodes.map(({ id }) => id));
  return layOutGraph<StripBox, StripLink>({
    flow: 'right',
    gap,
    lineAt: 'middle',
    nodes: nodes.map((node) => {
      const title = titleOf(node);
      const width = Math.max(side, textWidth(title, 'interface', titleSize) + titleRoom);
      const size = { width, height: side + titleHeight };
      const picture = { width, height: side };
      return { key: String(node.id), node, title, size, room: size, picture, outline: 'box' };
    }),
    edges: structure.links
      .filter(({ from, to }) => known.has(from) && known.has(to))
      .map((link) => ({
        key: link.key,
        from: String(link.from),
        to: String(link.to),
        link,
        labelSize: { width: lineRoom, height: lineRoom },
      })),
  });
}

/** How many nodes stand beside each other, and above each other at most. */
function countsOf({ nodes }: StripLayout): { readonly along: number; readonly across: number } {
  const columns = new Map<number, number>();
  for (const { x } of nodes) columns.set(Math.round(x), (columns.get(Math.round(x)) ?? 0) + 1);
  return { along: Math.max(1, columns.size), across: Math.max(1, ...columns.values()) };
}

/**
 * The network from left to right, with pictures as large as its width and the height of the strip allow. What
 * does not fit even with small ones is wider than its place, which then scrolls.
 * @param width of the place, in CSS pixels
 */
export function layOutStrip(
  structure: GraphStructure,
  titleOf: (node: GraphNode) => string,
  width: number,
): StripLayout {
  const usual = layOut(structure, titleOf, sides.usual);
  const { along, across } = countsOf(usual);
  const byWidth = sides.usual + Math.floor((width + 2 * cutMargin - usual.width) / along);
  const byHeight = sides.usual + Math.floor((tallest + 2 * cutMargin - usual.height) / across);
  const wanted = Math.min(Math.max(byWidth, sides.narrowest), byHeight);
  const side = Math.max(sides.smallest, Math.min(sides.largest, wanted));
  return side === sides.usual ? usual : layOut(structure, titleOf, side);
}
