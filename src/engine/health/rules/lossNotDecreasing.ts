import { message } from '../../message';
import { percent, significant } from '../figures';
import { healthRule } from '../rule';

export const lossNotDecreasing = healthRule({
  name: 'lossNotDecreasing',
  title: 'Loss not decreasing',
  explanation: message(
    'The loss has stayed where it was for many epochs: the network learns nothing from its updates.',
  ),
  thresholds: {
    fall: { default: 1e-3, documentation: 'Share by which the loss must fall.' },
    epochs: { default: 10, documentation: 'Within how many epochs.' },
    leastSteps: {
      default: 200,
      documentation: 'Within at least how many steps: an epoch may be a single one.',
    },
    learned: {
      default: 0.5,
      documentation: 'Once the loss is below this share of its start, standing still is having arrived.',
    },
    samples: { default: 1, documentation: 'For how many such spans in a row.' },
  },
  symptomOf: [
    'nonFinite',
    'vanishingGradient',
    'explodingGradient',
    'deadReLU',
    'saturation',
    'smallUpdates',
  ],
  begin({ run, trend }, threshold) {
    const [fall, learned] = [threshold('fall'), threshold('learned')];
    const span = Math.max(threshold('leastSteps'), threshold('epochs') * run.stepsPerEpoch);
    let spanStart = 0;
    let before = NaN;
    return {
      loss({ step }) {
        if (step - spanStart < span) return 'unknown';
        const from = Number.isNaN(before) ? trend.start : before;
        const now = trend.smoothed;
        spanStart = step;
        before = now;
        if (now < from * (1 - fall) || trend.share < learned) return 'healthy';
        return {
          severity: 'warning',
          describe: () => ({
            message: message(
              'Over the last {0} steps the loss went from {1} to {2}: less than {3} % down.',
              span,
              significant(from),
              significant(now),
              percent(fall * 100) / 100,
            ),
            remedies: [
              {
                text: message('Raise the learning rate tenfold.'),
                change: { kind: 'scaleLearningRate', factor: 10 },
              },
              {
                text: message('Lower the learning rate to a tenth.'),
                change: { kind: 'scaleLearningRate', factor: 0.1 },
              },
              { text: message('Look whether inputs and targets belong together.'), change: { kind: 'none' } },
            ],
          }),
        };
      },
    };
  },
});
