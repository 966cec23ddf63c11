import type { ComparedPicture } from '../../src/protocol/comparePanelMessages';

/** From where to where the axis of a histogram goes. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** What the statistics of a picture are; `undefined` where it has none, as masks. */
export function statisticsOf({ statistics }: ComparedPicture): PictureStatistics | undefined {
  if (statistics === undefined) return undefined;
  const [mean = NaN, deviation = NaN, low = NaN, high = NaN, , , zeros = 0, notFinite = 0] = statistics;
  return { mean, deviation, low, high, zeros, notFinite };
}

export interface PictureStatistics extends Span {
  readonly mean: number;
  readonly deviation: number;
  /** Counts of entries. */
  readonly zeros: number;
  readonly notFinite: number;
}

/** One axis for several pictures; a little wider where all of them are one number. */
export function commonSpan(pictures: readonly ComparedPicture[]): Span | undefined {
  const spans = pictures.flatMap((picture) => statisticsOf(picture) ?? []);
  const low = Math.min(...spans.map((span) => span.low).filter(Number.isFinite));
  const high = Math.max(...spans.map((span) => span.high).filter(Number.isFinite));
  if (!(low <= high)) return undefined;
  return low < high ? { low, high } : { low: low - 0.5, high: high + 0.5 };
}

/**
 * The bars of a picture's histogram as the `d` of a path, each as high as its share of the fullest.
 * @param width of the drawing in CSS pixels, as `height`; a bar is a pixel wide at least
 */
export function barsPath(
  picture: ComparedPicture,
  { low, high }: Span,
  width: number,
  height: number,
): string {
  const { histogram } = picture;
  const own = statisticsOf(picture);
  if (histogram === undefined || own === undefined || !(own.low <= own.high)) return '';
  const most = histogram.reduce((largest, count) => Math.max(largest, count), 0);
  const toX = (value: number): number => ((value - low) / (high - low)) * width;
  const binWidth = (own.high - own.low) / histogram.length;
  const bars = Array.from(histogram, (count, bin) => {
    if (count === 0) return '';
    const [left, right] = [toX(own.low + bin * binWidth), toX(own.low + (bin + 1) * binWidth)];
    const wide = Math.max(1, right - left);
    const tall = Math.max(0.75, (count / most) * height);
    return `M${left.toFixed(2)} ${String(height)}v${(-tall).toFixed(2)}h${wide.toFixed(2)}v${tall.toFixed(2)}z`;
  });
  return bars.join('');
}

/** The shares of the entries in equal parts of an axis; each bin counts where its middle is. */
export function sharesIn(picture: ComparedPicture, { low, high }: Span, parts: number): readonly number[] {
  const shares = Array.from({ length: parts }, () => 0);
  const own = statisticsOf(picture);
  const { histogram } = picture;
  if (histogram === undefined || own === undefined) return shares;
  const entries = histogram.reduce((sum, count) => sum + count, 0);
  histogram.forEach((count, bin) => {
    const middle = own.low + ((bin + 0.5) * (own.high - own.low)) / histogram.length;
    const part = Math.min(parts - 1, Math.max(0, Math.floor(((middle - low) / (high - low)) * parts)));
    shares[part] = (shares[part] ?? 0) + count / Math.max(1, entries);
  });
  return shares;
}
