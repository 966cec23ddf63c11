import { nodeAt } from '../graph/reach';
import { operand } from '../layers/support/operands';
import { networkLayerOf } from '../network/layersOfNetwork';
import type { NetworkPlan } from '../network/networkPlan';
import { classesOf, countAnswers, countRight, type Answers } from './answers';
import type { Blueprint } from './blueprint';
import type { Workspace } from './workspace';

export interface Evaluation {
  /** The mean over all samples. */
  readonly loss: number;
  /** The share of samples whose class is right; absent where the targets are not classes. */
  readonly accuracy?: number;
  /** Classes × classes, row-major: how many samples of each class (row) were taken for which (column). */
  readonly confusion?: Int32Array;
}

/** What a mini-batch came to, before the next one overwrites it. `start`: place of its first sample. */
export type SeeBatch = (plan: NetworkPlan, start: number) => void;

/**
 * Evaluates samples with the parameters as they are: Dropout passes everything on, BatchNorm uses its running
 * statistics, and nothing of the training changes. Rests after every mini-batch, so that long evaluations can
 * be interrupted. `undefined` where there are no samples.
 * @param samples their numbers: of a whole part, or some of them
 */
export function* evaluateSamples(
  { definition }: Blueprint,
  { evaluation }: Workspace,
  samples: Int32Array,
  see?: SeeBatch,
): Generator<void, Evaluation | undefined> {
  if (samples.length === 0) return undefined;
  const answersOf = answersReader(definition);
  let total = 0;
  let counted: { readonly classes: number; readonly counts: Int32Array } | undefined;
  const runners = [...evaluation.values()];
  let start = 0;
  while (start < samples.length) {
    const left = samples.length - start;
    const { plan, miniBatch } = operand(
      runners,
      runners.findIndex((runner) => runner.plan.batch <= left),
    );
    miniBatch.load(samples, start);
    plan.forward();
    total += plan.loss * plan.batch;
    const answers = answersOf(plan);
    const classes = classesOf(answers);
    if (classes !== undefined) {
      counted ??= { classes, counts: new Int32Array(classes * classes) };
      countAnswers(answers, classes, counted.counts);
    }
    see?.(plan, start);
    start += plan.batch;
    yield;
  }
  return {
    loss: total / samples.length,
    ...(counted && {
      accuracy: countRight(counted.counts, counted.classes) / samples.length,
      confusion: counted.counts,
    }),
  };
}

/** Reads what a plan of this network answers. */
export function answersReader(definition: Blueprint['definition']): (plan: NetworkPlan) => Answers {
  const loss = operand(definition.layers, definition.layers.length - 1);
  const threshold = networkLayerOf(loss).asLayer.decisionThreshold ?? 0;
  return (plan) => ({
    predictions: lossInput(plan),
    target: plan.target,
    batch: plan.batch,
    threshold,
  });
}

/** Probabilities where the loss makes them of its input, else the values it is given; samples × outputs. */
export function predictionsOf(plan: NetworkPlan): ArrayLike<number> {
  return plan.savedForBackward(plan.network.loss)['y']?.data ?? lossInput(plan);
}

function lossInput(plan: NetworkPlan): Answers['predictions'] {
  const { graph, loss } = plan.network;
  const node = nodeAt(graph, loss);
  if (node.kind !== 'layer') throw new RangeError('The loss is a layer.');
  return plan.value(operand(node.inputs, 0)).data;
}
