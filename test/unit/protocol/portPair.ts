import type { Port } from '../../../src/protocol/channel';

/** Two ends that deliver to each other later, as a worker does. */
export function portPair(): readonly [Port, Port] {
  const sides: readonly [Set<(message: unknown) => void>, Set<(message: unknown) => void>] = [
    new Set(),
    new Set(),
  ];
  const end = (own: 0 | 1): Port => ({
    post: (message) => {
      queueMicrotask(() => {
        for (const listener of sides[own === 0 ? 1 : 0]) listener(message);
      });
    },
    listen: (listener) => {
      sides[own].add(listener);
      return () => sides[own].delete(listener);
    },
  });
  return [end(0), end(1)];
}
