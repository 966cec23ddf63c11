import type { Flow } from './route';

/** Below this width there is more room downwards than to the right. */
const narrow = 520;

/** A graph of more nodes is not seen whole either way: it is laid out once, the way there is more room. */
const mostSeenWhole = 40;

/**
 * To the right, unless it can be read there no more and more of it is seen when it goes down.
 * @param width of the panel; 0 while nobody knows
 * @param scaleOf at which all of a graph that goes this way would be seen; the work of a layout
 * @param least the smallest scale at which it can be read
 */
export function bestFlow(
  width: number,
  nodeCount: number,
  scaleOf: (flow: Flow) => number,
  least: number,
): Flow {
  if (width === 0) return 'right';
  if (nodeCount > mostSeenWhole) return width < narrow ? 'down' : 'right';
  return scaleOf('right') >= least || scaleOf('right') >= scaleOf('down') ? 'right' : 'down';
}

/** How a graph is laid out. */
export interface Way {
  readonly flow: Flow;
  /** With less room between what stands along the flow. */
  readonly isDense: boolean;
}

/** One object for each, so that the same way is known again. */
const ways = {
  loose: { right: { flow: 'right', isDense: false }, down: { flow: 'down', isDense: false } },
  dense: { right: { flow: 'right', isDense: true }, down: { flow: 'down', isDense: true } },
} as const satisfies Record<string, Record<Flow, Way>>;

/** The best flow, and dense where only so all of the graph is seen. Parameters are those of `bestFlow`. */
export function bestWay(width: number, nodeCount: number, scaleOf: (way: Way) => number, least: number): Way {
  const best = (each: Readonly<Record<Flow, Way>>): Way =>
    each[bestFlow(width, nodeCount, (flow) => scaleOf(each[flow]), least)];
  const loose = best(ways.loose);
  if (width === 0 || nodeCount > mostSeenWhole || scaleOf(loose) >= least) return loose;
  const dense = best(ways.dense);
  return scaleOf(dense) >= least ? dense : loose;
}
