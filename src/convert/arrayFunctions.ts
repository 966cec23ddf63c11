import { asNumeric } from './asNumeric';
import type { CallArguments } from './callArguments';
import { binary, call, literal, negative, reduced } from './numeric';
import { viewOf } from './sharedMemory';
import { integersOf, numberOf, type Numeric } from './values';

/** Functions of NumPy and PyTorch for which definitions have a form, but no name. */
export const arrayFunctions: readonly (readonly [string, (args: CallArguments) => Numeric | undefined])[] = [
  ['outer', outer],
  ['ger', outer],
  ['expand_dims', withNewAxis],
  ['unsqueeze', withNewAxis],
  ['squeeze', squeezed],
  ['norm', euclideanNorm],
  ['negative', negated],
  ['neg', negated],
  ['clip', clipped],
  ['clamp', clipped],
];

function reshaped(x: Numeric, shape: readonly number[]): Numeric {
  return call('reshape', [x, `[${shape.join(', ')}]`], shape);
}

/** Every entry of one row times every entry of another. */
function outer(args: CallArguments): Numeric | undefined {
  const a = asNumeric(args.take(0, 'a', 'input'));
  const b = asNumeric(args.take(1, 'b', 'vec2'));
  const [rows, columns] = [a, b].map((x) => x?.shape?.reduce((product, size) => product * size, 1));
  if (!a?.shape || !b?.shape || rows === undefined || columns === undefined) return undefined;
  return binary('*', reshaped(a, [rows, 1]), b.shape.length === 1 ? b : reshaped(b, [columns]));
}

function withNewAxis(args: CallArguments): Numeric | undefined {
  const x = asNumeric(args.take(0, 'a', 'input'));
  const axis = args.number(1, 'axis', 'dim');
  if (!x?.shape || axis === undefined) return undefined;
  const shape: number[] = [...x.shape];
  shape.splice(axis < 0 ? axis + shape.length + 1 : axis, 0, 1);
  return viewOf(x, reshaped(x, shape));
}

function squeezed(args: CallArguments): Numeric | undefined {
  const x = asNumeric(args.take(0, 'a', 'input'));
  const along = args.take(1, 'axis', 'dim');
  const axis = along && numberOf(along);
  if (!x?.shape || (along && axis === undefined)) return undefined;
  const { shape } = x;
  const at = axis !== undefined && axis < 0 ? axis + shape.length : axis;
  const left = shape.filter((size, each) => size !== 1 || (at !== undefined && each !== at));
  return left.length === shape.length ? x : viewOf(x, reshaped(x, left));
}

/** √Σx², of all entries or along an axis. */
function euclideanNorm(args: CallArguments): Numeric | undefined {
  const x = asNumeric(args.take(0, 'x', 'input'));
  const order = args.take(1, 'ord', 'p');
  const along = args.take(2, 'axis', 'dim');
  const axes = integersOf(along);
  const keeps = args.boolean(3, 'keepdims', 'keepdim') ?? false;
  const isPlain = numberOf(order) === 2 && (along ?? x?.shape?.length === 1);
  if (!x || (along && axes?.length !== 1) || (order && !isPlain)) return undefined;
  const squares = binary('**', x, literal(2));
  const words = [...(axes && along ? [`axis=${axes.join()}`] : []), ...(keeps ? ['keepdims=true'] : [])];
  const shape = reduced(x.shape, along && axes?.[0], keeps);
  return squares && call('sqrt', [call('sum', [squares, ...words], shape)], shape);
}

function negated(args: CallArguments): Numeric | undefined {
  const x = asNumeric(args.take(0, 'x', 'input'));
  return x && !x.isTruth ? negative(x) : undefined;
}

/** Between two bounds, of which PyTorch may leave one out. */
function clipped(args: CallArguments): Numeric | undefined {
  const x = asNumeric(args.take(0, 'a', 'input'));
  const low = asNumeric(args.take(1, 'a_min', 'min'));
  const high = asNumeric(args.take(2, 'a_max', 'max'));
  if (x && low && high) return call('clip', [x, low, high], x.shape);
  const isNumber = [low, high].some((bound) => bound?.constant !== undefined);
  if (!x || !isNumber) return undefined;
  return low ? call('maximum', [x, low], x.shape) : high && call('minimum', [x, high], x.shape);
}

/** `std` and `var`: PyTorch divides by one less than their number, where it is not told otherwise. */
export function deviation(name: string, args: CallArguments, isOfTorch: boolean): Numeric | undefined {
  const x = asNumeric(args.take(0, 'a', 'input'));
  const along = args.take(1, 'axis', 'dim');
  const axes = integersOf(along);
  const isUnbiased = args.boolean(isOfTorch ? 2 : undefined, 'unbiased') ?? isOfTorch;
  const correction = args.number(undefined, 'ddof', 'correction') ?? (isUnbiased ? 1 : 0);
  const keeps = args.boolean(undefined, 'keepdims', 'keepdim') ?? false;
  if (!x || (along && axes?.length !== 1) || args.rest() !== undefined) return undefined;
  const words = [
    ...(along && axes ? [`axis=${axes.join()}`] : []),
    ...(keeps ? ['keepdims=true'] : []),
    ...(correction === 0 ? [] : [`correction=${String(correction)}`]),
  ];
  return call(name, [x, ...words], reduced(x.shape, along && axes?.[0], keeps));
}
