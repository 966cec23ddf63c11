import { message } from '../../message';
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
      const sizes = node.inputs.map((input) => scene.plan.value(input).data.length);
      const output = scene.plan.value(id).data.length;
      if (!sizes.some((size) => size < output)) continue;
      const place = scene.nameOf(id);
      yield ofChange(
        overTerms(id, output, (terms) => [terms[0] ?? 0]),
        message(
          'In {0} a value is used for every row: its gradient is the sum over them, not that of the first.',
          place,
        ),
      );
      yield ofChange(
        overTerms(id, output, (terms) => terms.slice(-1)),
        message(
          'In {0} a value is used for every row: its gradient is the sum over them, not that of the last.',
          place,
        ),
      );
      yield ofChange(
        overTerms(id, output, (terms) => terms.map((term) => term / terms.length)),
        message(
          'In {0} a value is used for every row: its gradient is the sum over them, not their mean.',
          place,
        ),
      );
    }
  },
};

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
