import type { NodeId } from '../../../graph/graph';
import type { Plan } from '../../../graph/plan';
import { layerOf, nodeAt } from '../../../graph/reach';
import { message, type Message } from '../../../message';
import type { Shape } from '../../../shape';
import type { BackwardWalk } from './backwardWalk';

/** A sum of more products than this is not read. */
const mostProducts = 4;

/** The first entry that is plainly off, or the one that is furthest off, with both numbers. */
export function describeEntry(
  shape: Shape,
  answer: ArrayLike<number>,
  right: ArrayLike<number>,
  which: 'first' | 'worst',
): Message {
  const worst = worstOf(answer, right);
  const entry = which === 'first' ? firstOf(answer, right, distanceAt(worst, answer, right) / 10) : worst;
  const [own, expected] = [short(answer[entry]), short(right[entry])];
  if (shape.length === 0) return message('Your number is {0}; the right one is {1}.', own, expected);
  return message('At {0} your number is {1}; the right one is {2}.', indexText(shape, entry), own, expected);
}

/** The right number of the worst entry as the products, or by the formula, that give it. */
export function howItComesAbout(
  plan: Plan,
  walk: BackwardWalk | undefined,
  node: NodeId,
  answer: ArrayLike<number>,
  right: ArrayLike<number>,
): readonly Message[] {
  const entry = worstOf(answer, right);
  if (walk === undefined) {
    const computed = nodeAt(plan.graph, node);
    if (computed.kind !== 'layer') return [];
    return [message('It comes about by {0}.', layerOf(computed).formulas.forward)];
  }
  const products = walk.usesOf(node).flatMap(({ consumer, input }) => {
    const { starts, outputs, factors } = walk.written.slopesOf({ consumer, input });
    const arriving = walk.gradient(consumer) ?? [];
    return Array.from({ length: (starts[entry + 1] ?? 0) - (starts[entry] ?? 0) }, (_, at) => {
      const term = (starts[entry] ?? 0) + at;
      return { gradOutput: arriving[outputs[term] ?? -1] ?? NaN, factor: factors[term] ?? NaN };
    });
  });
  if (products.length === 0) return [];
  const written = products
    .slice(0, mostProducts)
    .map(({ gradOutput, factor }) => `${short(gradOutput)} × ${short(factor)}`)
    .join(' + ');
  const rest = products.length - mostProducts;
  return [
    rest > 0
      ? message(
          'It comes about as {0} + {1} more products, each the upstream gradient times the local derivative.',
          written,
          rest,
        )
      : message('It comes about as {0}: the upstream gradient times the local derivative.', written),
  ];
}

function distanceAt(entry: number, answer: ArrayLike<number>, right: ArrayLike<number>): number {
  const distance = Math.abs((answer[entry] ?? NaN) - (right[entry] ?? NaN));
  return Number.isNaN(distance) ? Infinity : distance;
}

function worstOf(answer: ArrayLike<number>, right: ArrayLike<number>): number {
  let worst = 0;
  for (let entry = 1; entry < right.length; entry++) {
    if (distanceAt(entry, answer, right) > distanceAt(worst, answer, right)) worst = entry;
  }
  return worst;
}

function firstOf(answer: ArrayLike<number>, right: ArrayLike<number>, least: number): number {
  let entry = 0;
  while (entry + 1 < right.length && distanceAt(entry, answer, right) < least) entry++;
  return entry;
}

function short(number = NaN): string {
  return String(Number(number.toPrecision(6)));
}

function indexText(shape: Shape, entry: number): string {
  const indices: number[] = [];
  let rest = entry;
  for (const size of [...shape].reverse()) {
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${indices.join(', ')}]`;
}
