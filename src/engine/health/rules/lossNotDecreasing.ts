import { message, type Message } from '../../message';
import { percent, type Remedy, significant } from '../finding';
import type { ScalarSample, WatchedRun } from '../observations';
import {
  advice,
  flatEndsAfter,
  lowerLearningRate,
  raiseLearningRate,
  rectified,
  unusuallyStarted,
  usualInitializers,
} from '../remedies';
import { causesOfWholeRun, healthRule } from '../rule';

/** Update-to-weight ratios below and above which the learning rate is the likely cause. */
const slowRatio = 1e-4;
const restlessRatio = 0.03;

const hiddenUnits = 16;

/** After so many steps, or an epoch where that is longer, a bad start is over. */
const leastSettling = 50;

/** So many curves that are flat at both ends, one behind the other, let little through. */
const manyCurves = 3;

export const lossNotDecreasing = healthRule({
  name: 'loss-not-decreasing',
  title: 'Loss not decreasing',
  explanation: message(
    'The loss has not fallen for many epochs, and is about where it was before anything was learned.',
  ),
  thresholds: {
    fall: { value: 1e-3, documentation: 'Share by which the loss must fall.' },
    epochs: { value: 10, documentation: 'Within how many epochs.' },
    leastSteps: {
      value: 200,
      documentation: 'Within at least how many steps: an epoch may be a single one.',
    },
    learned: {
      value: 0.9,
      documentation:
        'Once the loss is below this share of its start, and of what chance gives, standing still is having arrived.',
    },
    samples: { value: 1, documentation: 'For how many such spans in a row.' },
  },
  symptomOf: [
    ...causesOfWholeRun,
    'vanishing-gradient',
    'exploding-gradient',
    'dead-relu',
    'saturation',
    'small-updates',
  ],
  begin({ run, trend }, threshold) {
    const [fall, learned] = [threshold('fall'), threshold('learned')];
    const settling = Math.max(leastSettling, run.stepsPerEpoch);
    const span = Math.max(threshold('leastSteps'), threshold('epochs') * run.stepsPerEpoch);
    let spanStart = run.beginsAt;
    let before = NaN;
    /** The loss once it has fallen from a bad start to what chance gives. */
    let settled = NaN;
    let ratio = NaN;
    let evaluated = NaN;
    const chance = run.classes === undefined ? Infinity : Math.log(run.classes);
    /** Dropout makes the loss of a mini-batch larger than that of the network. */
    const hasLearned = (): boolean =>
      Math.min(trend.smoothed, evaluated || Infinity) < learned * Math.min(trend.start, chance);
    return {
      layer(layer, sample) {
        if (layer === 0) ratio = largestRatio(sample);
        return 'unknown';
      },
      evaluation({ trainLoss }) {
        evaluated = trainLoss;
        return 'unknown';
      },
      loss({ step }) {
        if (Number.isNaN(before) && step - spanStart === settling) settled = trend.smoothed;
        if (step - spanStart < span) return 'unknown';
        const isFirst = Number.isNaN(before);
        // A network that starts worse than by chance may get there at once, and learn nothing then.
        const isSettled = isFirst && settled < trend.start;
        const from = isSettled ? settled : isFirst ? trend.start : before;
        const steps = isSettled ? span - settling : span;
        const now = trend.smoothed;
        spanStart = step;
        before = now;
        if (now < from * (1 - fall) || hasLearned()) return 'healthy';
        return {
          severity: 'warning',
          describe: () => ({
            message: courseOf(steps, from, now, fall),
            remedies: remediesOf(run, ratio),
          }),
        };
      },
    };
  },
});

function courseOf(span: number, from: number, now: number, fall: number): Message {
  const [before, after] = [significant(from), significant(now)];
  if (before === after) return message('Over the last {0} steps the loss stayed at {1}.', span, after);
  return now > from
    ? message('Over the last {0} steps the loss rose from {1} to {2}.', span, before, after)
    : message(
        'Over the last {0} steps the loss went from {1} to {2}: less than {3} % down.',
        span,
        before,
        after,
        percent(fall * 100) / 100,
      );
}

function largestRatio({ layers }: ScalarSample): number {
  return layers.reduce(
    (largest, { updateToWeightRatio: own }) => (own > largest || Number.isNaN(largest) ? own : largest),
    NaN,
  );
}

/** One direction only: which one, the size of the updates tells. */
function remediesOf(run: WatchedRun, ratio: number): readonly Remedy[] {
  const look = advice(message('Look whether inputs and targets belong together.'));
  const restart = usualInitializers(run, [...unusuallyStarted(run, 1), ...unusuallyStarted(run, -1)]);
  const flat = flatEndsAfter(run, -1);
  const curves = flat.length < manyCurves ? [] : rectified(run, flat, restart);
  const structure = [...curves, ...restart];
  const raise = ratio < slowRatio ? raiseLearningRate(run, ratio) : [];
  if (raise.length > 0) return [...structure, ...raise, look];
  return [
    ...structure,
    ...hiddenLayer(run),
    ...(ratio > restlessRatio ? [lowerLearningRate(run)] : []),
    look,
  ];
}

/**
 * A network of one layer with weights draws a straight
 * line, and can do no better where the data wants a curve.
 */
function hiddenLayer({ layers }: WatchedRun): readonly Remedy[] {
  const weighted = layers.flatMap(({ weights }, layer) => (weights === undefined ? [] : [layer]));
  const [only] = weighted;
  return only === undefined || weighted.length > 1
    ? []
    : [
        {
          text: message('Add a hidden layer: one layer alone can only draw a straight line.'),
          changes: [{ kind: 'addHiddenLayer', before: only, units: hiddenUnits }],
        },
      ];
}
