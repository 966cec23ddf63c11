import { message } from '../../message';
import { significant } from '../figures';
import { healthRule } from '../rule';

/** A schedule that has lowered the rate this far means the updates to be small. */
const scheduledDown = 0.1;

export const smallUpdates = healthRule({
  name: 'smallUpdates',
  title: 'Updates too small',
  explanation: message(
    'An update changes the weights by a tiny part of themselves; about 0.001 is healthy. At this pace training takes very long.',
  ),
  thresholds: {
    updateRatio: {
      default: 1e-5,
      documentation: 'Update-to-weight ratio below which updates are too small while the loss does not fall.',
    },
    lossFall: {
      default: 1e-3,
      documentation: 'By which share the loss must fall meanwhile to count as falling.',
    },
    samples: { default: 10, documentation: 'For how many samples in a row.' },
  },
  symptomOf: ['nonFinite', 'vanishingGradient', 'deadReLU', 'saturation'],
  begin({ run, trend }, threshold) {
    const [updateRatio, fall] = [threshold('updateRatio'), threshold('lossFall')];
    /** By layer: the loss when its updates became small; NaN while they are not. */
    const lossWhenSmall = new Float64Array(run.layers.length).fill(NaN);
    return {
      layer(layer, { layers, scheduleFactor }) {
        const ratio = layers[layer]?.updateToWeightRatio ?? NaN;
        if (Number.isNaN(ratio) || scheduleFactor < scheduledDown) return 'unknown';
        if (ratio >= updateRatio) {
          lossWhenSmall[layer] = NaN;
          return 'healthy';
        }
        const before = lossWhenSmall[layer] ?? NaN;
        if (Number.isNaN(before) || trend.smoothed < before * (1 - fall)) {
          lossWhenSmall[layer] = trend.smoothed;
          if (!Number.isNaN(before)) return 'healthy';
        }
        return {
          severity: 'warning',
          describe: () => ({
            message: message(
              'Updates change the weights of {0} only by {1} of themselves.',
              run.layers[layer]?.name ?? '',
              significant(ratio),
            ),
            remedies: [
              {
                text: message('Raise the learning rate tenfold.'),
                change: { kind: 'scaleLearningRate', factor: 10 },
              },
            ],
          }),
        };
      },
    };
  },
});
