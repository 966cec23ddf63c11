import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from '@dagrejs/dagre';
import type { Size } from './textWidth';
import {
  placeEdge,
  type EdgeLines,
  type Flow,
  type Outline,
  type Placed,
  type Point,
  type RankReach,
} from './route';

interface Box extends Size {
  readonly key: string;
}

/** A line between two boxes, and the room for what is written on it. */
interface Link extends Size {
  readonly key: string;
  readonly from: string;
  readonly to: string;
}

/** Two boxes of which the first should stand before the second, across the flow. */
export interface Pair {
  readonly first: string;
  readonly second: string;
}

/** Boxes that belong together, and stay together; they may stand in another such frame. */
interface Frame {
  readonly key: string;
  readonly parent?: string;
  readonly boxes: readonly string[];
}

interface Arrangement extends Size {
  /** Their middles. */
  readonly boxes: ReadonlyMap<string, Point>;
  readonly links: ReadonlyMap<string, { readonly label: Point; readonly bends: readonly Point[] }>;
  readonly frames: ReadonlyMap<string, Point & Size>;
}

interface Task {
  /** In the order of the file. */
  readonly boxes: readonly Box[];
  readonly links: readonly Link[];
  readonly flow: Flow;
  readonly pairs?: readonly Pair[];
  readonly frames?: readonly Frame[];
  /** Between boxes along the flow, besides what is written on the links. */
  readonly gap?: number;
}

/** Whether later boxes of the file tend to stand before earlier ones, by their places across the flow. */
function runsAgainstFile(places: readonly number[]): boolean {
  let order = 0;
  places.forEach((place, at) => {
    for (const later of places.slice(at + 1)) order += Math.sign(later - place);
  });
  return order < 0;
}

/** Finds a place for every box and link, in layers along the flow: the work of dagre. */
function arrange({ boxes, links, flow, gap, pairs = [], frames = [] }: Task): Arrangement {
  const right = flow === 'right';
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({
    multigraph: true,
    compound: frames.length > 0,
  });
  graph.setGraph({
    rankdir: right ? 'LR' : 'TB',
    nodesep: right ? 22 : 14,
    edgesep: 14,
    ranksep: gap ?? (right ? 52 : 44),
    marginx: 12,
    marginy: 12,
  });
  for (const { key, width, height } of boxes) graph.setNode(key, { width, height });
  for (const { key } of frames) graph.setNode(key, { width: 0, height: 0 });
  for (const { key, parent, boxes: inside } of frames) {
    if (parent !== undefined) graph.setParent(key, parent);
    // The innermost frame of a box is the last that holds it.
    for (const box of inside) graph.setParent(box, key);
  }
  for (const { key, from, to, width, height } of links) {
    graph.setEdge(from, to, { width, height, labelpos: 'c' }, key);
  }

  // Read from the top as the file is: a layout is as good mirrored, and one of the two follows the file.
  const across = right ? 'y' : 'x';
  layout(graph, { constraints: pairs.map(({ first, second }) => ({ left: first, right: second })) });
  const mirrored = runsAgainstFile(boxes.map(({ key }) => graph.node(key)[across] ?? 0));
  if (mirrored)
    layout(graph, { constraints: pairs.map(({ first, second }) => ({ left: second, right: first })) });
  const { width = 0, height = 0 } = graph.graph();
  const facing = ({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Point => {
    if (!mirrored) return { x, y };
    return right ? { x, y: height - y } : { x: width - x, y };
  };

  return {
    width,
    height,
    boxes: new Map(boxes.map(({ key }) => [key, facing(graph.node(key))])),
    frames: new Map(
      frames.map(({ key }) => {
        const { width: w, height: h, ...middle } = graph.node(key);
        return [key, { ...facing(middle), width: w, height: h }];
      }),
    ),
    links: new Map(
      links.map(({ key, from, to }) => {
        const edge = graph.edge({ v: from, w: to, name: key });
        // The ends of the points lie on the boxes' outlines;
        // where a line meets a node is for the drawing to say.
        return [key, { label: facing(edge), bends: (edge.points ?? []).slice(1, -1).map(facing) }];
      }),
    ),
  };
}

/** A node to be placed, with whatever its panel knows of it. */
export interface NodeBox {
  readonly key: string;
  /** Of what is drawn, without the captions. */
  readonly size: Size;
  /** With the captions. */
  readonly room: Size;
  readonly outline: Outline;
}

/** An edge to be placed, with whatever its panel knows of it. */
export interface EdgeLink {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  /** Of what is written on it. */
  readonly labelSize: Size;
}

export interface GraphLayout<Node, Edge> extends Size {
  readonly flow: Flow;
  readonly nodes: readonly (Node & Placed)[];
  readonly edges: readonly (Edge & EdgeLines)[];
  readonly frames: ReadonlyMap<string, Point & Size>;
}

interface GraphTask<Node, Edge> extends Omit<Task, 'boxes' | 'links'> {
  /** In the order of the file. */
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  /**
   * On the way down the numbers stand beside the line: it goes along their start, or through their middle.
   */
  readonly lineAt: 'start' | 'middle';
}

/** Places nodes, and leads every edge from the outline of one to that of the other. */
export function layOutGraph<Node extends NodeBox, Edge extends EdgeLink>({
  nodes,
  edges,
  lineAt,
  ...task
}: GraphTask<Node, Edge>): GraphLayout<Node, Edge> {
  const { flow } = task;
  const arranged = arrange({
    ...task,
    boxes: nodes.map(({ key, room: { width, height } }) => ({ key, width, height })),
    links: edges.map(({ key, from, to, labelSize: { width, height } }) => ({ key, from, to, width, height })),
  });
  const placed = new Map<string, Node & Placed>();
  for (const node of nodes) {
    const middle = arranged.boxes.get(node.key);
    if (middle !== undefined) placed.set(node.key, { ...node, ...middle });
  }
  const routes = edges.flatMap((edge) => {
    const [start, end, way] = [placed.get(edge.from), placed.get(edge.to), arranged.links.get(edge.key)];
    if (start === undefined || end === undefined || way === undefined) return [];
    return [{ edge, start, end, bends: way.bends, label: { ...way.label, ...edge.labelSize }, lineAt }];
  });
  const reach = reachOfRanks(
    [
      ...[...placed.values()].map(({ x, y, room }) => ({ x, y, ...room })),
      ...routes.map(({ label }) => label),
    ],
    flow,
  );
  return {
    flow,
    width: arranged.width,
    height: arranged.height,
    nodes: [...placed.values()],
    edges: routes.map((route) => ({ ...route.edge, ...placeEdge(route, { routes, flow, reach }) })),
    frames: arranged.frames,
  };
}

/** A rank reaches as far as the largest thing that stands in it. */
function reachOfRanks(boxes: readonly (Point & Size)[], flow: Flow): RankReach {
  const halves = new Map<number, number>();
  for (const { x, y, width, height } of boxes) {
    const [along, length] = flow === 'right' ? [x, width] : [y, height];
    const rank = Math.round(along);
    halves.set(rank, Math.max(halves.get(rank) ?? 0, length / 2));
  }
  return (along) => halves.get(Math.round(along)) ?? 0;
}
