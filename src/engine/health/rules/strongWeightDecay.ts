import { message } from '../../message';
import { percent, significant } from '../finding';
import { WhileLossDoesNotFall } from '../lossTrend';
import { lowerWeightDecay } from '../remedies';
import { healthRule, lossFallThreshold, type Problem } from '../rule';

export const strongWeightDecay = healthRule({
  name: 'strong-weight-decay',
  title: 'Weight decay too strong',
  explanation: message(
    'Weight decay pulls every weight towards 0 at every update. Where it pulls harder than the gradient, nothing that is learned stays; above 100 % of a weight it turns its sign and makes it grow.',
  ),
  thresholds: {
    share: {
      value: 0.1,
      documentation: 'Share of a weight that one update takes, above which it is strong.',
    },
    amount: {
      value: 0.3,
      documentation: 'Weight decay above which it is strong where the optimizer scales it with the gradient.',
    },
    lossFall: lossFallThreshold(1e-3),
    samples: { value: 10, documentation: 'For how many steps in a row.' },
  },
  symptomOf: ['unscaled-inputs'],
  begin({ run, trend }, threshold) {
    const { weightDecay, decayPerUpdate } = run.training;
    const isStrong = Number.isNaN(decayPerUpdate)
      ? weightDecay > threshold('amount')
      : decayPerUpdate > threshold('share');
    if (!isStrong) return {};
    const stuck = new WhileLossDoesNotFall(trend, threshold('lossFall'), 1);
    const problem: Problem = {
      severity: decayPerUpdate >= 1 ? 'error' : 'warning',
      describe: () => ({
        message: Number.isNaN(decayPerUpdate)
          ? message('weight_decay = {0} outweighs the gradient.', significant(weightDecay))
          : message(
              'weight_decay = {0} takes {1} % of every weight at every update.',
              significant(weightDecay),
              percent(decayPerUpdate),
            ),
        remedies: [lowerWeightDecay(run)],
      }),
    };
    return {
      loss: () => (stuck.holds(0, true) ? problem : 'healthy'),
      // Weights that turn their sign and grow end as infinity, whatever the gradient does.
      causeOf: (rule) => (rule === 'non-finite' && decayPerUpdate > 2 ? problem : 'unknown'),
    };
  },
});
