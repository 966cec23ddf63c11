import { sizeOf } from '../../engine/shape';
import { predictedClass } from '../../engine/training/answers';
import { answersReader, predictionsOf } from '../../engine/training/evaluation';
import { bindSampleLoss } from '../../engine/training/sampleLoss';
import type { Trainer } from '../../engine/training/trainer';
import type { FoundSample, FoundSamples } from '../../protocol/trainingAnswers';
import type { SampleSearch } from '../../protocol/trainingQuestions';
import { largestSampleTensor } from '../../protocol/viewLimits';
import { firstTarget } from './dataPoints';

/** What is larger than any loss: a loss that is not a number is the most wrong of all. */
function wrongness({ figures: [loss = NaN] }: FoundSample): number {
  return Number.isNaN(loss) ? Infinity : loss;
}

/**
 * The samples of a part with the largest loss first; among equals those that come first in the part.
 * Rests after every mini-batch; the parameters must stay as they are meanwhile.
 */
export function* findSamples(
  trainer: Trainer,
  { part, actual, predicted, limit }: SampleSearch,
): Generator<void, FoundSamples> {
  const { data, definition } = trainer.blueprint;
  const samples = data[part];
  const answersOf = answersReader(definition);
  const losses = new Map(trainer.evaluationRunners.map(({ plan }) => [plan, bindSampleLoss(plan)] as const));
  const keep = Math.max(0, Math.floor(limit));
  let found: FoundSample[] = [];
  let total = 0;
  const cut = (): void => {
    found = found.sort((a, b) => wrongness(b) - wrongness(a) || a.index - b.index).slice(0, keep);
  };
  yield* trainer.evaluation(part, (plan, start) => {
    const answers = answersOf(plan);
    const values = predictionsOf(plan);
    const outputs = values.length / plan.batch;
    for (let row = 0; row < plan.batch; row++) {
      const index = start + row;
      const target = firstTarget(data.targets, samples[index] ?? -1);
      const answer =
        data.targets.kind === 'labels' ? predictedClass(answers, row) : (values[row * outputs] ?? NaN);
      if (actual !== undefined && target !== actual) continue;
      if (predicted !== undefined && answer !== predicted) continue;
      total++;
      const loss = losses.get(plan)?.(row) ?? NaN;
      found.push({ index, figures: Float64Array.of(loss, target, answer) });
    }
    if (found.length > 2 * keep + plan.batch) cut();
  });
  cut();
  return {
    samples: found.map((one) => ({ ...one, ...imageOf(trainer, samples[one.index] ?? -1) })),
    total,
  };
}

/** What a list can draw: of images only. */
function imageOf({ blueprint }: Trainer, sample: number): Pick<FoundSample, 'input'> {
  const { inputs, sampleShape } = blueprint.data;
  const size = sizeOf(sampleShape);
  if (sampleShape.length < 2 || size > largestSampleTensor) return {};
  return { input: Float32Array.from(inputs.subarray(sample * size, (sample + 1) * size)) };
}
