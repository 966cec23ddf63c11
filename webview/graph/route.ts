import type { Size } from './textWidth';

/** Where the forward pass goes: to the right, or downwards where the panel is narrow. */
export type Flow = 'right' | 'down';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The outline that lines meet: a circle, a pill with round ends, or a box. */
export type Outline = 'circle' | 'pill' | 'box';

/** What an edge begins or ends at: its middle, its size and its outline. */
export interface Placed extends Point {
  readonly size: Size;
  readonly outline: Outline;
}

interface Route {
  readonly start: Placed;
  readonly end: Placed;
  /** Where the layout leads the edge between its ends, around other nodes. */
  readonly bends: readonly Point[];
  readonly label: Point & Size;
  /**
   * On the way down the numbers stand beside the line: it goes along their start, or through their middle.
   */
  readonly lineAt?: 'start' | 'middle';
}

export interface EdgeLines {
  /** Two lines side by side: along the way forward, and back. */
  readonly forwardPath: string;
  readonly backwardPath: string;
  readonly forwardArrow: string;
  readonly backwardArrow: string;
  /** The middle of the straight piece that carries the numbers. */
  readonly label: Point & Size;
}

const lineOffset = 4;
const arrowLength = 8;
const arrowHalfWidth = 4.5;

export function edgeKey(user: number, input: number): string {
  return `${user}/${input}`;
}

/** Coordinates along the flow and across it, so that both flows share one geometry. */
interface FlowPoint {
  readonly along: number;
  readonly across: number;
}

const toFlow = ({ x, y }: Point, flow: Flow): FlowPoint =>
  flow === 'right' ? { along: x, across: y } : { along: y, across: x };
const write = ({ along, across }: FlowPoint, flow: Flow): string => {
  const [x, y] = flow === 'right' ? [along, across] : [across, along];
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
};

/** How far from the middle of a node its edge number `at` of `count` meets it. */
function spread(count: number, at: number, room: number): number {
  const step = count < 2 ? 0 : Math.min(19, room / (count - 1));
  return (at - (count - 1) / 2) * step;
}

/** Where a line that meets the node `across` from its middle touches its outline. */
function outline(node: Placed, across: number, flow: Flow): number {
  const half = (flow === 'right' ? node.size.width : node.size.height) / 2;
  if (node.outline === 'box') return half;
  const radius = node.size.height / 2;
  if (flow === 'down' && node.outline === 'pill') return half;
  return half - radius + Math.sqrt(Math.max(0, radius * radius - across * across));
}

function port(route: Route, routes: readonly Route[], side: 'start' | 'end', flow: Flow): number {
  const node = route[side];
  const nearest = (of: Route): number => {
    const bend = side === 'start' ? of.bends[0] : of.bends.at(-1);
    return toFlow(bend ?? of.label, flow).across;
  };
  const neighbours = routes.filter((other) => other[side] === node).sort((a, b) => nearest(a) - nearest(b));
  const breadth = flow === 'right' ? node.size.height : node.size.width;
  return spread(neighbours.length, neighbours.indexOf(route), breadth * 0.72);
}

/** A line through all points that leaves and meets each of them along the flow. */
function smooth(points: readonly FlowPoint[], flow: Flow): string {
  const [first, ...others] = points;
  if (first === undefined) return '';
  let path = `M${write(first, flow)}`;
  let last = first;
  for (const point of others) {
    if (Math.abs(point.across - last.across) < 0.05) path += ` L${write(point, flow)}`;
    else {
      const middle = (last.along + point.along) / 2;
      const leave = { along: middle, across: last.across };
      const meet = { along: middle, across: point.across };
      path += ` C${write(leave, flow)} ${write(meet, flow)} ${write(point, flow)}`;
    }
    last = point;
  }
  return path;
}

function arrow(tip: FlowPoint, direction: 1 | -1, flow: Flow): string {
  const base = tip.along - direction * arrowLength;
  const corners = [
    tip,
    { along: base, across: tip.across - arrowHalfWidth },
    { along: base, across: tip.across + arrowHalfWidth },
  ];
  return `M${corners.map((corner) => write(corner, flow)).join(' L')} Z`;
}

/**
 * How far a rank reaches along the flow on either side of its middle:
 * what stands beside each other has its middle at the same place along the flow.
 */
export type RankReach = (along: number) => number;

interface Routing {
  /** All edges, since those that meet at a node share its side. */
  readonly routes: readonly Route[];
  readonly flow: Flow;
  readonly reach: RankReach;
}

/** Draws one edge: straight past what stands in a rank, and bending only in the gaps between ranks. */
export function placeEdge(route: Route, { routes, flow, reach }: Routing): EdgeLines {
  const { start, end, label } = route;
  const from = toFlow(start, flow);
  const to = toFlow(end, flow);
  const leaving = port(route, routes, 'start', flow);
  const meeting = port(route, routes, 'end', flow);
  const middle = toFlow(label, flow);
  // Beside a line that goes down, the numbers stand to its right.
  const isBeside = flow === 'down' && route.lineAt !== 'middle';
  const lineAcross = isBeside ? middle.across - label.width / 2 + lineOffset : middle.across;
  const isLabel = ({ x, y }: Point): boolean => Math.abs(x - label.x) + Math.abs(y - label.y) < 1;
  const bends = route.bends.some(isLabel) ? route.bends : [label];
  const passed = bends.flatMap((bend): FlowPoint[] => {
    const { along, across } = toFlow(bend, flow);
    const half = reach(along);
    const at = isLabel(bend) ? lineAcross : across;
    return [
      { along: along - half, across: at },
      { along: along + half, across: at },
    ];
  });

  const pointsOf = (offset: number, gapStart: number, gapEnd: number): FlowPoint[] => {
    const first = from.along + outline(start, leaving + offset, flow) + gapStart;
    const last = to.along - outline(end, meeting + offset, flow) - gapEnd;
    return [
      { along: first, across: from.across + leaving },
      { along: Math.max(first, from.along + reach(from.along)), across: from.across + leaving },
      ...passed,
      { along: Math.min(last, to.along - reach(to.along)), across: to.across + meeting },
      { along: last, across: to.across + meeting },
    ].map(({ along, across }) => ({ along, across: across + offset }));
  };
  const forward = pointsOf(-lineOffset, 0, 2 + arrowLength);
  const backward = pointsOf(lineOffset, 2 + arrowLength, 0);
  const forwardTip = forward.at(-1) ?? to;
  const backwardTip = backward[0] ?? from;
  return {
    forwardPath: smooth(forward, flow),
    backwardPath: smooth(backward, flow),
    forwardArrow: arrow({ ...forwardTip, along: forwardTip.along + arrowLength }, 1, flow),
    backwardArrow: arrow({ ...backwardTip, along: backwardTip.along - arrowLength }, -1, flow),
    label: flow === 'right' ? label : { ...label, x: label.x + 3 * lineOffset },
  };
}
