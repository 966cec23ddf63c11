import type { NodeId } from '../../graph/graph';
import { message } from '../../message';
import { ofChange, type Mistake } from './mistake';
import type { Change } from './support/backwardWalk';
import { contributionOf } from './support/localSlopes';

/** A local derivative instead of the chain rule: ones arrive instead of the upstream gradient. */
export const upstreamMissing: Mistake = {
  kind: 'upstream-missing',
  family: message('This looks like a local derivative: something was not multiplied in.'),
  documentation:
    'The gradient that arrives from above was not multiplied in at one step: this is a local derivative.',
  *candidates(scene) {
    const { node, walk } = scene;
    if (walk === undefined) return;
    const nearest = [...new Set(walk.usesOf(node).map(({ consumer }) => consumer))];
    const groups: (readonly NodeId[])[] = nearest.length > 1 ? [nearest] : [];
    for (const id of walk.between(node)) groups.push([id]);
    for (const nodes of groups) {
      yield ofChange(
        withOnes(nodes),
        message(
          'This is the local derivative of {0}: the gradient arriving from above was not multiplied in.',
          nodes.map((id) => scene.nameOf(id)).join(', '),
        ),
      );
    }
  },
};

function withOnes(nodes: readonly NodeId[]): Change {
  return {
    nodes,
    contribution: ({ slopes, gradOutput }) =>
      contributionOf(slopes, new Float64Array(gradOutput.length).fill(1)),
  };
}
