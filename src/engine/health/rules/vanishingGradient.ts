import { message } from '../../message';
import { type Remedy, significant } from '../finding';
import { WhileLossDoesNotFall } from '../lossTrend';
import type { ScalarSample, WatchedRun } from '../observations';
import {
  flatEndsAfter,
  normalised,
  rectified,
  smallClipNorm,
  unusuallyStarted,
  usualInitializers,
} from '../remedies';
import { causesOfWholeRun, healthRule, lossFallThreshold, silentSteps } from '../rule';

/**
 * A ReLU that blocks nearly everything is the cause itself where its units are dead, and its own rule says so
 * at the end of the epoch. After that none are: each passes something now and then.
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
    const blocking = new Blocking(run);
    return {
      epoch(layer, { step }) {
        if (layer === 0) blocking.judge(step);
        return 'unknown';
      },
      layer(layer, { step, layers }) {
        const own = layers[layer]?.meanAbsoluteGradient ?? NaN;
        if (layer === 0) blocking.see(step, layers);
        if (Number.isNaN(own)) return 'unknown';
        if (blocking.isUnjudged) return 'unknown';
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

/** Whether a ReLU blocks nearly everything, and no whole epoch has shown yet whether its units are dead. */
class Blocking {
  private since = NaN;
  private isJudged = false;

  constructor(private readonly run: WatchedRun) {}

  see(step: number, layers: ScalarSample['layers']): void {
    if (!layers.some(({ blockedShare }) => blockedShare > blocksEverything)) {
      this.since = NaN;
      this.isJudged = false;
    } else if (Number.isNaN(this.since)) this.since = step;
  }

  /** An epoch is over. */
  judge(step: number): void {
    const { stepsPerEpoch, beginsAt } = this.run;
    if (step - stepsPerEpoch >= this.since && step - beginsAt >= silentSteps) this.isJudged = true;
  }

  get isUnjudged(): boolean {
    return !Number.isNaN(this.since) && !this.isJudged;
  }
}

function lastWithGradient(layers: ScalarSample['layers']): number {
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    if (!Number.isNaN(layers[layer]?.meanAbsoluteGradient ?? NaN)) return layer;
  }
  return -1;
}

function remediesOf(run: WatchedRun, layer: number): readonly Remedy[] {
  const restart = usualInitializers(run, unusuallyStarted(run, -1));
  const flat = flatEndsAfter(run, layer);
  return [...rectified(run, flat, restart), ...restart, ...normalised(run, layer)];
}
