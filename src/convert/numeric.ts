import { Memory } from './sharedMemory';
import type { Drawn, Numeric } from './values';
import { overflows, rangeOfCall, rangeOfOperator, wholeLimit } from './wholeNumbers';

/** How tightly operators bind, loosest first. */
export const levels = { comparison: 0, sum: 1, product: 2, sign: 3, power: 4, whole: 5 } as const;

type Shape = readonly number[];

/** What is known of an expression besides its text. */
type Known = Omit<Numeric, 'kind' | 'text' | 'level' | 'shares'>;

/** A new array, or a number that was computed. */
export function numeric(text: string, level: number, known: Known = {}): Numeric {
  return { kind: 'numeric', text, level, shares: new Memory().whole, ...known };
}

/** What numbers of Python give is one, too, and lies in no memory. */
function computed(from: readonly Numeric[], text: string, level: number, known: Known): Numeric {
  if (from.some(({ shares }) => shares)) return numeric(text, level, known);
  return { kind: 'numeric', text, level, ...known };
}

/** A number as the definition language writes it. */
export function literal(value: number, text = writtenNumber(value)): Numeric {
  const level = value < 0 || Object.is(value, -0) ? levels.sign : levels.whole;
  const isWhole = Number.isInteger(value) && /^-?[\d_]+$/.test(text);
  const range = { most: Math.abs(value), ...(isWhole && { limit: wholeLimit }) };
  return { kind: 'numeric', text, level, constant: value, shape: [], range, ...(isWhole && { isWhole }) };
}

/** Python writes numbers in more ways than definitions do (`1.`, `0x1f`, `1E5`). */
export function writtenNumber(value: number, text = ''): string {
  return /^(\d[\d_]*(\.\d+)?|\.\d+)(e[-+]?\d+)?$/.test(text) ? text : String(value).replace('e+', 'e');
}

export function call(
  name: string,
  args: readonly (Numeric | string)[],
  shape?: Shape,
  constant?: number,
): Numeric {
  const words = args.map((arg) => (typeof arg === 'string' ? arg : arg.text));
  const arrays = args.filter((arg) => typeof arg !== 'string').slice(name === 'where' ? 1 : 0);
  const isTruth = keepsTruth.has(name) && arrays.every((arg) => arg.isTruth);
  const range = rangeOfCall(name, arrays);
  return numeric(`${name}(${words.join(', ')})`, levels.whole, {
    ...(range && { range }),
    ...(shape && { shape }),
    ...(constant !== undefined && Number.isFinite(constant) && { constant }),
    ...(isTruth && { isTruth }),
  });
}

/** Functions whose result is true or false where all that they are given is. */
const keepsTruth: ReadonlySet<string> = new Set(
  'reshape transpose maximum minimum max min where concat abs relu clip'.split(' '),
);

interface Operator {
  readonly level: number;
  readonly apply: (a: number, b: number) => number;
}

const unknown = (): number => NaN;

const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['+', { level: levels.sum, apply: (a, b) => a + b }],
  ['-', { level: levels.sum, apply: (a, b) => a - b }],
  ['*', { level: levels.product, apply: (a, b) => a * b }],
  ['/', { level: levels.product, apply: (a, b) => a / b }],
  ['@', { level: levels.product, apply: unknown }],
  ['**', { level: levels.power, apply: (a, b) => a ** b }],
  ...['<', '<=', '>', '>=', '==', '!='].map(
    (sign) => [sign, { level: levels.comparison, apply: unknown }] as const,
  ),
]);

/** @returns `undefined` for an operator that definitions do not have */
export function binary(operator: string, left: Numeric, right: Numeric): Numeric | undefined {
  const a = left.constant;
  const b = right.constant;
  if (operator === '//' || operator === '%') {
    if (a === undefined || b === undefined || b === 0) return undefined;
    if ([left, right].some(overflows)) return undefined;
    const floor = Math.floor(a / b);
    return literal(operator === '//' ? floor : a - floor * b);
  }
  const found = operators.get(operator);
  if (!found) return undefined;
  const { level, apply } = found;
  const isArray = left.shares !== undefined || right.shares !== undefined;
  const isOfTruths = isArray && left.isTruth === true && right.isTruth === true;
  // NumPy has no differences of what is true or false, and its sums and products are true or false, too.
  if (isOfTruths && ['+', '-', '@', '**'].includes(operator)) return undefined;
  const isTruth = (isArray && level === levels.comparison) || (isOfTruths && operator === '*');
  // Powers bind to the right, everything else to the left; comparisons do not chain.
  const leftLevel = level === levels.power || level === levels.comparison ? level + 1 : level;
  const rightLevel = level === levels.power ? levels.sign : level + 1;
  const text = `${within(left, leftLevel)} ${operator} ${within(right, rightLevel)}`;
  const range = rangeOfOperator(operator, left, right);
  // NumPy's whole numbers begin anew beyond 64 bits, and Python's have digits that ours have not.
  const isExact = !overflows({ range }) || (!isArray && ['*', '**'].includes(operator));
  if (!isExact) return undefined;
  const constant = a !== undefined && b !== undefined ? apply(a, b) : NaN;
  const shape = operator === '@' ? productShape(left.shape, right.shape) : broadcast(left.shape, right.shape);
  const drawn = drawnFrom(operator, left, right);
  return computed([left, right], text, level, {
    ...(shape && { shape }),
    ...(Number.isFinite(constant) && { constant }),
    ...(drawn && { drawn }),
    ...(range && { range }),
    ...(left.isWhole && right.isWhole && keepsWhole.has(operator) && { isWhole: true }),
    ...(isTruth && { isTruth }),
  });
}

const keepsWhole: ReadonlySet<string> = new Set(['+', '-', '*', '@']);

export function negative(operand: Numeric): Numeric {
  const { constant, shape, isWhole, range } = operand;
  return computed([operand], `-${within(operand, levels.sign)}`, levels.sign, {
    ...(isWhole && { isWhole }),
    ...(range && { range }),
    ...(shape && { shape }),
    ...(constant !== undefined && { constant: -constant }),
  });
}

/** The text where an operator of some level stands around it. */
export function within({ text, level }: Numeric, outer: number): string {
  return level < outer ? `(${text})` : text;
}

/** A scaled array of random numbers is one, too. */
function drawnFrom(operator: string, left: Numeric, right: Numeric): Drawn | undefined {
  const scaled = (drawn: Drawn, factor: number): Drawn => ({ ...drawn, parameter: drawn.parameter * factor });
  if (left.drawn && right.constant !== undefined) {
    if (operator === '*') return scaled(left.drawn, right.constant);
    if (operator === '/') return scaled(left.drawn, 1 / right.constant);
  }
  if (right.drawn && left.constant !== undefined && operator === '*')
    return scaled(right.drawn, left.constant);
  return undefined;
}

export function broadcast(left: Shape | undefined, right: Shape | undefined): Shape | undefined {
  if (!left || !right) return undefined;
  const rank = Math.max(left.length, right.length);
  return Array.from({ length: rank }, (_, at) => {
    const a = left[at - rank + left.length] ?? 1;
    const b = right[at - rank + right.length] ?? 1;
    return a === 1 ? b : a;
  });
}

export function productShape(left: Shape | undefined, right: Shape | undefined): Shape | undefined {
  if (!left || !right) return undefined;
  if (right.length === 1) return left.slice(0, -1);
  if (left.length === 1) return right.slice(1);
  return left.length === 2 && right.length === 2 ? [left[0] ?? 0, right[1] ?? 0] : undefined;
}

export function reduced(
  shape: Shape | undefined,
  axis: number | undefined,
  keeps: boolean,
): Shape | undefined {
  if (!shape) return undefined;
  if (axis === undefined) return keeps ? shape.map(() => 1) : [];
  const at = axis < 0 ? axis + shape.length : axis;
  return keeps ? shape.map((size, each) => (each === at ? 1 : size)) : shape.filter((_, each) => each !== at);
}
