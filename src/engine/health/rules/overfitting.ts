import { message } from '../../message';
import { significant } from '../figures';
import type { WatchedRun } from '../observations';
import { healthRule } from '../rule';

/**
 * By which share the loss of the whole test part may well differ from that of the samples that were chosen of it: three
 * standard errors, with the correction for a finite population, of losses that spread about as far as their mean.
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
    rise: { default: 0.1, documentation: 'Share by which the test loss must be above its minimum.' },
    riseOfStart: {
      default: 0.02,
      documentation:
        'Share of the first test loss by which it must be above its minimum: near zero every wobble is large.',
    },
    samples: { default: 5, documentation: 'For how many evaluations in a row.' },
  },
  symptomOf: ['nonFinite', 'explodingGradient'],
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
            remedies: [
              {
                text: message('Hold the weights small: weight_decay = 1e-4.'),
                change: { kind: 'addWeightDecay', amount: 1e-4 },
              },
              { text: message('Train on more data, or for fewer epochs.'), change: { kind: 'none' } },
            ],
          }),
        };
      },
    };
  },
});
