import type { NodeId } from '../../graph/graph';
import { huber } from '../../layers/huber';
import { mean } from '../../layers/mean';
import { meanAbsoluteError } from '../../layers/meanAbsoluteError';
import { meanSquaredError } from '../../layers/meanSquaredError';
import { sigmoidWithLoss } from '../../layers/sigmoidWithLoss';
import { softmaxWithLoss } from '../../layers/softmaxWithLoss';
import { message, type Message } from '../../message';
import { sizeOf } from '../../shape';
import { constantFactorFamily, ofChange, ofRewritten, type Candidate, type Mistake } from './mistake';
import { otherFactors, type PlacedLayer, type Scene } from './support/scene';

const losses = [
  softmaxWithLoss.name,
  sigmoidWithLoss.name,
  meanSquaredError.name,
  meanAbsoluteError.name,
  huber.name,
];

/** N or 1/N: a sum where a mean is meant, or a mean of a mean. */
export const batchSize: Mistake = {
  kind: 'batch-size',
  family: constantFactorFamily,
  documentation:
    'The numbers are N times the right ones, or the N-th part: a sum instead of a mean, or a division by N that is done twice. N is named.',
  *candidates(scene) {
    for (const layer of scene.layersNamed(mean.name, ...losses)) {
      for (const count of countsOf(scene, layer)) {
        yield* scaled(
          scene,
          layer.id,
          count,
          message(
            'These are sums over {0} numbers where {1} takes their mean: divide by {0}.',
            count,
            scene.nameOf(layer.id),
          ),
        );
        yield* scaled(
          scene,
          layer.id,
          1 / count,
          message(
            'This was divided by {0} once too often: {1} takes the mean already.',
            count,
            scene.nameOf(layer.id),
          ),
        );
      }
    }
  },
};

/** What somebody may divide by, in place of what the layer divides by; the likelier first. */
function countsOf({ graph }: Scene, { node }: PlacedLayer): readonly number[] {
  const [shape = []] = node.inputs.map((input) => graph.nodes[input]?.shape ?? []);
  const [rows = 1, ...rest] = shape;
  const terms = sizeOf(shape) / Math.max(1, sizeOf(node.shape));
  const counts = node.layer === softmaxWithLoss.name && shape.length < 2 ? [1] : [terms, rows, sizeOf(rest)];
  return [...new Set(counts)].filter((count) => count > 1);
}

function* scaled(scene: Scene, id: NodeId, factor: number, text: Message): Iterable<Candidate> {
  if (scene.pass !== undefined) {
    yield ofChange(
      otherFactors([id], (slope) => slope * factor),
      text,
    );
    return;
  }
  yield* ofRewritten(
    scene.rewrite((node, at, inputs, writer) =>
      at === id && node.kind === 'layer'
        ? writer.times(writer.layer(node.layer, inputs, node.settings), factor)
        : undefined,
    ),
    text,
  );
}
