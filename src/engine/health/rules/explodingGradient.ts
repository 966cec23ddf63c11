import { message } from '../../message';
import { percent, significant } from '../figures';
import type { Remedy } from '../finding';
import { healthRule } from '../rule';
import { RunningMedian } from '../runningMedian';

/** How many samples the median is over, and how many it needs to mean anything. */
const medianOver = 64;
const medianNeeds = 16;

const remedies: readonly Remedy[] = [
  {
    text: message('Lower the learning rate to a tenth.'),
    change: { kind: 'scaleLearningRate', factor: 0.1 },
  },
  {
    text: message('Limit the norm of the gradients: clip_norm = 1.'),
    change: { kind: 'clipGradients', norm: 1 },
  },
];

export const explodingGradient = healthRule({
  name: 'explodingGradient',
  title: 'Exploding gradient',
  explanation: message(
    'One update changes the weights by a large part of themselves, so it jumps past the place the gradient points to. The loss swings or grows, and may end as NaN.',
  ),
  thresholds: {
    updateRatio: { default: 0.1, documentation: 'Update-to-weight ratio above which it explodes.' },
    timesMedian: {
      default: 100,
      documentation: 'Gradient norm, as a multiple of its running median, above which it explodes.',
    },
    samples: { default: 3, documentation: 'For how many samples in a row.' },
  },
  symptomOf: ['nonFinite'],
  begin({ run }, threshold) {
    const [updateRatio, timesMedian] = [threshold('updateRatio'), threshold('timesMedian')];
    const norms = run.layers.map(() => new RunningMedian(medianOver, medianNeeds));
    return {
      layer(layer, { layers }) {
        const scalars = layers[layer];
        if (scalars === undefined || Number.isNaN(scalars.gradientNorm)) return 'unknown';
        const { gradientNorm, updateToWeightRatio } = scalars;
        const usual = norms[layer]?.median ?? NaN;
        norms[layer]?.add(gradientNorm);
        const name = run.layers[layer]?.name ?? '';
        if (updateToWeightRatio > updateRatio) {
          return {
            severity: 'warning',
            describe: () => ({
              message: message(
                'One update changes the weights of {0} by {1} %.',
                name,
                percent(updateToWeightRatio),
              ),
              remedies,
            }),
          };
        }
        if (!(usual > 0 && gradientNorm > timesMedian * usual)) return 'healthy';
        return {
          severity: 'warning',
          describe: () => ({
            message: message(
              'The gradient norm of {0} is {1}, usually it is {2}.',
              name,
              significant(gradientNorm),
              significant(usual),
            ),
            remedies,
          }),
        };
      },
    };
  },
});
