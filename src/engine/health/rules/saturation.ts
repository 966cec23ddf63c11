import { message } from '../../message';
import { percent } from '../figures';
import type { Remedy } from '../finding';
import { lastOfType } from '../layerOrder';
import type { WatchedRun } from '../observations';
import { healthRule } from '../rule';

const weighted: ReadonlySet<string> = new Set(['Affine', 'Conv']);

export const saturation = healthRule({
  name: 'saturation',
  title: 'Saturated sigmoid or tanh',
  explanation: message(
    'Most outputs lie at the flat ends of the curve, where its slope is nearly 0. Backward multiplies by that slope, so nearly nothing reaches the layers before.',
  ),
  thresholds: {
    share: {
      default: 0.5,
      documentation: 'Share of the outputs at the flat ends above which the layer is saturated.',
    },
    samples: { default: 10, documentation: 'For how many samples in a row.' },
  },
  symptomOf: ['nonFinite'],
  begin({ run }, threshold) {
    const share = threshold('share');
    return {
      layer(layer, { layers }) {
        const saturated = layers[layer]?.saturatedShare ?? NaN;
        if (Number.isNaN(saturated)) return 'unknown';
        if (saturated <= share) return 'healthy';
        return {
          severity: 'warning',
          describe: () => ({
            message: message(
              '{0} is saturated: {1} % of its outputs are at the flat ends.',
              run.layers[layer]?.name ?? '',
              percent(saturated),
            ),
            remedies: remediesOf(run, layer),
          }),
        };
      },
    };
  },
});

function remediesOf(run: WatchedRun, layer: number): readonly Remedy[] {
  const before = lastOfType(run, layer, weighted);
  const name = before === undefined ? '' : (run.layers[before]?.name ?? '');
  return [
    ...(before === undefined
      ? []
      : ([
          {
            text: message('Start {0} with init={1}, whose weights are small enough.', name, 'Xavier'),
            change: { kind: 'useInitializer', layer: before, initializer: 'Xavier' },
          },
          {
            text: message('Add a BatchNorm after {0}.', name),
            change: { kind: 'addLayerAfter', layer: before, type: 'BatchNorm' },
          },
        ] as const)),
    {
      text: message('Replace {0} by ReLU.', run.layers[layer]?.name ?? ''),
      change: { kind: 'replaceLayer', layer, type: 'ReLU' },
    },
  ];
}
