import { message } from '../../message';
import { percent, type Remedy } from '../finding';
import type { WatchedRun } from '../observations';
import {
  lowerLearningRate,
  normalised,
  unusuallyStarted,
  usualInitializers,
  weightedAtOrBefore,
} from '../remedies';
import { causesOfWholeRun, healthRule } from '../rule';

export const saturation = healthRule({
  name: 'saturation',
  title: 'Saturated sigmoid or tanh',
  explanation: message(
    'Most outputs lie at the flat ends of the curve, where its slope is nearly 0. Backward multiplies by that slope, so nearly nothing reaches the layers before.',
  ),
  thresholds: {
    share: {
      value: 0.5,
      documentation: 'Share of the outputs at the flat ends above which the layer is saturated.',
    },
    samples: { value: 10, documentation: 'For how many samples in a row.' },
  },
  symptomOf: causesOfWholeRun,
  begin({ run }, threshold) {
    const share = threshold('share');
    const isFromTheStart = run.layers.map(() => false);
    return {
      layer(layer, { step, layers }) {
        const saturated = layers[layer]?.saturatedShare ?? NaN;
        if (Number.isNaN(saturated)) return 'unknown';
        if (step === 0 && saturated > share) isFromTheStart[layer] = true;
        if (saturated <= share) return 'healthy';
        return {
          severity: 'warning',
          describe: () => ({
            message: message(
              '{0} is saturated: {1} % of its outputs are at the flat ends.',
              run.layers[layer]?.name ?? '',
              percent(saturated),
            ),
            remedies: remediesOf(run, layer, isFromTheStart[layer] === true),
          }),
        };
      },
    };
  },
});

function remediesOf(run: WatchedRun, layer: number, isFromTheStart: boolean): readonly Remedy[] {
  const before = weightedAtOrBefore(run, layer);
  const ofWeights: readonly Remedy[] =
    before === undefined
      ? []
      : [
          ...usualInitializers(
            run,
            [...new Set([...unusuallyStarted(run, 1), before])].sort((a, b) => a - b),
          ),
          ...normalised(run, before),
        ];
  const replace: Remedy = {
    text: message('Replace {0} by ReLU.', run.layers[layer]?.name ?? ''),
    changes: [{ kind: 'replaceLayer', layer, type: 'ReLU' }],
  };
  return [...(isFromTheStart ? [] : [lowerLearningRate(run)]), ...ofWeights, replace];
}
