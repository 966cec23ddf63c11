import { message } from '../../message';
import { percent, type Remedy } from '../finding';
import type { WatchedRun } from '../observations';
import { lowerLearningRate, unusuallyStarted, usualInitializers, weightedAtOrBefore } from '../remedies';
import { causesOfWholeRun, healthRule } from '../rule';

/**
 * A batch of which a layer blocks this share before the first
 * update has its cause in the start, not in the updates.
 */
const blockedFromTheStart = 0.75;

/**
 * A network that is this far below its first loss, and that of chance, learns at its rate, dead units or not.
 */
const learnedShare = 0.7;

export const deadReLU = healthRule({
  name: 'dead-relu',
  title: 'Dead ReLU',
  explanation: message(
    'These units were blocked for every sample of an epoch. A blocked unit gets no gradient, so the weights before it do not change for it, and it is likely to stay dead.',
  ),
  thresholds: {
    warningShare: {
      value: 0.4,
      documentation: 'Share of the units of a layer that are dead, for a warning.',
    },
    errorShare: { value: 0.5, documentation: 'Share of the units of a layer that are dead, for an error.' },
    samples: { value: 1, documentation: 'For how many epochs in a row.' },
  },
  symptomOf: causesOfWholeRun,
  begin({ run, trend }, threshold) {
    const [warningShare, errorShare] = [threshold('warningShare'), threshold('errorShare')];
    const isFromTheStart = run.layers.map(() => false);
    const chance = run.classes === undefined ? Infinity : Math.log(run.classes);
    const hasLearned = (): boolean => trend.smoothed < learnedShare * Math.min(trend.start, chance);
    return {
      layer(layer, { step, layers }) {
        if (step === 0 && (layers[layer]?.blockedShare ?? 0) > blockedFromTheStart) {
          isFromTheStart[layer] = true;
        }
        return 'unknown';
      },
      epoch(layer, { deadUnitFraction }) {
        const dead = deadUnitFraction[layer] ?? NaN;
        if (Number.isNaN(dead)) return 'unknown';
        if (dead < warningShare) return 'healthy';
        return {
          severity: dead < errorShare ? 'warning' : 'error',
          describe: () => ({
            message: message(
              '{0} % of the units of {1} are dead: blocked for every sample of the epoch.',
              percent(dead),
              run.layers[layer]?.name ?? '',
            ),
            remedies: remediesOf(run, layer, isFromTheStart[layer] === true || hasLearned()),
          }),
        };
      },
    };
  },
});

function remediesOf(run: WatchedRun, layer: number, keepsRate: boolean): readonly Remedy[] {
  const before = weightedAtOrBefore(run, layer);
  const unusual = [...unusuallyStarted(run, 1), ...unusuallyStarted(run, -1)];
  const isStartUnusual = before !== undefined && unusual.includes(before);
  const restart = before === undefined ? [] : usualInitializers(run, isStartUnusual ? unusual : [before]);
  const replace: Remedy = {
    text: message(
      'Replace {0} by LeakyReLU, which lets some gradient through.',
      run.layers[layer]?.name ?? '',
    ),
    changes: [{ kind: 'replaceLayer', layer, type: 'LeakyReLU' }],
  };
  // What was dead before the first update no learning rate has killed, and one that teaches is kept.
  return keepsRate || isStartUnusual ? [...restart, replace] : [lowerLearningRate(run), replace, ...restart];
}
