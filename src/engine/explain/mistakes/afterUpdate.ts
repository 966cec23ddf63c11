import type { NodeId } from '../../graph/graph';
import { affine } from '../../layers/affine';
import { matMul } from '../../layers/matMul';
import { message } from '../../message';
import { usualLearningRates } from './learningRate';
import { ofRewritten, type Mistake } from './mistake';
import type { Scene } from './support/scene';

/** Numbers that were read when the parameters had been changed already. */
export const afterUpdate: Mistake = {
  kind: 'after-update',
  doubt: 6,
  family: message('This looks like a number that was read at another time.'),
  documentation:
    'The values or gradients of the parameters after an update instead of before it, with a learning rate people use.',
  *candidates(scene) {
    const { pass, graph, gradientOf } = scene;
    const all = graph.nodes.flatMap((node, id) =>
      node.kind === 'data' && node.name !== undefined && gradientOf(id) !== undefined ? [id] : [],
    );
    const parameters = all.filter((id) => !isMultiplied(scene, id));
    const groups = parameters.length < all.length ? [parameters, all] : [all];
    for (const group of groups) {
      if (group.length === 0) continue;
      for (const rate of usualLearningRates) {
        const updated = scene.rewrite((node, id, _inputs, writer) => {
          const gradient = node.kind === 'data' && group.includes(id) ? gradientOf(id) : undefined;
          if (node.kind !== 'data' || gradient === undefined) return undefined;
          const values = node.values.map((value, entry) => value - rate * (gradient[entry] ?? NaN));
          return writer.data({ ...node, values });
        });
        const text =
          pass === undefined
            ? message('This is the value after an update with the learning rate {0}, not before.', rate)
            : message('This is the gradient after an update with the learning rate {0}, not before.', rate);
        yield* ofRewritten(updated, text);
      }
    }
  },
};

/** What a product multiplies from the left is mostly data, not a parameter. */
function isMultiplied({ graph }: Scene, id: NodeId): boolean {
  return graph.nodes.some(
    (node) =>
      node.kind === 'layer' && [matMul.name, affine.name].includes(node.layer) && node.inputs[0] === id,
  );
}
