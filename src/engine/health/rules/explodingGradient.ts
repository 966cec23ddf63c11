import { message } from '../../message';
import { percent, type Remedy, significant } from '../finding';
import { WhileLossDoesNotFall } from '../lossTrend';
import type { WatchedRun } from '../observations';
import { lowerLearningRate, unusuallyStarted, usualInitializers } from '../remedies';
import { causesOfWholeRun, healthRule, lossFallThreshold, type Problem } from '../rule';

/** How many samples the median is over, and how many it needs to mean anything. */
const medianOver = 64;
const medianNeeds = 16;

export const explodingGradient = healthRule({
  name: 'exploding-gradient',
  title: 'Exploding gradient',
  explanation: message(
    'One update changes the weights by a large part of themselves, so it jumps past the place the gradient points to, and the loss does not fall. It may end as NaN.',
  ),
  thresholds: {
    updateRatio: {
      value: 0.3,
      documentation: 'Update-to-weight ratio above which it explodes while the loss does not fall.',
    },
    timesMedian: {
      value: 100,
      documentation: 'Gradient norm, as a multiple of its running median, above which it explodes.',
    },
    lossFall: lossFallThreshold(1e-3),
    samples: { value: 3, documentation: 'For how many samples in a row.' },
  },
  symptomOf: causesOfWholeRun,
  begin({ run, trend }, threshold) {
    const [updateRatio, timesMedian] = [threshold('updateRatio'), threshold('timesMedian')];
    const norms = run.layers.map(() => new RunningMedian(medianOver, medianNeeds));
    const stuck = new WhileLossDoesNotFall(trend, threshold('lossFall'), run.layers.length);
    return {
      layer(layer, { layers }) {
        const scalars = layers[layer];
        if (scalars === undefined || Number.isNaN(scalars.gradientNorm)) return 'unknown';
        const { gradientNorm, updateToWeightRatio, updateNorm } = scalars;
        const usual = norms[layer]?.median ?? NaN;
        norms[layer]?.add(gradientNorm);
        // Beside weights near 0, as they start or as noise leaves them, a small update is a large part, too.
        const usualNorm = run.layers[layer]?.weights?.usualNorm ?? 0;
        const isFar = updateToWeightRatio > updateRatio && updateNorm > updateRatio * usualNorm;
        const hasJumped = usual > 0 && gradientNorm > timesMedian * usual;
        if (!stuck.holds(layer, isFar || hasJumped)) return 'healthy';
        return isFar ? farUpdate(run, layer, updateToWeightRatio) : jump(run, layer, gradientNorm, usual);
      },
    };
  },
});

function farUpdate(run: WatchedRun, layer: number, ratio: number): Problem {
  return {
    severity: 'warning',
    describe: () => ({
      message: message(
        'One update changes the weights of {0} by {1} %, and the loss does not fall.',
        run.layers[layer]?.name ?? '',
        percent(ratio),
      ),
      remedies: remediesOf(run),
    }),
  };
}

function jump(run: WatchedRun, layer: number, norm: number, usual: number): Problem {
  return {
    severity: 'warning',
    describe: () => ({
      message: message(
        'The gradient norm of {0} is {1}, usually it is {2}.',
        run.layers[layer]?.name ?? '',
        significant(norm),
        significant(usual),
      ),
      remedies: remediesOf(run),
    }),
  };
}

function remediesOf(run: WatchedRun): readonly Remedy[] {
  const limit: Remedy = {
    text: message('Limit the norm of the gradients: clip_norm = 1.'),
    changes: [{ kind: 'setClipNorm', norm: 1 }],
  };
  const { clipNorm = Infinity } = run.training;
  return [
    ...usualInitializers(run, unusuallyStarted(run, 1)),
    lowerLearningRate(run),
    ...(clipNorm > 1 ? [limit] : []),
  ];
}

/** How many values may come before the median is found anew. */
const refreshEvery = 8;

/** The median of the last values, at most `capacity` of them; it follows them with a short delay. */
class RunningMedian {
  private readonly recent: Float64Array;
  private readonly sorted: Float64Array;
  private count = 0;
  private current = NaN;

  /** @param least how many values it needs to mean anything: NaN before */
  constructor(
    capacity: number,
    private readonly least: number,
  ) {
    this.recent = new Float64Array(capacity);
    this.sorted = new Float64Array(capacity);
  }

  /** The lower one of two. */
  get median(): number {
    return this.current;
  }

  add(value: number): void {
    this.recent[this.count % this.recent.length] = value;
    this.count++;
    if (this.count < this.least || (this.count - this.least) % refreshEvery !== 0) return;
    const filled = Math.min(this.count, this.recent.length);
    const values = this.sorted.subarray(0, filled);
    values.set(this.recent.subarray(0, filled));
    values.sort();
    this.current = values[(filled - 1) >> 1] ?? NaN;
  }
}
