import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';

/**
 * What random numbers are drawn for. Each use has a stream of its own, so that adding a layer
 * does not change the order of the data.
 */
export type RandomUse =
  'initialisation' | 'shuffling' | 'dropout' | 'data' | 'sampling' | 'constructor' | 'splitting';

/**
 * How many times a use's generator jumps ahead. The numbers
 * are part of every seeded result: never change one.
 */
const jumpsOf: Readonly<Record<RandomUse, number>> = {
  initialisation: 1,
  shuffling: 2,
  dropout: 3,
  data: 4,
  sampling: 5,
  constructor: 6,
  splitting: 7,
};

/** Where a stream stands, as plain data: a run is replayed from it. */
export interface RandomState {
  readonly generator: readonly number[];
  /** The second half of the last pair `normal` made, not handed out yet. */
  readonly spareNormal: number | undefined;
}

/**
 * A stream of random numbers. Everything it gives is made of integer operations, `+ - * /` and the
 * square root, which IEEE 754 rounds exactly: the numbers are the same bit for bit on every machine.
 */
export interface RandomStream {
  /** At least 0, below 1, a multiple of 2⁻⁵³. */
  uniform(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** A whole number from 0 to `count - 1`, each equally likely. `count` is from 1 to 2³². */
  integer(count: number): number;
  /** Puts the entries into random order, in place; every order is equally likely. */
  shuffle(entries: Int32Array | Uint32Array | number[]): void;
  state(): RandomState;
}

/**
 * The stream of one use under one seed (any safe integer). xoroshiro128+ starts from the seed and jumps
 * 2⁶⁴ steps ahead once for each use before it in the table, so that no two uses of a seed ever overlap.
 */
export function randomStream(seed: number, use: RandomUse): RandomStream {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`The seed ${String(seed)} is not a safe integer.`);
  const low = seed | 0;
  const high = Math.floor(seed / 2 ** 32) | 0;
  const generator = xoroshiro128plusFromState([-1, ~low, low, high]);
  for (let jump = 0; jump < jumpsOf[use]; jump++) generator.jump();
  return new XoroshiroStream(generator, undefined);
}

/** The stream that goes on where `state` was taken. */
export function resumeRandomStream({ generator, spareNormal }: RandomState): RandomStream {
  return new XoroshiroStream(xoroshiro128plusFromState(generator), spareNormal);
}

/** How many numbers a generator can give at a time, as signed 32-bit integers. */
const range = 2 ** 32;
const signBit = 0x80000000;

class XoroshiroStream implements RandomStream {
  constructor(
    private readonly generator: JumpableRandomGenerator,
    private spareNormal: number | undefined,
  ) {}

  uniform(): number {
    return uniformFloat64(this.generator);
  }

  /** Marsaglia's polar method (SIAM Review 6, 1964): a point in the unit disc gives two normal numbers. */
  normal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * naturalLogarithm(square)) / square);
      this.spareNormal = y * scale;
      return x * scale;
    }
  }

  /**
   * As the library's `uniformInt`, bit for bit, but in whole
   * numbers: every epoch of a training is shuffled with it.
   */
  integer(count: number): number {
    for (;;) {
      const value = (this.generator.next() ^ signBit) >>> 0;
      // Numbers beyond the last multiple of `count` are drawn again; far below it there is no need to divide.
      if (value < range - count || value < range - (range % count)) return value % count;
    }
  }

  /** Fisher and Yates, from the end. */
  shuffle(entries: Int32Array | Uint32Array | number[]): void {
    for (let last = entries.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const kept = entries[last] ?? 0;
      entries[last] = entries[other] ?? 0;
      entries[other] = kept;
    }
  }

  state(): RandomState {
    return { generator: [...this.generator.getState()], spareNormal: this.spareNormal };
  }
}

/** Terms of the series after the first: the next one is below 2⁻⁶⁰ for the largest argument. */
const TERMS = 11;

/**
 * ln x for 0 < x < ∞, to about 1e-15 relative to the larger of the result and 1.
 *
 * `Math.log` may differ in the last place between JavaScript engines. This one uses `+ - * /` only,
 * so that random numbers made with it are the same on every machine.
 *
 * x = m·2ᵏ with m near 1, then ln m = 2·artanh(s) = 2(s + s³/3 + s⁵/5 + …), s = (m − 1)/(m + 1).
 */
export function naturalLogarithm(x: number): number {
  if (!(x > 0 && x < Infinity)) throw new RangeError(`No finite logarithm of ${String(x)}.`);
  let mantissa = x;
  let exponent = 0;
  for (; mantissa < Math.SQRT1_2; mantissa *= 2) exponent--;
  for (; mantissa > Math.SQRT2; mantissa /= 2) exponent++;
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let term = TERMS; term > 0; term--) series = (series + 1 / (2 * term + 1)) * square;
  return 2 * (s + s * series) + exponent * Math.LN2;
}
