import { message } from '../../message';
import { type Remedy, significant } from '../finding';
import { WhileLossDoesNotFall } from '../lossTrend';
import type { WatchedRun } from '../observations';
import { raiseLearningRate, smallClipNorm, unusuallyStarted, usualInitializers } from '../remedies';
import { causesOfWholeRun, healthRule, lossFallThreshold } from '../rule';

/** A gradient that is this share of its first is small because it has led to a minimum. */
const arrivedShare = 1e-2;

/** A schedule that has lowered the rate this far means the updates to be small. */
const scheduledDown = 0.1;

export const smallUpdates = healthRule({
  name: 'small-updates',
  title: 'Updates too small',
  explanation: message(
    'An update changes the weights by a tiny part of themselves; about 0.001 is healthy. At this pace training takes very long.',
  ),
  thresholds: {
    updateRatio: {
      value: 1e-5,
      documentation: 'Update-to-weight ratio below which updates are too small while the loss does not fall.',
    },
    lossFall: lossFallThreshold(1e-3),
    samples: { value: 10, documentation: 'For how many samples in a row.' },
  },
  symptomOf: [...causesOfWholeRun, 'vanishing-gradient', 'dead-relu', 'saturation', 'loss-not-decreasing'],
  begin({ run, trend }, threshold) {
    const updateRatio = threshold('updateRatio');
    const stuck = new WhileLossDoesNotFall(trend, threshold('lossFall'), run.layers.length);
    const firstGradients = run.layers.map(() => NaN);
    return {
      layer(layer, { layers, scheduleFactor }) {
        const gradient = layers[layer]?.meanAbsoluteGradient ?? NaN;
        const first = (firstGradients[layer] ||= gradient);
        const ratio = layers[layer]?.updateToWeightRatio ?? NaN;
        // No update at all is not a small one: the layer is dead, blocked, or a copy of others.
        if (Number.isNaN(ratio) || ratio === 0 || scheduleFactor < scheduledDown) return 'unknown';
        if (!stuck.holds(layer, ratio < updateRatio && !(gradient < arrivedShare * first))) return 'healthy';
        // One rate for all layers: the one that moves most decides.
        const remedies = remediesOf(run, Math.max(...layers.map(({ updateToWeightRatio: own }) => own || 0)));
        if (remedies.length === 0) return 'healthy';
        return {
          severity: 'warning',
          describe: () => ({
            message: message(
              'Updates change the weights of {0} only by {1} of themselves.',
              run.layers[layer]?.name ?? '',
              significant(ratio),
            ),
            remedies,
          }),
        };
      },
    };
  },
});

function remediesOf(run: WatchedRun, ratio: number): readonly Remedy[] {
  const { clipNorm = Infinity } = run.training;
  const unlimited: Remedy = {
    text: message('Let gradients through: clip_norm = 1.'),
    changes: [{ kind: 'setClipNorm', norm: 1 }],
  };
  return [
    ...usualInitializers(run, unusuallyStarted(run, 1)),
    ...(clipNorm < smallClipNorm ? [unlimited] : []),
    ...raiseLearningRate(run, ratio),
  ];
}
