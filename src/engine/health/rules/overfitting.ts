import { message } from '../../message';
import { epochsDone } from '../../training/epochCount';
import { type Remedy, significant } from '../finding';
import type { WatchedRun } from '../observations';
import { advice } from '../remedies';
import { healthRule } from '../rule';

/** What the remedy begins with where there is no weight decay yet. */
const usualDecay = 1e-3;

/**
 * By which share the loss of the whole test part may well differ from that of
 * the samples that were chosen of it: three standard errors, with the correction
 * for a finite population, of losses that spread about as far as their mean.
 */
function uncertainty({ tested }: WatchedRun): number {
  return tested === undefined || tested.samples === 0
    ? 0
    : 3 * Math.sqrt((1 - tested.samples / tested.of) / tested.samples);
}

export const overfitting = healthRule({
  name: 'overfitting',
  title: 'Overfitting',
  explanation: message(
    'The network still gets better on the data it trains on and worse on data it has not seen: it learns the samples by heart.',
  ),
  thresholds: {
    rise: { value: 0.1, documentation: 'Share by which the test loss must be above its minimum.' },
    riseOfStart: {
      value: 0.02,
      documentation:
        'Share of the first test loss by which it must be above its minimum: near zero every wobble is large.',
    },
    samples: { value: 5, documentation: 'For how many evaluations in a row.' },
  },
  symptomOf: ['non-finite', 'exploding-gradient', 'large-learning-rate'],
  begin({ run }, threshold) {
    const unsure = uncertainty(run);
    const [rise, riseOfStart] = [threshold('rise'), threshold('riseOfStart')];
    let start = NaN;
    let lowest = Infinity;
    let trainAtLowest = NaN;
    let lowestAt = 0;
    return {
      evaluation({ step, trainLoss, testLoss }) {
        if (!Number.isFinite(testLoss) || !Number.isFinite(trainLoss)) return 'unknown';
        if (Number.isNaN(start)) start = testLoss;
        if (testLoss < lowest) {
          [lowest, trainAtLowest, lowestAt] = [testLoss, trainLoss, step];
          return 'healthy';
        }
        const risen = testLoss > lowest * (1 + rise + unsure) && testLoss - lowest > riseOfStart * start;
        if (!risen || trainLoss >= trainAtLowest) return 'healthy';
        const [best, at] = [lowest, lowestAt];
        return {
          severity: 'warning',
          describe: () => ({
            message: message(
              'The test loss is {0}, above its minimum of {1} at step {2}, while the training loss falls.',
              significant(testLoss),
              significant(best),
              at,
            ),
            remedies: remediesOf(run, at),
          }),
        };
      },
    };
  },
});

function remediesOf(run: WatchedRun, best: number): readonly Remedy[] {
  const epochs = Math.round(epochsDone(best, run));
  const amount = Math.max(usualDecay, significant(run.training.weightDecay * 10));
  const stop: Remedy = {
    text: message('Stop where the test loss was lowest: epochs = {0}.', epochs),
    changes: [{ kind: 'setEpochs', epochs }],
  };
  return [
    // Where it was lowest before the first epoch was over, there is nothing to stop at.
    ...(epochs > 0 ? [stop] : []),
    {
      text: message('Hold the weights small: weight_decay = {0}.', amount),
      changes: [{ kind: 'setWeightDecay', amount }],
    },
    advice(message('Train on more data.')),
  ];
}
