import { message } from '../../message';
import { significant } from '../finding';
import { WhileLossDoesNotFall } from '../lossTrend';
import { lowerLearningRate } from '../remedies';
import { healthRule, lossFallThreshold, type Problem } from '../rule';

export const largeLearningRate = healthRule({
  name: 'large-learning-rate',
  title: 'Learning rate too large',
  explanation: message(
    'An update that goes too far jumps past the place the gradient points to, and the next one jumps back: the loss swings or grows instead of falling.',
  ),
  thresholds: {
    timesUsual: {
      value: 100,
      documentation: "Learning rate, as a multiple of the optimizer's own, above which it is too large.",
    },
    lossFall: lossFallThreshold(1e-2),
    learned: {
      value: 0.5,
      documentation: 'Below this share of its start the loss has shown that it can fall.',
    },
    samples: { value: 30, documentation: 'For how many steps in a row.' },
  },
  symptomOf: ['non-finite', 'unscaled-inputs', 'unscaled-targets', 'unfit-schedule'],
  begin({ run, trend }, threshold) {
    const { learningRate, usualLearningRate, optimizer } = run.training;
    const isLarge = learningRate > threshold('timesUsual') * usualLearningRate;
    if (!isLarge) return {};
    const stuck = new WhileLossDoesNotFall(trend, threshold('lossFall'), 1);
    const learned = threshold('learned');
    const problem: Problem = {
      severity: 'warning',
      describe: () => ({
        message: message(
          'The learning rate is {0}; for {1} {2} is usual. The loss went from {3} to {4}.',
          learningRate,
          optimizer,
          usualLearningRate,
          significant(trend.start),
          significant(trend.smoothed),
        ),
        remedies: [lowerLearningRate(run)],
      }),
    };
    return {
      loss: () => (!stuck.holds(0, true) || trend.share < learned ? 'healthy' : problem),
      // Such updates throw units to where every sample blocks them.
      causeOf: (rule) => (rule === 'dead-relu' && !(trend.share < learned) ? problem : 'unknown'),
    };
  },
});
