import type { Flow, Point } from './route';

/** A node as the keyboard sees it: where it is, and whose values it takes. */
export interface Spot extends Point {
  readonly id: number;
  readonly inputs: readonly number[];
}

type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export function isDirection(key: string): key is Direction {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

/**
 * The node an arrow key leads to: along an edge where the key points along the flow,
 * otherwise to the nearest node on that side.
 */
export function neighbour(
  spots: readonly Spot[],
  flow: Flow,
  from: number,
  direction: Direction,
): number | undefined {
  const start = spots.find(({ id }) => id === from);
  if (start === undefined) return spots[0]?.id;
  const [onward, back] = flow === 'right' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowDown', 'ArrowUp'];
  const nearest = (candidates: readonly Spot[]): number | undefined => {
    const distance = ({ x, y }: Spot): number => Math.hypot(x - start.x, y - start.y);
    return [...candidates].sort((a, b) => distance(a) - distance(b))[0]?.id;
  };
  if (direction === onward) return nearest(spots.filter(({ inputs }) => inputs.includes(from)));
  // The first operand first, as one reads the formula.
  if (direction === back) return start.inputs[0];
  const forward = direction === 'ArrowDown' || direction === 'ArrowRight';
  const across = ({ x, y }: Spot): number => (flow === 'right' ? y - start.y : x - start.x);
  const along = ({ x, y }: Spot): number => Math.abs(flow === 'right' ? x - start.x : y - start.y);
  const side = spots.filter((spot) => (forward ? across(spot) > 1 : across(spot) < -1));
  // Nodes beside it in the drawing come before those further along.
  return [...side].sort((a, b) => Math.abs(across(a)) + 2 * along(a) - Math.abs(across(b)) - 2 * along(b))[0]
    ?.id;
}
