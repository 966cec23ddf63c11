import { nodeAt } from '../graph/reach';
import { operand } from '../layers/operands';
import { networkLayerOf } from '../network/layerTable';
import { countCorrect } from './accuracy';
import type { Blueprint } from './blueprint';
import type { Workspace } from './workspace';

export interface Evaluation {
  /** The mean over all samples. */
  readonly loss: number;
  /** The share of samples whose class is right; absent where the targets are no classes. */
  readonly accuracy?: number;
}

/**
 * Evaluates samples with the parameters as they are: Dropout passes everything on, BatchNorm uses its running
 * statistics, and nothing of the training changes. Rests after every mini-batch, so that long evaluations can be
 * interrupted. `undefined` where there are no samples.
 * @param samples their numbers: a whole part, or of one a multiple of the blueprint's `evaluationBatch`
 */
export function* evaluateSamples(
  { definition, evaluationBatch }: Blueprint,
  { evaluation }: Workspace,
  samples: Int32Array,
): Generator<void, Evaluation | undefined> {
  if (samples.length === 0) return undefined;
  const loss = operand(definition.layers, definition.layers.length - 1);
  const threshold = networkLayerOf(loss).asLayer.decisionThreshold ?? 0;
  let total = 0;
  let correct: number | undefined = 0;
  for (let start = 0; start < samples.length; start += evaluationBatch) {
    const size = Math.min(evaluationBatch, samples.length - start);
    const runner = evaluation.get(size);
    if (runner === undefined) throw new RangeError(`No plan evaluates ${size} samples.`);
    const { plan, miniBatch } = runner;
    miniBatch.load(samples, start);
    plan.forward();
    total += plan.loss * size;
    const { graph, loss: lossNode } = plan.network;
    const node = nodeAt(graph, lossNode);
    const predictions = node.kind === 'layer' ? plan.value(operand(node.inputs, 0)).data : undefined;
    const right = predictions && countCorrect(predictions, plan.target, size, threshold);
    correct = right === undefined || correct === undefined ? undefined : correct + right;
    yield;
  }
  return {
    loss: total / samples.length,
    ...(correct !== undefined && { accuracy: correct / samples.length }),
  };
}
