import { BoundedSeries, type Points } from '../../src/protocol/boundedSeries';

/** As Chart.js takes it. `y` is NaN where the line has a gap. */
export interface ChartPoint {
  x: number;
  y: number;
}

/** A value that has no place on the axis: NaN, infinite, or on a logarithmic axis 0 and less. */
export interface Unplaced {
  readonly step: number;
  readonly value: number;
}

/** The first place whose step is `step` or later. */
export function placeOf(steps: Float64Array, step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? Infinity) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value at this step, or the last before it; `undefined` before the first. */
export function valueAt({ steps, values }: Points, step: number): number | undefined {
  const place = placeOf(steps, step);
  return steps[place] === step ? values[place] : values[place - 1];
}

/** Writes points over those of the frame before, so that a frame makes no garbage. */
class Writer {
  count = 0;
  constructor(private readonly points: ChartPoint[]) {}

  add(x: number, y: number): void {
    const point = this.points[this.count++];
    // Not by `push`, which Chart.js listens to.
    if (point === undefined) this.points[this.count - 1] = { x, y };
    else {
      point.x = x;
      point.y = y;
    }
  }

  end(): void {
    this.points.length = this.count;
  }
}

/** Kept from frame to frame, so that thinning makes no garbage. */
let thinning = { parts: 0, series: new BoundedSeries(1, 2) };

function thinningTo(columns: number): BoundedSeries {
  const parts = 2 * Math.ceil(columns / 2);
  if (thinning.parts !== parts) thinning = { parts, series: new BoundedSeries(1, parts) };
  thinning.series.clear();
  return thinning.series;
}

/**
 * What of a series is drawn: all of it where there is room, else what a
 * `BoundedSeries` of as many parts as the picture has columns keeps of it, so that
 * no peak is lost. One point more on either side lets lines run out of the picture.
 *
 * @param into filled anew
 * @returns what could not be placed and is to be marked
 */
export function thin(
  { steps, values }: Points,
  view: { readonly low: number; readonly high: number; readonly columns: number; readonly log: boolean },
  into: ChartPoint[],
): readonly Unplaced[] {
  const first = Math.max(0, placeOf(steps, view.low) - 1);
  const end = Math.min(steps.length, placeOf(steps, view.high) + 1);
  const writer = new Writer(into);
  const unplaced: Unplaced[] = [];
  const write = (step: number, value: number): void => {
    if (Number.isFinite(value) && (!view.log || value > 0)) writer.add(step, value);
    else {
      writer.add(step, NaN);
      unplaced.push({ step, value });
    }
  };
  const series = end - first > 2 * view.columns ? thinningTo(view.columns) : undefined;
  for (let at = first; at < end; at++) {
    const [step = NaN, value = NaN] = [steps[at], values[at]];
    if (series === undefined) write(step, value);
    else series.addValue(step, value);
  }
  series?.eachPoint(0, write);
  writer.end();
  return unplaced;
}
