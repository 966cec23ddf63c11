import type { SealedTensor, Sealing } from './sealedGraph';

/** Two numbers that are closer than this look alike in the three digits of a picture's cell. */
const looksAlike = 5e-4;
/** Of the entries of small tensors, which are many: the six digits of a list, with some room. */
const entriesAlike = 5e-5;
/** Of large ones some would always be near by chance. */
const entriesEqual = 1e-9;
/** Up to this many entries every single one is looked for elsewhere; of larger tensors only stretches are. */
const smallTensor = 64;
/** From here on a tensor may be told by its statistics. */
const fewestSummarised = 5;

interface Row {
  readonly length: number;
  readonly at: (index: number) => number;
}

/**
 * Whether numbers give sealed ones away: they hold one, or are a multiple of them, broadcast or transposed.
 */
export class SealedNumbers {
  /** Magnitudes, rising. */
  readonly #singles: Float64Array;
  readonly #entries: Float64Array;
  readonly #large: Float64Array;
  /** Orders in which the entries of a sealed tensor can be read: as they are, and transposed. */
  readonly #rows: readonly Row[];
  /** Zeros and ones, which stand everywhere: only a tensor that is all the same gives them away. */
  readonly #plain: readonly (readonly number[])[];

  /** @param within how far an answer to a question may be off */
  constructor(
    tensors: readonly SealedTensor[],
    private readonly within: number,
  ) {
    const small = tensors.filter(({ data }) => data.length > 1 && data.length <= smallTensor);
    this.#singles = magnitudesOf(tensors.filter(({ data }) => data.length === 1));
    this.#entries = magnitudesOf(small);
    this.#large = magnitudesOf(tensors.filter(({ data }) => data.length > smallTensor));
    this.#rows = tensors.filter(({ data }) => isPattern(rowOf(data))).flatMap(rowsOf);
    this.#plain = tensors
      .filter(({ data }) => data.length > 0 && !Array.from(data).some(isTelling))
      .map(({ data }) => Array.from(data, Math.abs));
  }

  /** Of a value or a gradient: whether it is one of them or a multiple, or only holds one. */
  likenessOf(data: ArrayLike<number>): Sealing | undefined {
    const isWhole = this.#isMultiple(data) || this.#plain.some((plain) => hasSameMagnitudes(data, plain));
    if (isWhole) return 'whole';
    if (!this.canBeReadOff(data)) return undefined;
    return data.length === 1 ? 'whole' : 'part';
  }

  /** Of numbers beside them: a local derivative, a part of a sum. A 0 or a 1 among those says nothing. */
  canBeReadOff(data: ArrayLike<number>): boolean {
    return this.#holdsOne(data) || this.#isStretch(data) || this.#isMultiple(data) || this.#isSummary(data);
  }

  /** Whether the mean, the smallest or the largest entry, by which a large tensor is told, is sealed. */
  isSummarisedBy(data: ArrayLike<number>): boolean {
    return this.#isSummary(data);
  }

  #holdsOne(data: ArrayLike<number>): boolean {
    const closeness = Math.max(looksAlike, this.within);
    for (let index = 0; index < data.length; index++) {
      const entry = data[index] ?? NaN;
      if (!isTelling(entry)) continue;
      if (holds(this.#singles, entry, closeness) || holds(this.#entries, entry, entriesAlike)) return true;
    }
    return false;
  }

  /** Whether all that `data` tells is entries of one large tensor. */
  #isStretch(data: ArrayLike<number>): boolean {
    if (this.#large.length === 0 || data.length > smallTensor) return false;
    const telling = Array.from(data).filter(isTelling);
    return telling.length > 0 && telling.every((entry) => holds(this.#large, entry, entriesEqual));
  }

  #isMultiple(data: ArrayLike<number>): boolean {
    if (data.length < 2) return false;
    const own = rowOf(data);
    return this.#rows.some((row) => {
      const [short, long] = row.length <= own.length ? [row, own] : [own, row];
      if (long.length % short.length !== 0 || !isPattern(short)) return false;
      const times = long.length / short.length;
      return (
        isProportional(long, (index) => short.at(index % short.length)) ||
        (times > 1 && isProportional(long, (index) => short.at(Math.floor(index / times))))
      );
    });
  }

  #isSummary(data: ArrayLike<number>): boolean {
    if (data.length < fewestSummarised || this.#singles.length === 0) return false;
    let [sum, squares, count, minimum, maximum] = [0, 0, 0, Infinity, -Infinity];
    for (let index = 0; index < data.length; index++) {
      const entry = data[index] ?? NaN;
      if (!Number.isFinite(entry)) continue;
      count++;
      sum += entry;
      squares += entry * entry;
      minimum = Math.min(minimum, entry);
      maximum = Math.max(maximum, entry);
    }
    const mean = sum / count;
    const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
    return [mean, deviation, minimum, maximum].some(
      (told) => isTelling(told) && holds(this.#singles, told, looksAlike),
    );
  }
}

/** Zeros and ones stand everywhere, so they tell nothing. */
function isTelling(entry: number): boolean {
  return Number.isFinite(entry) && entry !== 0 && Math.abs(entry) !== 1;
}

function magnitudesOf(tensors: readonly SealedTensor[]): Float64Array {
  const found: number[] = [];
  for (const { data } of tensors) {
    for (let index = 0; index < data.length; index++) {
      const entry = data[index] ?? NaN;
      if (isTelling(entry)) found.push(Math.abs(entry));
    }
  }
  return Float64Array.from(found).sort();
}

/** Whether a number or its negation is among the magnitudes. */
function holds(magnitudes: Float64Array, entry: number, closeness: number): boolean {
  const magnitude = Math.abs(entry);
  let low = 0;
  let high = magnitudes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((magnitudes[middle] ?? 0) < magnitude) low = middle + 1;
    else high = middle;
  }
  const isClose = (other: number | undefined): boolean =>
    other !== undefined && Math.abs(other - magnitude) <= closeness * Math.max(other, magnitude);
  return isClose(magnitudes[low]) || isClose(magnitudes[low - 1]);
}

function rowOf(data: ArrayLike<number>): Row {
  return { length: data.length, at: (index) => data[index] ?? NaN };
}

function rowsOf({ data, shape }: SealedTensor): Row[] {
  const long = shape.filter((size) => size > 1);
  if (long.length < 2) return [rowOf(data)];
  const sizes = [...long].reverse();
  const strides = [...long].map((_, axis) => long.slice(axis + 1).reduce((a, b) => a * b, 1)).reverse();
  const transposed = (index: number): number => {
    let rest = index;
    let from = 0;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const size = sizes[axis] ?? 1;
      from += (rest % size) * (strides[axis] ?? 0);
      rest = Math.floor(rest / size);
    }
    return from;
  };
  return [rowOf(data), { length: data.length, at: (index) => data[transposed(index)] ?? NaN }];
}

/**
 * Whether a multiple can be told from any other numbers: two entries that are not zero, and not all alike.
 */
function isPattern({ length, at }: Row): boolean {
  let nonZero = 0;
  let differs = false;
  for (let index = 0; index < length && (nonZero < 2 || !differs); index++) {
    if (at(index) !== 0) nonZero++;
    if (at(index) !== at(0)) differs = true;
  }
  return nonZero >= 2 && differs;
}

function isProportional(row: Row, of: (index: number) => number): boolean {
  let pivot = 0;
  for (let index = 1; index < row.length; index++)
    if (Math.abs(of(index)) > Math.abs(of(pivot))) pivot = index;
  const factor = row.at(pivot) / of(pivot);
  if (!Number.isFinite(factor) || factor === 0) return false;
  const slack = entriesAlike * Math.abs(row.at(pivot));
  for (let index = 0; index < row.length; index++) {
    if (!(Math.abs(row.at(index) - factor * of(index)) <= slack)) return false;
  }
  return true;
}

/** Entry by entry; of a tensor that is all the same also any other that is. */
function hasSameMagnitudes(data: ArrayLike<number>, plain: readonly number[]): boolean {
  const [first] = plain;
  const isConstant = plain.every((entry) => Object.is(entry, first));
  if (data.length === 0 || (!isConstant && data.length !== plain.length)) return false;
  return Array.from(data).every((entry, index) =>
    Object.is(Math.abs(entry), isConstant ? first : plain[index]),
  );
}
