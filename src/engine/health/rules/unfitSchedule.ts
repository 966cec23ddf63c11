import { message } from '../../message';
import { type Remedy, significant } from '../finding';
import { healthRule, type Problem } from '../rule';

/** What a rate that has grown too far shows itself by. */
const symptoms: ReadonlySet<string> = new Set([
  'non-finite',
  'exploding-gradient',
  'large-learning-rate',
  'dead-relu',
  'saturation',
  'loss-not-decreasing',
]);

const constant: Remedy = {
  text: message('Keep the learning rate as it is: schedule = Constant.'),
  changes: [{ kind: 'setSchedule', schedule: 'Constant' }],
};

export const unfitSchedule = healthRule({
  name: 'unfit-schedule',
  title: 'Schedule does not fit',
  explanation: message(
    'A schedule multiplies the learning rate of the optimizer. One that lets it grow drives the weights apart; one that lowers it before anything is learned, or warms it up for longer than the training lasts, leaves next to nothing of it.',
  ),
  thresholds: {
    grown: {
      value: 3,
      documentation: 'Multiple of the learning rate above which the schedule has let it grow.',
    },
    lowered: {
      value: 0.02,
      documentation:
        'Share of the learning rate that the schedule has left on average, below which it is too low.',
    },
    unlearned: {
      value: 0.9,
      documentation: 'Share of its start above which the loss shows nothing learned.',
    },
    leastSteps: { value: 200, documentation: 'After how many steps an average is judged.' },
    samples: { value: 1, documentation: 'How many times it must be seen.' },
  },
  symptomOf: ['unscaled-inputs', 'all-alike', 'strong-weight-decay'],
  begin({ run, trend }, threshold) {
    const [grown, lowered] = [threshold('grown'), threshold('lowered')];
    const [unlearned, leastSteps] = [threshold('unlearned'), threshold('leastSteps')];
    let factor = 1;
    let [sum, count] = [0, 0];
    const problem = (share: number): Problem => ({
      severity: 'warning',
      describe: () => ({
        message: message(
          'The schedule has made the learning rate {0}, from {1}.',
          significant(share * run.training.learningRate),
          run.training.learningRate,
        ),
        remedies: [constant],
      }),
    });
    return {
      layer(layer, { scheduleFactor }) {
        if (layer > 0) return 'unknown';
        factor = scheduleFactor;
        sum += scheduleFactor;
        count++;
        return 'unknown';
      },
      loss({ step }) {
        if (count === 0 || step - run.beginsAt < leastSteps) return 'unknown';
        if (factor > grown) return trend.share > 1 ? problem(factor) : 'unknown';
        const mean = sum / count;
        return mean < lowered && trend.share > unlearned ? problem(factor) : 'healthy';
      },
      causeOf: (rule) => (symptoms.has(rule) && factor > grown ? problem(factor) : 'unknown'),
    };
  },
});
