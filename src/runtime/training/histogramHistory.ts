/** Bins of a histogram: as many below zero as from zero up. */
export const distributionBins = 64;
const half = distributionBins / 2;

/** Where only zeros have been seen. */
const smallestLimit = 2 ** -24;

interface Histogram {
  readonly step: number;
  readonly counts: Int32Array;
  readonly nonFinite: number;
}

/**
 * Histograms of one tensor at several steps, all with the same bins of equal width from `-limit` to `limit`.
 * The limit is a power of two above everything seen: when a larger number comes it doubles, and two
 * neighbouring bins of all histograms become one, so that every count stays exact.
 */
export class HistogramHistory {
  limit = smallestLimit;
  private histograms: Histogram[] = [];

  get steps(): readonly number[] {
    return this.histograms.map(({ step }) => step);
  }

  /** Counts every `stride`-th entry. */
  add(step: number, values: ArrayLike<number>, stride: number): void {
    this.histograms.push(this.count(step, values, stride));
  }

  /** As `add`, but not kept. The bins may become wider all the same. */
  count(step: number, values: ArrayLike<number>, stride: number): Histogram {
    const counts = new Int32Array(distributionBins);
    let nonFinite = 0;
    let { limit } = this;
    let perBin = half / limit;
    for (let i = 0; i < values.length; i += stride) {
      const value = values[i] ?? NaN;
      if (!(value < limit && value > -limit)) {
        if (!Number.isFinite(value)) {
          nonFinite++;
          continue;
        }
        while (Math.abs(value) >= limit) {
          limit *= 2;
          merge(counts);
        }
        perBin = half / limit;
      }
      // Rounded down before the shift, so that no small number below zero gets into the bin above.
      const bin = Math.floor(value * perBin) + half;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    this.widen(limit);
    return { step, counts, nonFinite };
  }

  /** Keeps those that `isKept`. */
  thin(isKept: (step: number) => boolean): void {
    this.histograms = this.histograms.filter(({ step }) => isKept(step));
  }

  /** All of them, and one more: steps, steps × bins counts, and what was in no bin. */
  table(more?: Histogram): { steps: Float64Array; counts: Int32Array; nonFinite: Int32Array } {
    const all = more === undefined ? this.histograms : [...this.histograms, more];
    const counts = new Int32Array(all.length * distributionBins);
    all.forEach((histogram, row) => {
      counts.set(histogram.counts, row * distributionBins);
    });
    return {
      steps: Float64Array.from(all, ({ step }) => step),
      counts,
      nonFinite: Int32Array.from(all, ({ nonFinite }) => nonFinite),
    };
  }

  private widen(limit: number): void {
    for (; this.limit < limit; this.limit *= 2) for (const { counts } of this.histograms) merge(counts);
  }
}

/** Bins twice as wide, about the same middle. */
function merge(counts: Int32Array): void {
  const before = counts.slice();
  counts.fill(0);
  before.forEach((count, bin) => {
    const target = (half + bin) >> 1;
    counts[target] = (counts[target] ?? 0) + count;
  });
}
