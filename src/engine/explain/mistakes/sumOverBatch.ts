import { message } from '../../message';
import type { Shape } from '../../shape';
import { ofChange, type Mistake } from './mistake';
import type { Change, UseAtWork } from './support/backwardWalk';

/** What is broadcast is read several times, so its gradient is a sum; or a mean was taken of it. */
export const sumOverBatch: Mistake = {
  kind: 'sum-over-batch',
  family: message('This looks like a sum over the batch that is missing, or a mean in its place.'),
  documentation:
    'What is broadcast, as a bias over the samples, gets the sum of the gradients of all its copies; there is only one of them, or their mean.',
  *candidates(scene) {
    for (const { id, node } of scene.layers()) {
      const output = scene.plan.value(id).data.length;
      const smaller = node.inputs.filter((input) => scene.plan.value(input).data.length < output);
      if (smaller.length === 0) continue;
      const broadcast = smaller.filter((input) => isBroadcastTo(scene.plan.value(input).shape, node.shape));
      // The bias of a convolution, the last of its inputs, lies along the channels.
      const repeated = broadcast.length > 0 ? broadcast : smaller.slice(-1);
      const name = repeated.map((input) => scene.nameOf(input)).join(', ');
      const place = scene.nameOf(id);
      yield ofChange(
        overTerms(id, output, (terms) => [terms[0] ?? 0]),
        message(
          '{0} is used for every row of {1}: its gradient is the sum over the rows, not that of the first.',
          name,
          place,
        ),
      );
      yield ofChange(
        overTerms(id, output, (terms) => terms.slice(-1)),
        message(
          '{0} is used for every row of {1}: its gradient is the sum over the rows, not that of the last.',
          name,
          place,
        ),
      );
      yield ofChange(
        overTerms(id, output, (terms) => terms.map((term) => term / terms.length)),
        message(
          '{0} is used for every row of {1}: its gradient is the sum over the rows, not their mean.',
          name,
          place,
        ),
      );
    }
  },
};

/** By NumPy's rule: from the last axis on, sizes are the same or 1. */
function isBroadcastTo(shape: Shape, to: Shape): boolean {
  const ahead = to.length - shape.length;
  return shape.every((size, axis) => size === 1 || size === to[axis + ahead]);
}

/** Backward where each entry that is read several times gets something else than the sum of its terms. */
function overTerms(
  id: number,
  output: number,
  some: (terms: readonly number[]) => readonly number[],
): Change {
  return {
    nodes: [id],
    contribution({ slopes, gradOutput }: UseAtWork) {
      const size = slopes.starts.length - 1;
      const isBroadcast = size < output && slopes.outputs.length === output;
      if (!isBroadcast) return undefined;
      return Float64Array.from({ length: size }, (_, entry) => {
        const terms: number[] = [];
        for (let term = slopes.starts[entry] ?? 0; term < (slopes.starts[entry + 1] ?? 0); term++)
          terms.push((gradOutput[slopes.outputs[term] ?? -1] ?? NaN) * (slopes.factors[term] ?? NaN));
        return some(terms).reduce((sum, term) => sum + term, 0);
      });
    },
  };
}
