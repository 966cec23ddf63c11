import type { Points } from '../../../../src/protocol/envelope';

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

/**
 * What of a series is drawn: all of it where there is room, else the lowest and the highest of each column,
 * in their order, so that no peak is lost. One point more on either side lets lines run out of the picture.
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
  const perStep = end - first <= 2 * view.columns ? Infinity : view.columns / (view.high - view.low);
  let column = NaN;
  let [low, high] = [-1, -1];
  const flush = (): void => {
    if (low < 0) return;
    const [one, other] = low < high ? [low, high] : [high, low];
    writer.add(steps[one] ?? NaN, values[one] ?? NaN);
    if (one !== other) writer.add(steps[other] ?? NaN, values[other] ?? NaN);
    low = high = -1;
  };
  for (let at = first; at < end; at++) {
    const [step = NaN, value = NaN] = [steps[at], values[at]];
    if (!Number.isFinite(value) || (view.log && value <= 0)) {
      flush();
      writer.add(step, NaN);
      unplaced.push({ step, value });
      continue;
    }
    const here = perStep === Infinity ? at : Math.floor((step - view.low) * perStep);
    if (here !== column) flush();
    column = here;
    if (low < 0 || value < (values[low] ?? NaN)) low = at;
    if (high < 0 || value > (values[high] ?? NaN)) high = at;
  }
  flush();
  writer.end();
  return unplaced;
}
