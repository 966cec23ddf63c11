import type { CallArguments } from './callArguments';
import { copyOf } from './sharedMemory';
import { literal } from './numeric';
import { numberOf, textOf, type Numeric, type Value } from './values';
import { overflows, wholeLimit } from './wholeNumbers';

/** What a type of numbers makes of the numbers that it is given. */
type Rounding = 'none' | 'to 32 bits' | 'to whole numbers' | 'to short whole numbers' | 'unknown';

const roundings: ReadonlyMap<string, Rounding> = new Map<string, Rounding>([
  ...['float64', 'double', 'float_', 'longdouble', 'DoubleTensor'].map((name) => [name, 'none'] as const),
  ...['float32', 'single', 'FloatTensor'].map((name) => [name, 'to 32 bits'] as const),
  ...['int', 'int64', 'long', 'int_', 'intp', 'LongTensor'].map(
    (name) => [name, 'to whole numbers'] as const,
  ),
  ...['int32', 'IntTensor'].map((name) => [name, 'to short whole numbers'] as const),
]);

/** A type by its name, as that of a library or as one of Python. */
function roundingOf(type: Value): Rounding {
  const isPython = type.kind === 'library' && type.path === 'builtins.float';
  const name = textOf(type) ?? (type.kind === 'library' ? type.path.split('.').at(-1) : undefined) ?? '';
  // `float` is of 64 bits in Python and NumPy, and of 32 in PyTorch, where all numbers are.
  if (isPython || name === 'float') return 'none';
  return roundings.get(name) ?? 'unknown';
}

/**
 * An array as another type has it.
 * @returns `undefined` where that type has not all of its numbers, or goes on to compute with fewer
 */
export function asType(given: Numeric, type: Value | undefined): Numeric | undefined {
  if (type === undefined || (type.kind === 'constant' && type.value === null)) return given;
  const { isTruth, ...number } = given;
  const x: Numeric = isTruth ? number : given;
  switch (roundingOf(type)) {
    case 'none':
      return withLimit(x, undefined);
    case 'to 32 bits':
      return isSingle(x) ? withLimit(x, undefined) : undefined;
    case 'to whole numbers':
      return wholeOf(x, wholeLimit);
    case 'to short whole numbers':
      return wholeOf(x, 2 ** 31 - 1);
    case 'unknown':
      return undefined;
  }
}

/** @param limit how far from 0 the numbers of the type may be */
function wholeOf(x: Numeric, limit: number): Numeric | undefined {
  const number = numberOf(x);
  if (!x.isWhole && number === undefined) return undefined;
  const whole = x.isWhole ? x : copyOf(literal(Math.trunc(number ?? NaN)));
  const made = withLimit(whole, limit);
  return overflows(made) ? undefined : made;
}

function withLimit(x: Numeric, limit: number | undefined): Numeric {
  const { range, ...others } = x;
  if (!range) return x;
  return { ...others, range: { most: range.most, ...(limit !== undefined && { limit }) } };
}

/** An array of the type that a call names, or nothing where that type has not all of its numbers. */
export function typed(args: CallArguments, x: Numeric | undefined, index?: number): Numeric | undefined {
  return x && asType(x, args.take(index, 'dtype'));
}

/** Rounding to seven digits is no other value, as the engine has it; leaving the range of 32 bits is one. */
function isSingle({ text }: Numeric): boolean {
  const numbers = text.match(/\d[\d_.]*(?:e[-+]?\d+)?/gi) ?? [];
  return numbers.every((word) => {
    const value = Number(word.replaceAll('_', ''));
    if (Number.isInteger(value)) return Math.fround(value) === value;
    return value === 0 || (Math.abs(value) < 3.4e38 && Math.abs(value) > 1.2e-38);
  });
}
