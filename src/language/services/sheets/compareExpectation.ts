import type { NodeId } from '../../../engine/graph/graph';
import { message, type Message } from '../../../engine/message';
import { shapeValue, sameShape, type Shape } from '../../../engine/shape';
import type { Fix } from '../../diagnostic';
import type { AskedNumbers, Expectation, Formulas, NetworkExpectation } from '../../checkedFormulas';
import { formatExactly, formatNumber } from '../numberFormat';

/** What a run of the formulas gave, as far as expectations need it. */
export interface ComputedFormulas {
  /** By node, row-major. */
  readonly values: readonly ArrayLike<number>[];
  /** By pass, then by node; `null` where no gradient reaches. */
  readonly passes: readonly { readonly gradients: readonly (ArrayLike<number> | null)[] }[];
}

/** One entry of an array, by its index along every axis, counted from 0; empty for a single number. */
export interface WorstEntry {
  readonly index: readonly number[];
  readonly expected: number;
  readonly actual: number;
}

export type Grade =
  | {
      readonly kind: 'ok';
      readonly expectation: AskedNumbers;
      readonly expected: Numbers;
      readonly actual: Numbers;
    }
  | { readonly kind: 'blank'; readonly expectation: AskedNumbers }
  | {
      readonly kind: 'notComputed';
      readonly expectation: AskedNumbers;
      /** It would take long, so a person has to ask for it. */
      readonly waits?: true;
    }
  | {
      readonly kind: 'failed';
      readonly expectation: AskedNumbers;
      readonly expected: Numbers;
      /** `null`: no gradient reaches the name. */
      readonly actual: Numbers | null;
      /** The entry that is furthest off; absent where there is no gradient. */
      readonly worst?: WorstEntry;
      readonly message: Message;
      /** Puts the actual value in place of the expected one. */
      readonly fix?: Fix;
    };

export interface Numbers {
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
}

/** Arrays with more entries than this are not written into the text. */
const mostEntriesWritten = 100;

/** More entries than this are not held against each other in a view of differences. */
const mostEntriesCompared = 1000;

type Tolerance = Pick<AskedNumbers, 'within' | 'withinAbsolute'>;

/**
 * `|actual − expected| ≤ within × |expected|`, or `≤ within` where 0 is expected; `within 0` is exact
 * equality. NaN meets an expected NaN. Behind `or`, a difference up to the absolute bound holds as well.
 */
function isClose(actual: number, expected: number, { within, withinAbsolute = 0 }: Tolerance): boolean {
  if (actual === expected) return true;
  // NaN is expected where it is written, and nothing is near an infinity but itself.
  if (!Number.isFinite(expected)) return Number.isNaN(expected) && Number.isNaN(actual);
  const difference = Math.abs(actual - expected);
  if (withinAbsolute > 0 && difference <= withinAbsolute) return true;
  if (within === 0) return false;
  return difference <= (expected === 0 ? within : within * Math.abs(expected));
}

/**
 * Holds an expectation against what a run gave, and tells all there is to tell: what of it may be shown is
 * for the seal to decide.
 */
export function compareExpectation(
  formulas: Formulas,
  expectation: Expectation,
  outcome: ComputedFormulas | undefined,
): Grade {
  if (expectation.expected === undefined) return { kind: 'blank', expectation };
  const expected = numbersOf(formulas, expectation.expected, outcome?.values[expectation.expected]);
  const found = outcome && actualOf(expectation, outcome);
  if (!expected || found === undefined) return { kind: 'notComputed', expectation };
  if (found === null) {
    return {
      kind: 'failed',
      expectation,
      expected,
      actual: null,
      message: message('No gradient reaches {0}.', expectation.name),
    };
  }
  const actual: Numbers = { shape: shapeAt(formulas, expectation.node), values: found };
  return compareNumbers(expectation, expected, actual);
}

/** The same of the first mini-batch of a network; `null` where no gradient reaches. */
export function compareInNetwork(expectation: NetworkExpectation, actual: Numbers | null | undefined): Grade {
  const { expected: given, name } = expectation;
  if (given === undefined) return { kind: 'blank', expectation };
  const expected = { shape: given.shape, values: given.data };
  if (actual === undefined) return { kind: 'notComputed', expectation };
  if (actual === null) {
    return {
      kind: 'failed',
      expectation,
      expected,
      actual,
      message: message('No gradient reaches {0}.', name),
    };
  }
  if (expected.shape.length === 0 || sameShape(expected.shape, actual.shape)) {
    return compareNumbers(expectation, expected, actual);
  }
  const [needed, written] = [shapeValue(actual.shape), shapeValue(expected.shape)];
  return {
    kind: 'failed',
    expectation,
    expected,
    actual: null,
    message: message('{0} has the shape {1}, but what is expected has the shape {2}.', name, needed, written),
  };
}

function actualOf(
  { kind, node, pass }: Expectation,
  { values, passes }: ComputedFormulas,
): ArrayLike<number> | null | undefined {
  return kind === 'value' ? values[node] : passes[pass ?? -1]?.gradients[node];
}

function shapeAt(formulas: Formulas, node: NodeId): Shape {
  return formulas.graph.nodes[node]?.shape ?? [];
}

function numbersOf(
  formulas: Formulas,
  node: NodeId,
  values: ArrayLike<number> | undefined,
): Numbers | undefined {
  return values && { shape: shapeAt(formulas, node), values };
}

/** Entry by entry; a single number is expected of every entry. */
export function compareNumbers(expectation: AskedNumbers, expected: Numbers, actual: Numbers): Grade {
  let wrong = 0;
  let worst: { entry: number; expected: number; actual: number } | undefined;
  let worstError = -1;
  for (let entry = 0; entry < actual.values.length; entry++) {
    const got = actual.values[entry] ?? NaN;
    // A single number is expected of every entry.
    const expectedEntry = expected.values[expected.shape.length === 0 ? 0 : entry] ?? NaN;
    if (isClose(got, expectedEntry, expectation)) continue;
    wrong++;
    const distance = Math.abs(got - expectedEntry) / (expectedEntry === 0 ? 1 : Math.abs(expectedEntry));
    const error = Number.isNaN(distance) ? Infinity : distance;
    if (error > worstError) {
      worst = { entry, expected: expectedEntry, actual: got };
      worstError = error;
    }
  }
  if (!worst) return { kind: 'ok', expectation, expected, actual };
  const index = indexOf(worst.entry, actual.shape);
  const fix = fixFor(expectation, actual);
  return {
    kind: 'failed',
    expectation,
    expected,
    actual,
    worst: { index, expected: worst.expected, actual: worst.actual },
    message: describe(worst, index, wrong, actual.values.length),
    ...(fix && { fix }),
  };
}

function describe(
  { expected, actual }: { readonly expected: number; readonly actual: number },
  index: readonly number[],
  wrong: number,
  entries: number,
): Message {
  const alike = formatNumber(expected) === formatNumber(actual);
  const format = alike ? formatExactly : formatNumber;
  const [expectedEntry, got] = [format(expected), format(actual)];
  if (index.length === 0) return message('Expected {0}, got {1}.', expectedEntry, got);
  const place = `[${index.join(', ')}]`;
  if (wrong === 1) return message('Expected {0} at {1}, got {2}.', expectedEntry, place, got);
  return message(
    'Expected {0} at {1}, got {2}; {3} of {4} entries differ.',
    expectedEntry,
    place,
    got,
    wrong,
    entries,
  );
}

/**
 * What was expected and what came, each as a text of one row of the array a line: for a view that shows where
 * two texts differ.
 * @returns `undefined` where there is no actual value or none that may be shown, or where both are very long
 */
export function comparedTexts({
  expectation,
  expected,
  actual,
}: Extract<Grade, { kind: 'failed' }>): { readonly expected: string; readonly actual: string } | undefined {
  if (actual === null || actual.values.length > mostEntriesCompared) return undefined;
  const { shape, values } = actual;
  const expectedValues =
    expected.shape.length === 0 ? Array.from(values, () => expected.values[0] ?? NaN) : expected.values;
  const rows = (numbers: ArrayLike<number>): string =>
    writeList(numbers, shape, expectation, 0, values.length).replaceAll('], [', '],\n [');
  return { expected: rows(expectedValues), actual: rows(values) };
}

function indexOf(entry: number, shape: Shape): number[] {
  const index: number[] = [];
  let rest = entry;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

/** The digits a person would write, if they meet the tolerance, otherwise all of them. */
function written(value: number, tolerance: Tolerance): string {
  const short = formatNumber(value);
  return isClose(value, Number(short), tolerance) ? short : formatExactly(value);
}

function fixFor(expectation: AskedNumbers, actual: Numbers): Fix | undefined {
  const newText = writtenNumbers(actual, expectation);
  return newText === undefined
    ? undefined
    : { title: message('Change to {0}', newText), edits: [{ range: expectation.expectedRange, newText }] };
}

/**
 * An array as a person would write it into a definition, with as many digits as the tolerance asks for.
 * @returns `undefined` where it is long, or holds NaN or an infinity, which hardly anybody means to expect
 */
export function writtenNumbers({ shape, values }: Numbers, tolerance: Tolerance): string | undefined {
  if (values.length > mostEntriesWritten) return undefined;
  for (let entry = 0; entry < values.length; entry++) if (!Number.isFinite(values[entry])) return undefined;
  return writeList(values, shape, tolerance, 0, values.length);
}

function writeList(
  values: ArrayLike<number>,
  shape: Shape,
  tolerance: Tolerance,
  from: number,
  length: number,
): string {
  const [size, ...inner] = shape;
  if (size === undefined) return written(values[from] ?? NaN, tolerance);
  const step = size === 0 ? 0 : length / size;
  const parts = Array.from({ length: size }, (_, part) =>
    writeList(values, inner, tolerance, from + part * step, step),
  );
  return `[${parts.join(', ')}]`;
}
