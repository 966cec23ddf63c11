import { significant } from '../figures';
import { flatEndsAfter, initializerFor } from '../layerOrder';
import { message } from '../../message';
import type { Remedy } from '../finding';
import type { ScalarSample, WatchedRun } from '../observations';
import { healthRule } from '../rule';

/** A ReLU that blocks nearly everything is the cause itself, and its own rule says so at the end of the epoch. */
const blocksEverything = 0.9;

/** Tiny gradients everywhere after this much of the loss is gone are a minimum, not a fault. */
const learnedShare = 0.9;

export const vanishingGradient = healthRule({
  name: 'vanishingGradient',
  title: 'Vanishing gradient',
  explanation: message(
    'Going backward every layer multiplies the gradient by its slope and its weights. Where those are small, little is left for the first layers, and they hardly learn. A sigmoid passes on a quarter at most.',
  ),
  thresholds: {
    shareOfLast: {
      default: 1e-3,
      documentation:
        'Mean |dW| of a layer as a share of that of the last layer, below which it vanishes while the loss does not fall.',
    },
    absolute: { default: 1e-7, documentation: 'Mean |dW| of a layer below which it vanishes in any case.' },
    lossFall: {
      default: 1e-3,
      documentation: 'By which share the loss must fall meanwhile to count as falling.',
    },
    samples: { default: 10, documentation: 'For how many samples in a row.' },
  },
  symptomOf: ['nonFinite', 'deadReLU', 'saturation'],
  begin({ run, trend }, threshold) {
    const [shareOfLast, absolute, fall] = [
      threshold('shareOfLast'),
      threshold('absolute'),
      threshold('lossFall'),
    ];
    /** By layer: the loss when its gradient became small; NaN while it is not. */
    const lossWhenSmall = new Float64Array(run.layers.length).fill(NaN);
    return {
      layer(layer, { layers }) {
        const own = layers[layer]?.meanAbsoluteGradient ?? NaN;
        if (Number.isNaN(own)) return 'unknown';
        if (layers.some(({ blockedShare }) => blockedShare > blocksEverything)) return 'unknown';
        const last = meanAbsoluteOfLast(layers);
        const small = own < shareOfLast * last;
        if (!small) lossWhenSmall[layer] = NaN;
        else if (Number.isNaN(lossWhenSmall[layer])) lossWhenSmall[layer] = trend.smoothed;
        const before = lossWhenSmall[layer] ?? NaN;
        const falls = trend.smoothed < before * (1 - fall);
        if (falls) lossWhenSmall[layer] = trend.smoothed;
        const atMinimum = last < absolute && trend.share < learnedShare;
        if (!(small && !falls) && !(own < absolute && !atMinimum)) return 'healthy';
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

function meanAbsoluteOfLast(layers: ScalarSample['layers']): number {
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    const value = layers[layer]?.meanAbsoluteGradient ?? NaN;
    if (!Number.isNaN(value)) return value;
  }
  return NaN;
}

function remediesOf(run: WatchedRun, layer: number): readonly Remedy[] {
  const initializer = initializerFor(run, layer);
  return [
    ...flatEndsAfter(run, layer).map((flat): Remedy => ({
      text: message('Replace {0} by ReLU.', run.layers[flat]?.name ?? ''),
      change: { kind: 'replaceLayer', layer: flat, type: 'ReLU' },
    })),
    {
      text: message('Start {0} with init={1}.', run.layers[layer]?.name ?? '', initializer),
      change: { kind: 'useInitializer', layer, initializer },
    },
    {
      text: message('Add a BatchNorm after {0}.', run.layers[layer]?.name ?? ''),
      change: { kind: 'addLayerAfter', layer, type: 'BatchNorm' },
    },
  ];
}
