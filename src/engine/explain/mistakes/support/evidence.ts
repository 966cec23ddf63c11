/** An answer beside the right numbers: entry by entry, row-major. */
export interface Compared {
  readonly answer: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  /** By entry: half a unit of the last digit that is written; 0 where the number is meant as it stands. */
  readonly digits: ArrayLike<number>;
  /** By entry: how many significant digits are written; 0 where they are all there are. */
  readonly figures: ArrayLike<number>;
  /** What the expectation allows: `|difference| ≤ within × |answer|`, or `≤ withinAbsolute`. */
  readonly within: number;
  readonly withinAbsolute: number;
}

/** Of a candidate that fits: how surely that is no accident, and how far it is off. */
export interface Fit {
  /** In bits: an answer that is wrong at random comes as near in one of 2 ** bits cases. */
  readonly bits: number;
  /** The largest difference, as a share of the largest number. */
  readonly misfit: number;
}

/** Rounding in the last places of float64, where sums were added up in another order. */
const rounding = 1e-9;

/** No single entry tells more than that. */
const mostBits = 40;

/**
 * A number that is met to all its digits is not one that was rounded to what is written: that says more than
 * its figures do, of which each says log2(10) bits.
 */
const bitsOfExactness = 6;
const bitsOfFigure = Math.log2(10);

function scaleOf(numbers: ArrayLike<number>): number {
  let scale = 0;
  for (let i = 0; i < numbers.length; i++) {
    const magnitude = Math.abs(numbers[i] ?? 0);
    if (Number.isFinite(magnitude) && magnitude > scale) scale = magnitude;
  }
  return scale;
}

function allowedOf({ within, withinAbsolute }: Compared, own: number, floor: number): number {
  return Math.max(floor, withinAbsolute, within * Math.abs(own));
}

/**
 * Whether a mistake gives the answer, and how much that says.
 *
 * An answer that is off by d at random comes as near as r to some other number in about one of d/r cases. So
 * every entry that is off, and that the candidate meets within r, says log2(d/r) bits; of what is written
 * with few digits r is half a unit of the last. An entry that is right says nothing, but a candidate
 * that changes it does not fit.
 * @param freeNumbers how many numbers the candidate has been fitted by, as an unknown factor is one
 * @returns `undefined` where the candidate does not give the answer, or gives what is right
 */
export function fitOf(compared: Compared, candidate: ArrayLike<number>, freeNumbers = 0): Fit | undefined {
  const { answer, right, digits, figures } = compared;
  if (candidate.length !== right.length) return undefined;
  const scale = Math.max(scaleOf(right), scaleOf(candidate));
  if (scale === 0) return undefined;
  let worst = 0;
  const told: number[] = [];
  for (let i = 0; i < right.length; i++) {
    const [own, wrong, expected] = [answer[i] ?? NaN, candidate[i] ?? NaN, right[i] ?? NaN];
    const noise = Math.max(rounding * Math.abs(own), 1e-3 * rounding * scale);
    const floor = Math.max(digits[i] ?? 0, noise);
    const allowed = allowedOf(compared, own, floor);
    const off = Math.abs(own - wrong);
    if (!(off <= allowed)) return undefined;
    worst = Math.max(worst, off);
    const distance = Math.abs(own - expected);
    if (distance <= allowed) continue;
    const written = figures[i] ?? 0;
    const isExact = off <= noise && written > 0;
    const most = isExact ? Math.min(mostBits, bitsOfExactness + bitsOfFigure * written) : mostBits;
    told.push(Math.min(most, Math.log2(distance / Math.max(off, isExact ? noise : floor))));
  }
  if (told.length === 0) return undefined;
  // Numbers that were chosen so that the candidate fits have used up the entries that say most.
  told.sort((a, b) => b - a);
  const bits = told.slice(freeNumbers).reduce((sum, each) => sum + Math.max(0, each), 0);
  return { bits, misfit: worst / scale };
}

/**
 * Whether an answer is the right one but for its last digit: rounded to what is written.
 * @returns `surely` where at least two digits of some number say so, `perhaps` where whole numbers or single
 * digits may just as well be meant as they stand
 */
export function roundingOf({ answer, right, digits, figures }: Compared): 'surely' | 'perhaps' | 'no' {
  let isSure = true;
  for (let i = 0; i < right.length; i++) {
    const [own, expected, written] = [answer[i] ?? NaN, right[i] ?? NaN, figures[i] ?? 0];
    const distance = Math.abs(own - expected);
    if (distance <= Math.max(digits[i] ?? 0, rounding * Math.abs(own))) continue;
    const halfUnit = 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(own))) + 1 - written);
    if (written === 0 || own === 0 || !(distance <= halfUnit)) return 'no';
    isSure = false;
  }
  return isSure ? 'surely' : 'perhaps';
}
