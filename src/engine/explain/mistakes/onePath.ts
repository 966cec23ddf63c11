import type { NodeId } from '../../graph/graph';
import { message } from '../../message';
import type { Use } from '../chainRule';
import type { Mistake } from './mistake';
import type { Change } from './support/backwardWalk';

/** A value that is used several times, of whose gradient some of the terms are missing. */
export const onePath: Mistake = {
  kind: 'one-path',
  leavesZeros: true,
  family: message('This looks like one path of several.'),
  documentation:
    'A value is used several times and its gradient is a sum over them, of which only one term is there, or one is missing.',
  *candidates(scene) {
    const { node, walk } = scene;
    if (walk === undefined) return;
    for (const shared of [node, ...walk.between(node)]) {
      const uses = walk.usesOf(shared);
      if (uses.length < 2) continue;
      const family = message('This looks like one path of {0}.', uses.length);
      const name = scene.nameOf(shared);
      for (const use of uses) {
        const path = scene.nameOf(use.consumer);
        yield {
          how: { kind: 'change', change: overSome(uses, (each) => each === use) },
          text: message(
            '{0} is used {1} times; only the path over {2} is in your answer.',
            name,
            uses.length,
            path,
          ),
          family,
        };
        if (uses.length < 3) continue;
        yield {
          how: { kind: 'change', change: overSome(uses, (each) => each !== use) },
          text: message(
            '{0} is used {1} times; the path over {2} is not in your answer.',
            name,
            uses.length,
            path,
          ),
          family,
        };
      }
    }
  },
};

/** Backward over some of the uses of one value. */
function overSome(uses: readonly Use[], isThere: (use: Use) => boolean): Change {
  const missing = uses.filter((use) => !isThere(use));
  const nodes: readonly NodeId[] = missing.map(({ consumer }) => consumer);
  return {
    nodes,
    contribution: ({ consumer, input, slopes }) =>
      missing.some((use) => use.consumer === consumer && use.input === input)
        ? new Float64Array(slopes.starts.length - 1)
        : undefined,
  };
}
