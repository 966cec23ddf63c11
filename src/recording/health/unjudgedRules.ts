import type { HealthRuleName } from '../../engine/health/finding';
import { lossNotDecreasing } from '../../engine/health/rules/lossNotDecreasing';
import type { WatchedRun } from '../../engine/health/observations';
import { message, type Message } from '../../engine/message';
import { natureOf } from '../recordedLayers';
import type { Recording } from '../recordingReader';
import { evaluationColumns, type SeriesRows } from '../segment';
import { knowsInputs } from './watchedScript';

/** A rule that could not be judged by what was recorded. */
export interface UnjudgedRule {
  readonly rule: HealthRuleName;
  readonly why: Message;
}

/** The rules are silent in the first steps, when everything still moves. */
const silentSteps = 10;

/** The rules that lack what they judge by: that they find nothing says nothing. */
export function unjudgedRules(
  { run, series }: Pick<Recording, 'run' | 'series'>,
  watched: WatchedRun,
): readonly UnjudgedRule[] {
  const layers = run?.layers ?? [];
  const blocks = layers.some(({ type }) => natureOf(type).blocks);
  const saturates = layers.some(({ type }) => natureOf(type).saturates);
  const whyNotMeasured = measuredTooLittle(series.scalars);
  const { usualLearningRate, learningRate } = watched.training;
  const lossFunction = run?.settings['loss'];
  const reasons: Readonly<Record<HealthRuleName, Message | undefined>> = {
    'non-finite': undefined,
    'unscaled-inputs': knowsInputs(watched)
      ? undefined
      : message('What the model is given was not recorded, or is no tensor of numbers.'),
    'unscaled-targets':
      watched.classes !== undefined || lossFunction === 'cross_entropy'
        ? undefined
        : message('What the model is to answer was not recorded.'),
    'all-alike': message('It compares the weights of all units; the recording has pictures of them.'),
    'batch-of-one': undefined,
    'large-learning-rate': Number.isNaN(usualLearningRate / learningRate)
      ? message('No usual learning rate is known of {0}.', watched.training.optimizer)
      : undefined,
    'strong-weight-decay': undefined,
    'unfit-schedule': whyNotMeasured,
    'dead-relu': blocks
      ? message('It takes every sample of an epoch; the recorder looks at single mini-batches.')
      : undefined,
    saturation: saturates ? whyNotMeasured : undefined,
    'exploding-gradient': whyNotMeasured,
    'vanishing-gradient': whyNotMeasured,
    'small-updates': whyNotMeasured,
    'loss-not-decreasing': tooShort(series.losses, watched),
    overfitting: comparesLosses(series.evaluations)
      ? undefined
      : message(
          'It compares the loss on the training data with that on the test data, and both were not recorded: recorder.log(train_loss=…, test_loss=…).',
        ),
    'bad-initial-loss':
      watched.classes === undefined && (lossFunction === undefined || lossFunction === 'cross_entropy')
        ? message('It is not known between how many classes the model decides.')
        : undefined,
  };
  return Object.entries(reasons).flatMap(([rule, why]) =>
    why === undefined ? [] : [{ rule: rule as HealthRuleName, why }],
  );
}

function measuredTooLittle({ steps }: SeriesRows): Message | undefined {
  const last = steps.at(-1);
  if (last === undefined) return message('Nothing was measured of the layers.');
  if (last >= silentSteps) return undefined;
  return message(
    'The layers were measured in the first {0} steps only, when everything still moves. The recorder spends 1 % of the time on it: in a longer training there are more.',
    last + 1,
  );
}

function tooShort({ steps }: SeriesRows, { stepsPerEpoch }: WatchedRun): Message | undefined {
  const { leastSteps, epochs } = lossNotDecreasing.thresholds;
  const span = Math.max(leastSteps?.value ?? 0, (epochs?.value ?? 0) * stepsPerEpoch);
  const done = (steps.at(-1) ?? -1) + 1;
  return done > span ? undefined : message('It looks at {0} steps at a time, and there are {1}.', span, done);
}

function comparesLosses({ values }: SeriesRows): boolean {
  const columns = evaluationColumns.length;
  const has = (row: number, name: (typeof evaluationColumns)[number]): boolean =>
    Number.isFinite(values[row * columns + evaluationColumns.indexOf(name)] ?? NaN);
  return Array.from({ length: values.length / columns }, (_, row) => row).some(
    (row) => has(row, 'trainLoss') && has(row, 'testLoss'),
  );
}
