import type { DataHint } from '../engine/network/dataPreview';
import { message } from '../engine/message';
import { areBytes } from '../engine/health/remedies';
import { classList, type ClassFacts } from '../engine/network/lossTargets';
import { sizeOf, type Shape, shapeValue } from '../engine/shape';
import type { Numbers } from '../engine/tensor';
import type { Arguments } from './sourceArguments';
import { columnText, dropFix, writtenReference } from './columns';
import type { Targets, ValueTargets } from './dataset';
import { rowOf, targetPlace, type SeenNumbers } from './float32';
import { shortened } from './result';
import type { DataSource } from './dataSource';
import { countsOf } from './targets';

/** A mean or a standard deviation above this makes first steps that are far too large. */
const LARGE = 10;

/** Fewer rows than this can count up by chance. */
const FEWEST_ROWS = 4;

const MOST_NAMED = 5;

interface ScaledNumbers extends SeenNumbers {
  /** The inputs times the argument `scale`. */
  readonly scaled?: Numbers | undefined;
}

/** What in the data is probably not meant, as far as it was read. */
export function hintsOf(
  source: DataSource,
  given: Arguments,
  seen: ScaledNumbers,
  sampleShape: Shape,
): readonly DataHint[] {
  const has = (name: string): boolean => source.arguments.some((spec) => spec.name === name);
  const numberColumn = has('drop') ? rowNumberPosition(seen) : undefined;
  return [
    has('channels_last') ? channelsLast(given, sampleShape) : undefined,
    numberColumn === undefined ? undefined : rowNumber(given, seen, numberColumn),
    largeInputs(given, seen, has('scale'), numberColumn) ?? scaledFar(given, seen),
    ...(seen.targets ? targetHints(given, seen, seen.targets) : []),
  ].filter((hint) => hint !== undefined);
}

/** Images of 1, 3 or 4 channels whose last axis is that short. */
function channelsLast(given: Arguments, shape: Shape): DataHint | undefined {
  const [height = 0, width = 0, channels = 0] = shape;
  const isLikely =
    shape.length === 3 &&
    [1, 3, 4].includes(channels) &&
    Math.min(height, width) > 4 &&
    !given.isSet('channels_last');
  if (!isLikely) return undefined;
  return {
    code: 'channels-last',
    message: message(
      'A sample is {0}: it looks like height, width, channels, but the first axis is taken for the channels. Say channels_last=true.',
      shapeValue(shape),
    ),
    argument: 'shape',
    fix: { argument: 'channels_last', text: 'true' },
  };
}

/** The position of a column 0, 1, 2, … or 1, 2, 3, … beside others. */
function rowNumberPosition({ inputs, sampleShape }: SeenNumbers): number | undefined {
  const width = sizeOf(sampleShape);
  if (!inputs || width < 2 || inputs.length / width < FEWEST_ROWS) return undefined;
  for (let position = 0; position < width; position++) {
    if (countsUp(inputs, width, position)) return position;
  }
  return undefined;
}

function rowNumber(given: Arguments, { origin }: SeenNumbers, position: number): DataHint {
  const column = origin?.inputColumns?.[position] ?? { number: position + 1 };
  return {
    code: 'row-number',
    message: message(
      'Column {0} is the number of the row: it says nothing about a new sample, and in a sorted file it gives the target away. Leave it out with drop=[{1}].',
      columnText(column),
      writtenReference(column),
    ),
    argument: 'file',
    ...dropFix({ columns: given.optionalColumns('columns'), drop: given.optionalColumns('drop') }, [column]),
  };
}

function countsUp(inputs: Numbers, width: number, position: number): boolean {
  const first = inputs[position];
  if (first !== 0 && first !== 1) return false;
  for (let entry = position + width, value = first + 1; entry < inputs.length; entry += width, value++) {
    if (inputs[entry] !== value) return false;
  }
  return true;
}

/** Few enough digits to read. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

interface Spread {
  readonly low: number;
  readonly high: number;
  /** The larger of |mean| and standard deviation. */
  readonly size: number;
}

function spreadOf(numbers: ArrayLike<number>, width: number, position: number): Spread {
  let [low, high, sum, squares, count] = [Infinity, -Infinity, 0, 0, 0];
  for (let entry = position; entry < numbers.length; entry += width) {
    const value = numbers[entry] ?? 0;
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
    squares += value * value;
    count++;
  }
  const mean = sum / count;
  const variance = squares / count - mean * mean;
  // Of numbers whose squares are none any more.
  const deviation = Number.isNaN(variance) ? Infinity : Math.sqrt(Math.max(0, variance));
  return { low, high, size: Math.max(Math.abs(mean), deviation) };
}

/** Pixels from 0 to 255, or a column far from the scale of the initial weights. */
function largeInputs(
  given: Arguments,
  { inputs, sampleShape, origin }: SeenNumbers,
  canScale: boolean,
  numberColumn: number | undefined,
): DataHint | undefined {
  const isScaled = given.boolean('standardize') || (given.optionalNumber('scale') ?? 1) !== 1;
  if (!inputs || inputs.length === 0 || isScaled) return undefined;
  const width = sizeOf(sampleShape);
  if (canScale && arePixels(inputs, width)) {
    return {
      code: 'unscaled-inputs',
      message: message(
        'The inputs are whole numbers up to 255, as pixels are. Say scale=1/255, so that they go from 0 to 1.',
      ),
      argument: 'scale',
      fix: { argument: 'scale', text: '1/255' },
    };
  }
  const spreads = Array.from({ length: width }, (_, position) => spreadOf(inputs, width, position));
  let largest: number | undefined;
  for (const [position, { size }] of spreads.entries()) {
    const isLarger = size > (spreads[largest ?? -1]?.size ?? LARGE);
    if (isLarger && position !== numberColumn) largest = position;
  }
  const spread = largest === undefined ? undefined : spreads[largest];
  if (largest === undefined || !spread) return undefined;
  const [low, high] = [rounded(spread.low), rounded(spread.high)];
  const column = origin?.inputColumns?.[largest];
  return {
    code: 'unscaled-inputs',
    message: column
      ? message(
          'Column {0} goes from {1} to {2}: inputs that large swamp the others and make training diverge. Say standardize=true.',
          columnText(column),
          low,
          high,
        )
      : message(
          'Inputs go from {0} to {1}: so large they make training diverge. Say standardize=true.',
          low,
          high,
        ),
    argument: 'standardize',
    fix: { argument: 'standardize', text: 'true' },
  };
}

/** Inputs that are large only since `scale` multiplies them. */
function scaledFar(given: Arguments, { inputs, scaled, sampleShape }: ScaledNumbers): DataHint | undefined {
  const scale = given.optionalNumber('scale') ?? 1;
  if (!inputs || !scaled || scale === 1 || given.boolean('standardize')) return undefined;
  const { low, high, size } = spreadOf(scaled, 1, 0);
  if (!(size > LARGE)) return undefined;
  return {
    code: 'unscaled-inputs',
    message: message(
      'With scale={0} inputs go from {1} to {2}: so large they make training diverge.',
      scale,
      rounded(low),
      rounded(high),
    ),
    argument: 'scale',
    ...(arePixels(inputs, sizeOf(sampleShape)) && { fix: { argument: 'scale', text: '1/255' } }),
  };
}

/** Many whole numbers over the range of bytes. */
function arePixels(inputs: Numbers, width: number): boolean {
  let highest = 0;
  for (const input of inputs) {
    if (!Number.isInteger(input) || input < 0 || input > 255) return false;
    highest = Math.max(highest, input);
  }
  return areBytes(0, highest, width);
}

function targetHints(given: Arguments, seen: SeenNumbers, targets: Targets): readonly DataHint[] {
  if (targets.kind === 'values') {
    const hints = [largeTargets(targets), noClass(seen, targets)];
    if (targets.asClasses?.ok === true) {
      const { classes } = targets.asClasses;
      hints.push(...classHints(given, seen, targets.values, { classes }));
    }
    return hints.filter((hint) => hint !== undefined);
  }
  const large = targets.mayBeValues
    ? [largeTargets({ values: Float64Array.from(targets.labels), width: 1 })]
    : [];
  return [...large, ...classHints(given, seen, targets.labels, targets)].filter((hint) => hint !== undefined);
}

/** A row of targets as one-hot rows are, in which no class or two of them have the 1. */
function noClass({ origin }: SeenNumbers, { values, width }: ValueTargets): DataHint | undefined {
  if (width < 2) return undefined;
  for (let sample = 0; (sample + 1) * width <= values.length; sample++) {
    const row = Array.from(values.subarray(sample * width, (sample + 1) * width));
    const sum = row.reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) <= 1e-3) continue;
    const shown = `[${row.slice(0, MOST_NAMED).map(rounded).join(', ')}${width > MOST_NAMED ? ', …' : ''}]`;
    const place = origin && targetPlace(origin, { sample, position: 0 });
    return {
      code: 'no-class',
      message: message(
        '{0}, row {1}: {2} names no class: a one-hot row has one 1, and probabilities add up to 1.',
        place?.file ?? message('Targets'),
        place?.row ?? sample + 1,
        shown,
      ),
      argument: 'target',
      about: 'shares',
    };
  }
  return undefined;
}

function largeTargets({
  values,
  width,
}: {
  readonly values: Numbers;
  readonly width: number;
}): DataHint | undefined {
  let largest: Spread = { low: 0, high: 0, size: 0 };
  for (let position = 0; position < width; position++) {
    const spread = spreadOf(values, width, position);
    if (spread.size > largest.size) largest = spread;
  }
  if (!(largest.size > LARGE)) return undefined;
  return {
    code: 'unscaled-targets',
    message: message(
      'Targets go from {0} to {1}: their error squared makes gradients that large, too. standardize=true is for the inputs only; divide the targets in the file.',
      rounded(largest.low),
      rounded(largest.high),
    ),
    argument: 'target',
    about: 'values',
  };
}

interface Classes {
  readonly classes: number;
  readonly classNames?: readonly string[];
}

function classHints(
  given: Arguments,
  seen: SeenNumbers,
  labels: ArrayLike<number>,
  facts: Classes,
): readonly (DataHint | undefined)[] {
  const { origin } = seen;
  const rows = (sample: number): number => (origin ? rowOf(origin, sample) : sample + 1);
  const { counts, single } = countsOf(labels, facts.classes, rows);
  if (!counts || labels.length < FEWEST_ROWS) return [];
  const isAsked = given.optionalNumber('classes') !== undefined;
  return [isAsked ? undefined : neverOccurring(counts, facts), single && onceOccurring(single, facts)];
}

function neverOccurring(counts: readonly number[], { classNames }: Classes): DataHint | undefined {
  const missing = counts.flatMap((count, label) => (count === 0 ? [label] : []));
  const only = missing.length === counts.length - 1 ? counts.findIndex((count) => count > 0) : -1;
  if (only >= 0) {
    return {
      code: 'missing-classes',
      message: message(
        'Every sample is of class {0}: there is nothing to tell apart.',
        shortened(classNames?.[only] ?? String(only)),
      ),
      argument: 'target',
      about: 'classes',
    };
  }
  const listed = classList({ counts, ...(classNames && { classNames }) });
  if (missing.length === 0 || listed === undefined) return undefined;
  const isFrom1 = missing.length === 1 && missing[0] === 0;
  return {
    code: 'missing-classes',
    message: isFrom1
      ? message(
          'The labels are counted from 1 ({0}), but class numbers count from 0: class 0 never occurs. Subtract 1 from every label, and let the last layer give one number less.',
          listed,
        )
      : message(
          'Class numbers count from 0, so there are {0} classes, but no sample is of class {1}. How often the others occur: {2}.',
          counts.length,
          missing.length > MOST_NAMED ? `${missing.slice(0, MOST_NAMED).join(', ')}, …` : missing.join(', '),
          listed,
        ),
    argument: 'target',
    about: 'classes',
  };
}

function onceOccurring({ label, row }: NonNullable<ClassFacts['single']>, { classNames }: Classes): DataHint {
  return {
    code: 'single-sample-class',
    message: message(
      'Class {0} occurs only once, in row {1}. One sample is too few to learn from; or is it a slip of the pen?',
      shortened(classNames?.[label] ?? String(label)),
      row,
    ),
    argument: 'target',
    about: 'classes',
  };
}
