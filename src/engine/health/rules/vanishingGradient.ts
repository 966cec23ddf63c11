import { message } from '../../message';
import { type Remedy, type RemedyChange, significant } from '../finding';
import { WhileLossDoesNotFall } from '../lossTrend';
import type { ScalarSample, WatchedRun } from '../observations';
import { flatEndsAfter, smallClipNorm, unusuallyStarted, usualInitializers } from '../remedies';
import { causesOfWholeRun, healthRule, lossFallThreshold } from '../rule';

/**
 * A ReLU that blocks nearly everything is the cause itself, and its own rule says so at the end of the epoch.
 */
const blocksEverything = 0.9;

/** Tiny gradients everywhere after this much of the loss is gone are a minimum, not a fault. */
const learnedShare = 0.9;

export const vanishingGradient = healthRule({
  name: 'vanishing-gradient',
  title: 'Vanishing gradient',
  explanation: message(
    'Going backward every layer multiplies the gradient by its slope and its weights. Where those are small, little is left for the first layers, and they hardly learn. A sigmoid passes on a quarter at most.',
  ),
  thresholds: {
    shareOfLast: {
      value: 1e-3,
      documentation:
        'Mean |dW| of a layer as a share of that of the last layer, below which it vanishes while the loss does not fall.',
    },
    absolute: { value: 1e-7, documentation: 'Mean |dW| of a layer below which it vanishes in any case.' },
    lossFall: lossFallThreshold(1e-3),
    samples: { value: 10, documentation: 'For how many samples in a row.' },
  },
  symptomOf: [...causesOfWholeRun, 'dead-relu', 'saturation'],
  begin({ run, trend }, threshold) {
    const [shareOfLast, absolute] = [threshold('shareOfLast'), threshold('absolute')];
    const { clipNorm = Infinity } = run.training;
    const stuck = new WhileLossDoesNotFall(trend, threshold('lossFall'), run.layers.length);
    return {
      layer(layer, { layers }) {
        const own = layers[layer]?.meanAbsoluteGradient ?? NaN;
        if (Number.isNaN(own)) return 'unknown';
        if (layers.some(({ blockedShare }) => blockedShare > blocksEverything)) return 'unknown';
        const place = lastWithGradient(layers);
        // What is small for every layer alike has not vanished on the way.
        if (layer === place) return 'healthy';
        const last = layers[place]?.meanAbsoluteGradient ?? NaN;
        const isSmallBesideLast = stuck.holds(layer, own < shareOfLast * last);
        // Where their norm is limited to next to nothing all gradients are tiny.
        const isTiny = own < absolute && !(clipNorm < smallClipNorm);
        const isAtMinimum = last < absolute && trend.share < learnedShare;
        if (!isSmallBesideLast && !(isTiny && !isAtMinimum)) return 'healthy';
        return {
          severity: 'warning',
          describe: () => ({
            message: message(
              'The gradient of {0} vanishes: mean |dW| is {1}, in the last layer {2}.',
              run.layers[layer]?.name ?? '',
              significant(own),
              significant(last),
            ),
            remedies: remediesOf(run, layer),
          }),
        };
      },
    };
  },
});

function lastWithGradient(layers: ScalarSample['layers']): number {
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    if (!Number.isNaN(layers[layer]?.meanAbsoluteGradient ?? NaN)) return layer;
  }
  return -1;
}

function remediesOf(run: WatchedRun, layer: number): readonly Remedy[] {
  const restart = usualInitializers(run, unusuallyStarted(run, -1));
  const flat = flatEndsAfter(run, layer);
  const normalise: Remedy = {
    text: message('Add a BatchNorm after {0}.', run.layers[layer]?.name ?? ''),
    changes: [{ kind: 'addLayerAfter', layer, type: 'BatchNorm' }],
  };
  return flat.length === 0 ? [...restart, normalise] : [rectify(run, flat, restart), ...restart, normalise];
}

/** Every flat curve on the way is replaced, and weights that start too small for what comes then. */
function rectify(run: WatchedRun, flat: readonly number[], restart: readonly Remedy[]): Remedy {
  const changes = flat.map((layer): RemedyChange => ({ kind: 'replaceLayer', layer, type: 'ReLU' }));
  const names = flat.map((layer) => run.layers[layer]?.name ?? '').join(', ');
  const [first] = restart;
  return first === undefined
    ? { text: message('Replace {0} by ReLU.', names), changes }
    : {
        text: message('Replace {0} by ReLU, and start with the usual initialisers.', names),
        // Before a ReLU the usual start is He.
        changes: [
          ...changes,
          ...first.changes.map((change): RemedyChange =>
            change.kind === 'useInitializer' ? { ...change, initializer: 'He' } : change,
          ),
        ],
      };
}
