import { mean } from '../../layers/mean';
import { std } from '../../layers/std';
import { variance } from '../../layers/variance';
import { message } from '../../message';
import { sizeOf } from '../../shape';
import { ofRewritten, type Mistake } from './mistake';
import { isSquare } from './support/scene';

/** A variance that divides by n − 1, as that of a sample does, where the batch's own divides by n. */
export const varianceDivisor: Mistake = {
  kind: 'variance',
  family: message('This looks like the divisor of a variance.'),
  documentation: 'A variance, the mean of squares, was divided by n − 1 instead of n.',
  *candidates(scene) {
    for (const { id, node } of scene.formulasNamed(mean.name)) {
      const [input = -1] = node.inputs;
      if (!isSquare(scene.graph, input)) continue;
      const count = sizeOf(scene.plan.value(input).shape) / Math.max(1, sizeOf(node.shape));
      if (count < 2) continue;
      yield* ofRewritten(
        scene.rewrite((each, at, inputs, { layer, times }) =>
          at === id && each.kind === 'layer'
            ? times(layer(each.layer, inputs, each.settings), count / (count - 1))
            : undefined,
        ),
        message(
          'The variance in {0} is divided by n − 1 = {1}; it must be n = {2}.',
          scene.nameOf(id),
          count - 1,
          count,
        ),
      );
    }
    for (const { id, node } of scene.formulasNamed(variance.name, std.name)) {
      // What was not asked for: 1 where 0 is right, and the other way round. Only these two layers have it.
      const correction = node.settings['correction'] === 1 ? 0 : 1;
      yield* ofRewritten(
        scene.rewrite((each, at, inputs, { layer }) =>
          at === id && each.kind === 'layer'
            ? layer(each.layer, inputs, { ...each.settings, correction })
            : undefined,
        ),
        correction === 1
          ? message('The variance in {0} is divided by n − 1; it must be n.', scene.nameOf(id))
          : message('The variance in {0} is divided by n; it must be n − 1.', scene.nameOf(id)),
      );
    }
  },
};
