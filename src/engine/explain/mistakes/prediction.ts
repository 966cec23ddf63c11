import type { LayerNode, NodeId } from '../../graph/graph';
import { logSoftmax } from '../../layers/logSoftmax';
import { mul } from '../../layers/mul';
import { reshape } from '../../layers/reshape';
import { sigmoidWithLoss } from '../../layers/sigmoidWithLoss';
import { softmax } from '../../layers/softmax';
import { softmaxWithLoss } from '../../layers/softmaxWithLoss';
import { sum } from '../../layers/sum';
import { message } from '../../message';
import { sizeOf } from '../../shape';
import { ofChange, ofRewritten, type Mistake } from './mistake';
import { contributionOf, withFactors } from './support/localSlopes';
import type { Writer } from './support/rewriting';
import { otherFactors, type Scene } from './support/scene';

/** Softmax and the losses behind it: p without − t, a softmax over too much, an activation too many. */
export const prediction: Mistake = {
  kind: 'prediction',
  family: message('This looks like the step from the scores to the loss.'),
  documentation:
    'p without − t, softmax over the whole matrix instead of each row, a factor y(1 − y) too many, or the backward of softmax without what its rows have in common.',
  *candidates(scene) {
    for (const { id } of scene.layersNamed(softmaxWithLoss.name, sigmoidWithLoss.name)) {
      const y = scene.plan.savedForBackward(id)['y']?.data ?? [];
      const place = scene.nameOf(id);
      const count = divisorOf(scene, id);
      const ofScores = (input: number): boolean => input === 0;
      yield ofChange(
        otherFactors([id], (_factor, _output, entry) => (y[entry] ?? NaN) / count, ofScores),
        message('These are the probabilities of {0} themselves: t is not subtracted.', place),
      );
      yield ofChange(
        otherFactors([id], (factor, _output, entry) => factor * slopeAt(y[entry]), ofScores),
        message('A factor y(1 − y) too many: y − t in the backward of {0} has the derivative in it.', place),
      );
    }
    const overTooMuch = message(
      'Softmax was taken over the whole matrix: each row is a sample and has a sum of its own.',
    );
    yield* ofRewritten(overWholeMatrix(scene), overTooMuch);
    for (const { id, node } of scene.layersNamed(softmaxWithLoss.name)) {
      // y − t by the chapter's formula, whatever y is.
      const y = scene.plan.savedForBackward(id)['y']?.data ?? [];
      const whole = softmaxOf(scene.plan.value(node.inputs[0] ?? -1).data);
      const count = divisorOf(scene, id);
      yield ofChange(
        otherFactors(
          [id],
          (factor, _output, entry) => factor + ((whole[entry] ?? NaN) - (y[entry] ?? NaN)) / count,
          (input) => input === 0,
        ),
        overTooMuch,
      );
    }
    for (const { id } of scene.layersNamed(logSoftmax.name)) {
      yield ofChange(
        otherFactors([id], (factor, output, entry) => (output === entry ? factor - 1 : factor)),
        message('These are the probabilities of {0} themselves: t is not subtracted.', scene.nameOf(id)),
      );
    }
    for (const { id } of scene.layersNamed(softmax.name)) {
      yield ofChange(
        {
          nodes: [id],
          contribution: ({ slopes, gradOutput }) =>
            contributionOf(
              withFactors(slopes, (factor, output, entry) => (output === entry ? factor : 0)),
              gradOutput,
            ),
        },
        message(
          'In the backward of {0} only y(1 − y) is there: every score decides all probabilities of its row.',
          scene.nameOf(id),
        ),
      );
    }
  },
};

function slopeAt(y = NaN): number {
  return y * (1 - y);
}

function softmaxOf(scores: ArrayLike<number>): Float64Array {
  let largest = -Infinity;
  for (let i = 0; i < scores.length; i++) largest = Math.max(largest, scores[i] ?? NaN);
  const exponentials = Float64Array.from(scores, (score) => Math.exp(score - largest));
  const sum = exponentials.reduce((total, each) => total + each, 0);
  return exponentials.map((each) => each / sum);
}

/** What the loss divides by: its samples, or all its entries. */
function divisorOf(scene: Scene, id: NodeId): number {
  const node = scene.graph.nodes[id];
  const [input = -1] = node?.kind === 'layer' ? node.inputs : [];
  const { shape } = scene.plan.value(input);
  const isByRow = node?.kind === 'layer' && node.layer === softmaxWithLoss.name;
  if (!isByRow) return sizeOf(shape);
  return shape.length < 2 ? 1 : (shape[0] ?? 1);
}

/** Softmax of one long row, in the losses too. */
function overWholeMatrix(scene: Scene): ReturnType<Scene['rewrite']> {
  return scene.rewrite((node, _id, inputs, writer) => {
    const { layer, times } = writer;
    if (node.kind !== 'layer') return undefined;
    const [x = -1, t = -1] = inputs;
    const shape = scene.graph.nodes[node.inputs[0] ?? -1]?.shape ?? [];
    const [rows = 1, columns = 1] = shape;
    if (shape.length !== 2 || rows < 2) return undefined;
    const asOneRow = (id: NodeId): NodeId => layer(reshape.name, [id], { shape: [1, rows * columns] });
    if (node.layer === softmax.name || node.layer === logSoftmax.name)
      return layer(reshape.name, [layer(node.layer, [asOneRow(x)], node.settings)], {
        shape: [rows, columns],
      });
    const shares =
      node.layer === softmaxWithLoss.name ? sharesOf(scene, node, t, columns, writer) : undefined;
    if (shares === undefined) return undefined;
    // One long sample has the loss of all rows together, which is then divided by their number.
    const long = layer(logSoftmax.name, [asOneRow(x)]);
    const chosen = layer(mul.name, [long, asOneRow(shares)]);
    return times(layer(sum.name, [chosen]), -1 / rows);
  });
}

/** The targets of a loss with a share for each class, made of the labels where these are given. */
function sharesOf(
  { graph }: Scene,
  node: LayerNode,
  target: NodeId,
  columns: number,
  { data }: Writer,
): NodeId | undefined {
  const targets = graph.nodes[node.inputs[1] ?? -1];
  if (targets?.shape.length === 2) return target;
  if (targets?.kind !== 'data') return undefined;
  const values = new Float64Array(targets.values.length * columns);
  targets.values.forEach((label, row) => (values[row * columns + label] = 1));
  return data({ kind: 'data', shape: [targets.values.length, columns], values });
}
