import { layOutGraph, type EdgeLink, type GraphLayout, type NodeBox } from '../../graph/arrange';
import type { Point } from '../../graph/route';
import { textWidth, type Size } from '../../graph/textWidth';
import type { GraphLink, GraphNode, GraphStructure } from '../sections/graph/networkStructure';

interface StripBox extends NodeBox {
  readonly node: GraphNode;
  /** What stands above its picture, in one line or two. */
  readonly title: readonly string[];
  /** Of the picture, in CSS pixels. */
  readonly picture: Size;
}
interface StripLink extends EdgeLink {
  readonly link: GraphLink;
}
type Arranged = GraphLayout<StripBox, StripLink>;
export type StripPlace = Arranged['nodes'][number];
export interface StripLayout extends Arranged {
  /** What is drawn, without the margins of the layout. */
  readonly bounds: Point & Size;
}

/** In CSS pixels, by its number of lines. */
const titleHeights = { 1: 16, 2: 30 } as const;
const titleSize = 11;
/** Beside a title, by its number of lines: where there are two there is no room to spare. */
const titleRooms = { 1: 10, 2: 4 } as const;
/** Between two nodes, with room for an arrow each way; some of it is of the line, which has no text here. */
const gaps = { 1: 18, 2: 14 } as const;
const lineRoom = 2;
/** Across an edge, from its middle. */
const lineReach = 8;
/** Around nodes and lines, for outlines. */
const margin = 4;
/** The strip is never higher. */
export const tallest = 200;
/** Sides of the pictures: as large as there is room for, and never too small to be seen. */
const sides = { largest: 96, usual: 44, narrowest: 34, smallest: 26 } as const;
/** Of a number of six characters below its title. */
const lossRoom = 50;

/** What a node of the strip is called, and whether it holds a number in place of a picture. */
export interface StripTitle {
  readonly name: string;
  readonly holdsNumber: boolean;
}

/**
 * A title in two lines of about one length, where it has more words than one: `repeat 6 · 1/6` is broken
 * at the point, `BatchNorm` where its second word begins.
 */
function inTwoLines(title: string): readonly string[] {
  const breaks = [/ · /g, / /g, /(?<=\p{Ll}{3})(?=\p{Lu}\p{Ll})/gu].map((pattern) =>
    [...title.matchAll(pattern)].map(({ index, 0: { length } }) => [
      title.slice(0, index),
      title.slice(index + length),
    ]),
  );
  const best = breaks.find(({ length }) => length > 0) ?? [];
  const longest = (lines: readonly string[]): number => Math.max(...lines.map(({ length }) => length));
  return best.reduce((short, lines) => (longest(lines) < longest(short) ? lines : short), [title]);
}

function layOut(
  structure: GraphStructure,
  titleOf: (node: GraphNode) => StripTitle,
  side: number,
  lineCount: 1 | 2,
): StripLayout {
  const nodes = structure.nodes.filter(({ kind }) => kind !== 'loss');
  const titled = nodes.map((node) => {
    const { name, holdsNumber } = titleOf(node);
    return { node, holdsNumber, title: lineCount === 1 ? [name] : inTwoLines(name) };
  });
  const titleHeight = titleHeights[titled.some(({ title }) => title.length > 1) ? 2 : 1];
  const nodeIds = new Set(nodes.map(({ id }) => id));
  const arranged = layOutGraph<StripBox, StripLink>({
    flow: 'right',
    gap: gaps[lineCount],
    lineAt: 'middle',
    nodes: titled.map(({ node, holdsNumber, title }) => {
      const titleWidth =
        Math.max(...title.map((line) => textWidth(line, 'interface', titleSize))) + titleRooms[lineCount];
      const width = Math.max(side, titleWidth, holdsNumber ? lossRoom : 0);
      const size = { width, height: side + titleHeight };
      const picture = { width, height: side };
      return { key: String(node.id), node, title, size, room: size, picture, outline: 'box' };
    }),
    edges: structure.links
      .filter(({ from, to }) => nodeIds.has(from) && nodeIds.has(to))
      .map((link) => ({
        key: link.key,
        from: String(link.from),
        to: String(link.to),
        link,
        labelSize: { width: lineRoom, height: lineRoom },
      })),
  });
  return { ...arranged, bounds: boundsOf(arranged) };
}

/** From the upper left corner of everything to the lower right. */
function boundsOf({ nodes, edges }: Arranged): Point & Size {
  const corners = [
    ...nodes.map(({ x, y, size }) => ({ x, y, across: size.width / 2, down: size.height / 2 })),
    // Of the two lines of an edge the one back is as thick as its gradient.
    ...edges.map(({ label: { x, y } }) => ({ x, y, across: 0, down: lineReach })),
  ];
  const left = Math.min(...corners.map(({ x, across }) => x - across)) - margin;
  const top = Math.min(...corners.map(({ y, down }) => y - down)) - margin;
  const right = Math.max(...corners.map(({ x, across }) => x + across)) + margin;
  const bottom = Math.max(...corners.map(({ y, down }) => y + down)) + margin;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** How many nodes stand beside each other, and above each other at most. */
function countsOf({ nodes }: StripLayout): { readonly along: number; readonly across: number } {
  const columns = new Map<number, number>();
  for (const { x } of nodes) columns.set(Math.round(x), (columns.get(Math.round(x)) ?? 0) + 1);
  return { along: Math.max(1, columns.size), across: Math.max(1, ...columns.values()) };
}

/**
 * The network from left to right, with pictures as large as its width and the height of the strip allow. What
 * does not fit even with small ones and titles in two lines is wider than its place, which then scrolls.
 * @param width of the place, in CSS pixels
 */
export function layOutStrip(
  structure: GraphStructure,
  titleOf: (node: GraphNode) => StripTitle,
  width: number,
): StripLayout {
  const fitted = (lineCount: 1 | 2): StripLayout => {
    const usual = layOut(structure, titleOf, sides.usual, lineCount);
    const { along, across } = countsOf(usual);
    const byWidth = sides.usual + Math.floor((width - usual.bounds.width) / along);
    const byHeight = sides.usual + Math.floor((tallest - usual.bounds.height) / across);
    const fitting = Math.min(Math.max(byWidth, sides.narrowest), byHeight);
    const side = Math.max(sides.smallest, Math.min(sides.largest, fitting));
    return side === sides.usual ? usual : layOut(structure, titleOf, side, lineCount);
  };
  const whole = fitted(1);
  return whole.bounds.width <= width ? whole : fitted(2);
}
