import { message, type Message } from '../message';
import { sameShape, shapeValue, sizeOf, type Shape } from '../shape';
import type { Precision } from '../tensor';
import { kernelsOfKeras, type ChannelsLast } from './channelsLast';
import type { GivenNumbers } from './networkDefinition';
import type { NetworkError } from './networkError';

/** Numbers that a parameter or a running statistic starts from, and how they are read. */
export interface GivenStart {
  readonly numbers: GivenNumbers;
  /** The matrix is outputs×inputs, as PyTorch keeps it; here it is inputs×outputs. */
  readonly isTransposed: boolean;
  /** They are in the order of Keras; absent: in that of here. */
  readonly channelsLast?: ChannelsLast;
}

/** One parameter that starts from given numbers, for whoever is told what went where. */
export interface GivenAssignment {
  /** `affine1.W` */
  readonly parameter: string;
  readonly layer: number;
  readonly start: GivenStart;
  /** Both readings of the matrix would fit, and nobody has said which is meant. */
  readonly isAmbiguous: boolean;
  /** Given by `init=` or `bias=` of its layer, or by `parameters =`. */
  readonly by: 'init' | 'bias' | 'parameters';
}

/** What the numbers that a network is given became. */
export interface GivenParameters {
  readonly assigned: readonly GivenAssignment[];
  /** Parameters and running statistics that `parameters =` has no numbers for. */
  readonly missing: readonly string[];
  /** Arrays of the file of `parameters =` that went nowhere. */
  readonly unused: readonly string[];
  readonly errors: readonly NetworkError[];
}

/** A parameter or a running statistic that can be given. */
export interface Place {
  readonly name: string;
  readonly layer: number;
  /** `W`, `runningMean` */
  readonly part: string;
  readonly shape: Shape;
}

/**
 * How an array can be read as what a place needs; `both` is a square matrix, `either` kernels whose shape is
 * the same in both orders.
 */
export type Reading = 'as it is' | 'transposed' | 'both' | 'channels last' | 'either';

export function reading(
  needed: Shape,
  { shape, data }: GivenNumbers,
  isTransposed: boolean | undefined,
  isChannelsLast?: boolean,
): Reading | undefined {
  const [rows, columns, ...others] = needed;
  const isMatrix = rows !== undefined && columns !== undefined && others.length === 0;
  const fits = sameShape(shape, needed) || (needed.length === 1 && isRowOf(shape, needed));
  if (needed.length === 4) {
    const fitsLast = isChannelsLast !== false && sameShape(shape, kernelsOfKeras(needed));
    if (fits && isChannelsLast !== true) return fitsLast ? 'either' : 'as it is';
    return fitsLast ? 'channels last' : undefined;
  }
  if (!isMatrix) return fits ? 'as it is' : undefined;
  const fitsTransposed = sameShape(shape, [columns, rows]);
  if (isTransposed !== undefined) {
    if (isTransposed) return fitsTransposed ? 'transposed' : undefined;
    return fits ? 'as it is' : undefined;
  }
  // A row or a column is the same numbers in the same order, and so is a symmetric matrix.
  if (fits && fitsTransposed) return rows === 1 || isSymmetric(data, rows) ? 'as it is' : 'both';
  if (fits) return 'as it is';
  return fitsTransposed ? 'transposed' : undefined;
}

/** `1×n` or `n×1` for n biases, as NumPy code often keeps them. */
function isRowOf(shape: Shape, [count]: Shape): boolean {
  return sizeOf(shape) === count && shape.filter((size) => size !== 1).length <= 1;
}

function isSymmetric(data: GivenNumbers['data'], size: number): boolean {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      if (data[row * size + column] !== data[column * size + row]) return false;
    }
  }
  return true;
}

/** Where both readings fit, the names of PyTorch and Keras for a weight say more than nothing. */
export function startOf(
  numbers: GivenNumbers,
  read: Reading,
  image?: Shape,
): Pick<GivenAssignment, 'start' | 'isAmbiguous'> {
  const isPyTorch = read === 'both' && namedByPyTorch.test(numbers.name ?? '');
  const order: ChannelsLast | undefined =
    read === 'channels last' ? { kind: 'kernels' } : image && { kind: 'flattened', image };
  return {
    start: {
      numbers,
      isTransposed: isPyTorch || read === 'transposed',
      ...(order && { channelsLast: order }),
    },
    isAmbiguous: read === 'both' && !namedByKeras.test(numbers.name ?? ''),
  };
}

export const namedByPyTorch = /(^|\.)weight$/;
export const namedByKeras = /(^|[./])kernel(:0)?$/;

export function misfit({ name, shape }: Place, numbers: GivenNumbers): Message {
  const read = numbers.isTransposed === true ? [...numbers.shape].reverse() : numbers.shape;
  const [given, needed] = [shapeValue(read), shapeValue(shape)];
  if (numbers.shape.length === 0) {
    return message(
      '{0} has the shape {1}, but one number is given. To begin with it everywhere: Constant({2})',
      name,
      needed,
      numbers.data[0] ?? 0,
    );
  }
  return numbers.name === undefined
    ? message(
        '{0} has the shape {1}, but the numbers that are given have the shape {2}.',
        name,
        needed,
        given,
      )
    : message('{0} has the shape {1}, but {2} has the shape {3}.', name, needed, numbers.name, given);
}

/** A number that nothing can be learned from. */
export function notUsable(
  { data, name }: GivenNumbers,
  parameter: string,
  precision: Precision,
): Message | undefined {
  for (let entry = 0; entry < data.length; entry++) {
    const number = data[entry] ?? NaN;
    if (!Number.isFinite(number)) {
      return message(
        '{0} cannot begin with {1}, as entry {2} of {3} is.',
        parameter,
        String(number),
        entry,
        name ?? 'init',
      );
    }
    if (precision === 'float32' && !Number.isFinite(Math.fround(number))) {
      return message(
        '{0} is too large for float32, whose largest number is 3.4e38: write precision = float64, or a smaller number.',
        name ?? 'init',
      );
    }
  }
  return undefined;
}
