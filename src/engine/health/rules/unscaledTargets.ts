import { message } from '../../message';
import { type Severity, significant } from '../finding';
import type { Spread, WatchedRun } from '../observations';
import { areTargetsFar, areUnscaled, remediesOfTargets } from '../remedies';
import { healthRule, type Problem } from '../rule';

/** While the loss is above this share of its start nothing was learned since the first epoch. */
const unlearnedShare = 0.9;

/** What targets on a wrong scale show themselves by. */
const symptoms: ReadonlySet<string> = new Set([
  'non-finite',
  'dead-relu',
  'saturation',
  'exploding-gradient',
  'vanishing-gradient',
  'large-learning-rate',
  'small-updates',
  'loss-not-decreasing',
]);

/** Of these, those that a smaller rate helps against. */
const tooFast: ReadonlySet<string> = new Set([
  'non-finite',
  'dead-relu',
  'exploding-gradient',
  'large-learning-rate',
]);

/** A loss so many times that of answering the mean is one of a network that has not even learned this. */
const aboveConstant = 1.2;

/** Below this share of the loss of answering the mean a slow network has learned. */
const learnedShare = 0.5;

/** Of the size of the targets: what the last layer must be able to give before slowness is nobody's fault. */
const reachedShare = 0.1;

export const unscaledTargets = healthRule({
  name: 'unscaled-targets',
  title: 'Unscaled targets',
  explanation: message(
    'Weights that start near 1 give answers near 0, and the error is as large as the targets are. Its square makes the first gradients that large, too: they throw the weights about. An optimizer that scales them takes very many steps to get there instead.',
  ),
  thresholds: {
    epochs: {
      value: 10,
      documentation: 'After how many epochs a network must have learned more than to answer their mean.',
    },
    leastSteps: { value: 200, documentation: 'And after at least how many steps.' },
    samples: { value: 1, documentation: 'How many symptoms there must be.' },
  },
  fromTheStart: true,
  symptomOf: ['unscaled-inputs'],
  begin({ run, trend }, threshold) {
    const { targets } = run;
    // Where the inputs are far off as well their rule speaks, and names the targets beside them.
    if (targets === undefined || !areTargetsFar(run) || areUnscaled(run)) return {};
    const isFirstEpoch = (step: number): boolean => step <= run.beginsAt + run.stepsPerEpoch;
    const constant = run.lossOfMean ?? NaN;
    const least = Math.max(threshold('leastSteps'), threshold('epochs') * run.stepsPerEpoch);
    const problem = (severity: Severity, isTooFast: boolean): Problem => ({
      severity,
      describe: () => ({
        message: message(
          'The targets are large: they run from {0} to {1}, with a mean of {2} and a standard deviation of {3}.',
          significant(targets.lowest),
          significant(targets.highest),
          significant(targets.mean),
          significant(targets.deviation),
        ),
        remedies: remediesOfTargets(run, isTooFast),
      }),
    });
    const isSlow = (steps: number): boolean =>
      trend.smoothed > aboveConstant * constant ||
      (trend.share > unlearnedShare && !canReach(run, targets, steps));
    let wasSlow: boolean | undefined;
    return {
      loss({ step }) {
        if (step - run.beginsAt < least) return 'unknown';
        wasSlow ??= isSlow(step - run.beginsAt);
        if (!wasSlow) return 'unknown';
        const hasLearned = trend.smoothed < learnedShare * Math.min(trend.start, constant || Infinity);
        return hasLearned ? 'healthy' : problem('warning', false);
      },
      causeOf(rule, since) {
        if (!symptoms.has(rule)) return 'unknown';
        if (!isFirstEpoch(since) && !(trend.share > unlearnedShare)) return 'unknown';
        return problem(rule === 'non-finite' ? 'error' : 'warning', tooFast.has(rule));
      },
    };
  },
});

/**
 * Whether the last layer can have come near the targets: an optimizer that scales every gradient moves a
 * weight by about its rate at a step.
 */
function canReach({ layers, training }: WatchedRun, { mean, deviation }: Spread, steps: number): boolean {
  if (training.adaptsRate !== true) return true;
  const last = layers.flatMap(({ weights }) => weights ?? []).at(-1);
  const fanIn = last === undefined ? 0 : last.entries / last.units;
  const reach = training.learningRate * steps * (fanIn + 1);
  return reach > reachedShare * Math.max(Math.abs(mean), deviation);
}
