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

/** No single entry tells more than that; a 0 less, for much gives 0. */
const mostBits = 40;
const mostBitsOfZero = 10;

/**
 * Where the right number needs no more digits than are written, nobody has rounded: an answer that is met to
 * all its digits then says more than its last digit does.
 */
const bitsOfExactness = 3;

/** A list of several whole numbers in place of such with fractions is seldom a rounded one. */
const bitsOfWholes = 6;
const fewestWholes = 3;

function scaleOf(numbers: ArrayLike<number>): number {
  let scale = 0;
  for (let i = 0; i < numbers.length; i++) {
    const magnitude = Math.abs(numbers[i] ?? 0);
    if (Number.isFinite(magnitude) && magnitude > scale) scale = magnitude;
  }
  return scale;
}

/** A share of the size of a number; nothing is near an infinity but itself. */
function shareOf(number: number, share: number): number {
  return Math.abs(number) === Infinity ? 0 : share * Math.abs(number);
}

/** How far an entry of the answer may be from what gives it: what is allowed, or not written. */
export function allowedAt({ answer, digits, within, withinAbsolute }: Compared, entry: number): number {
  const own = answer[entry] ?? NaN;
  return Math.max(digits[entry] ?? 0, withinAbsolute, shareOf(own, Math.max(within, rounding)));
}

/** Whether a candidate gives what is right: then nothing goes wrong at its place. */
export function isRight({ right }: Pick<Compared, 'right'>, candidate: ArrayLike<number>): boolean {
  const least = rounding * scaleOf(right);
  for (let i = 0; i < right.length; i++)
    if (!(Math.abs((candidate[i] ?? NaN) - (right[i] ?? NaN)) <= least)) return false;
  return true;
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
  const { answer, right, figures } = compared;
  if (candidate.length !== right.length) return undefined;
  const scale = Math.max(scaleOf(right), scaleOf(candidate));
  if (scale === 0) return undefined;
  let [worst, wholes] = [0, 0];
  const told: number[] = [];
  for (let i = 0; i < right.length; i++) {
    const [own, wrong, expected] = [answer[i] ?? NaN, candidate[i] ?? NaN, right[i] ?? NaN];
    const noise = Math.max(shareOf(own, rounding), 1e-3 * rounding * scale);
    const allowed = Math.max(noise, allowedAt(compared, i));
    const off = Math.abs(own - wrong);
    if (!(off <= allowed)) return undefined;
    worst = Math.max(worst, off);
    const distance = Math.abs(own - expected);
    if (distance <= allowed) continue;
    const resolution = Math.max(noise, halfUnitOf(own, figures[i] ?? 0));
    const isExact = off <= noise && Math.abs(expected - roundedTo(expected, figures[i] ?? 0)) <= noise;
    const bits = Math.log2(distance / Math.max(off, resolution)) + (isExact ? bitsOfExactness : 0);
    told.push(Math.min(own === 0 ? mostBitsOfZero : mostBits, bits));
    if (off <= noise && Number.isInteger(own) && !isExact) wholes++;
  }
  if (told.length === 0) return undefined;
  // Numbers that were chosen so that the candidate fits have used up the entries that say most.
  told.sort((a, b) => b - a);
  const bits = told.slice(freeNumbers).reduce((sum, each) => sum + Math.max(0, each), 0);
  const areWhole = wholes === told.length && wholes >= fewestWholes;
  return { bits: areWhole ? bits + bitsOfWholes : bits, misfit: worst / scale };
}

/** Half a unit of the last of so many figures; 0 where they are all there are. */
function halfUnitOf(number: number, figures: number): number {
  if (figures === 0 || number === 0) return 0;
  return 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(number))) + 1 - figures);
}

function roundedTo(number: number, figures: number): number {
  return figures === 0 || !Number.isFinite(number) ? number : Number(number.toPrecision(figures));
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
    if (own === expected || distance <= Math.max(digits[i] ?? 0, shareOf(own, rounding))) continue;
    if (!Number.isFinite(own) || !(distance <= halfUnitOf(own, written))) return 'no';
    isSure = false;
  }
  return isSure ? 'surely' : 'perhaps';
}
