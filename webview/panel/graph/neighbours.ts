import type { GraphLayout, PlacedNode } from './layout';

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export function isDirection(key: string): key is Direction {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

/**
 * The node an arrow key leads to: along an edge where the key points along the flow,
 * otherwise to the nearest node on that side.
 */
export function neighbour(layout: GraphLayout, from: number, direction: Direction): number | undefined {
  const nodes = layout.nodes.filter(({ form }) => form !== 'result');
  const start = nodes.find(({ node }) => node.id === from);
  if (start === undefined) return nodes[0]?.node.id;
  const [onward, back] = layout.flow === 'right' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowDown', 'ArrowUp'];
  const nearest = (candidates: readonly PlacedNode[]): number | undefined => {
    const distance = ({ x, y }: PlacedNode): number => Math.hypot(x - start.x, y - start.y);
    return [...candidates].sort((a, b) => distance(a) - distance(b))[0]?.node.id;
  };
  if (direction === onward)
    return nearest(nodes.filter(({ node }) => node.inputs.some((input) => input.node === from)));
  if (direction === back) {
    // The first operand first, as one reads the formula.
    const [first] = start.node.inputs;
    return first?.node;
  }
  const forward = direction === 'ArrowDown' || direction === 'ArrowRight';
  const across = ({ x, y }: PlacedNode): number => (layout.flow === 'right' ? y - start.y : x - start.x);
  const along = ({ x, y }: PlacedNode): number =>
    Math.abs(layout.flow === 'right' ? x - start.x : y - start.y);
  const side = nodes.filter((node) => (forward ? across(node) > 1 : across(node) < -1));
  // Nodes beside it in the drawing come before those further along.
  return [...side].sort((a, b) => Math.abs(across(a)) + 2 * along(a) - Math.abs(across(b)) - 2 * along(b))[0]
    ?.node.id;
}
