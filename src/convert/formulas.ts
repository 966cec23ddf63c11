import { arrayFunctions } from './arrayFunctions';
import { asNumeric, mostWritten } from './asNumeric';
import { CallArguments } from './callArguments';
import { asType, typed } from './dtypes';
import { copyOf, viewOf } from './sharedMemory';
import { broadcast, call, levels, literal, numeric, reduced, within, binary } from './numeric';
import { integersOf, numberOf, sequence, type Numeric } from './values';
import { overflows, wholeLimit } from './wholeNumbers';

/** A function of numbers in the definition language, of its arguments as they stand in the source. */
type Make = (args: CallArguments) => Numeric | undefined;

const unary =
  (name: string, apply?: (x: number) => number): Make =>
  (args) => {
    const x = asNumeric(args.take(0, 'x', 'input', 'a'));
    if (!x) return undefined;
    // Of what is true or false, these give numbers of 16 bits.
    if (x.isTruth && name !== 'abs' && name !== 'relu') return undefined;
    const constant = apply && x.constant !== undefined ? apply(x.constant) : undefined;
    return call(name, [x], x.shape, constant);
  };

const pairwise =
  (name: string): Make =>
  (args) => {
    const a = asNumeric(args.take(0, 'x1', 'input'));
    const b = asNumeric(args.take(1, 'x2', 'other'));
    return a && b && call(name, [a, b], broadcast(a.shape, b.shape));
  };

const operator =
  (sign: string): Make =>
  (args) => {
    const a = asNumeric(args.take(0, 'a', 'x1', 'input'));
    const b = asNumeric(args.take(1, 'b', 'x2', 'other', 'mat2'));
    return a && b && binary(sign, a, b);
  };

/** Of two numbers, or of more than two axes, NumPy's is not the product of matrices. */
const dot: Make = (args) => {
  const ranks = [args.positional[0] ?? args.named.get('a'), args.positional[1] ?? args.named.get('b')].map(
    (value) => asNumeric(value)?.shape?.length,
  );
  if (ranks.some((rank) => rank === undefined || rank > 2)) return undefined;
  return operator(ranks.includes(0) ? '*' : '@')(args);
};

const reduction =
  (name: string): Make =>
  (args) => {
    const x = asNumeric(args.take(0, 'a', 'input'));
    if (!x) return undefined;
    const written = args.take(1, 'axis', 'dim');
    const axis = integersOf(written);
    const keeps = args.boolean(undefined, 'keepdims', 'keepdim') ?? false;
    if (written && !axis && !(written.kind === 'constant' && written.value === null)) return undefined;
    const words: (Numeric | string)[] = [x];
    if (written && axis) words.push(`axis=${axis.length === 1 ? String(axis[0]) : `[${axis.join(', ')}]`}`);
    if (keeps) words.push('keepdims=true');
    const shape =
      axis && axis.length > 1 && written ? undefined : reduced(x.shape, written && axis?.[0], keeps);
    return call(name, words, shape);
  };

const filled =
  (name: string, value: number): Make =>
  (args) => {
    const isSpread =
      args.positional.length > 1 && args.positional.every((each) => numberOf(each) !== undefined);
    const shape = isSpread
      ? args.positional.map((_, at) => args.number(at) ?? NaN)
      : integersOf(args.take(0, 'shape', 'size'));
    args.ignore('requires_grad', 'device');
    if (!shape || shape.length === 0) return undefined;
    const made = call(name, shape.map(String), shape);
    const range = { most: Math.abs(value) };
    return typed(args, {
      ...made,
      isWhole: true,
      range,
      drawn: { distribution: 'constant', parameter: value },
    });
  };

const alike =
  (name: string, value: number): Make =>
  (args) => {
    const x = asNumeric(args.take(0, 'a', 'input'));
    const made = x?.shape && filled(name, value)(new CallArguments(x.shape.map((size) => literal(size))));
    return typed(args, made);
  };

/** An array of its own, of what lists or another array hold. */
const array: Make = (args) => {
  args.ignore('requires_grad', 'device', 'ndmin', 'copy');
  const x = typed(args, asNumeric(args.take(0, 'object', 'data')), 1);
  return x && copyOf(x);
};

/** The array that is given, and no copy of it where none is needed. */
const sameArray: Make = (args) => {
  args.ignore('requires_grad', 'device', 'copy');
  const given = args.take(0, 'a', 'data');
  const x = asNumeric(given);
  const made = typed(args, x, 1);
  const hasType = args.positional.length > 1 || args.named.has('dtype');
  return x && made && hasType ? viewOf(x, made) : made;
};

/** Only with its number of points written: NumPy's default is another than PyTorch's. */
const linspace: Make = (args) => {
  const [start, stop, count] = [
    args.number(0, 'start'),
    args.number(1, 'stop', 'end'),
    args.number(2, 'num', 'steps'),
  ];
  return start === undefined || stop === undefined || count === undefined
    ? undefined
    : call('linspace', [start, stop, count].map(String), [count]);
};

/** From 0 in steps of 1 as ours counts, or a few numbers that are written out. */
const arange: Make = (args) => {
  if (args.positional.length > 1) return writtenRange(args);
  const count = args.number(0, 'stop', 'end');
  if (count === undefined || !Number.isInteger(count) || count < 0) return undefined;
  const range = { most: count, limit: wholeLimit };
  const places = Array.from({ length: Math.min(count, mostWritten) }, (_, at) => at);
  return typed(args, {
    ...call('arange', [String(count)], [count]),
    isWhole: true,
    range,
    ...(places.length === count && { places }),
  });
};

const longestRange = 64;

function writtenRange(args: CallArguments): Numeric | undefined {
  const [start, stop, step] = [args.number(0), args.number(1), args.number(2) ?? 1];
  if (start === undefined || stop === undefined) return undefined;
  const count = Math.ceil((stop - start) / step);
  if (!(count > 0 && count <= longestRange)) return undefined;
  const items = Array.from({ length: count }, (_, at) => literal(start + at * step));
  return typed(args, asNumeric(sequence(items)));
}

const transposed: Make = (args) => {
  const x = asNumeric(args.take(0, 'a', 'input'));
  const axes = args.positional.slice(1);
  // `torch.transpose(x, 0, 1)` names the two axes that change places.
  const isPlain = axes.length === 0 || (axes.length === 2 && axes.every((axis) => (numberOf(axis) ?? 9) < 2));
  if (!x || !isPlain || (axes.length === 2 && x.shape?.length !== 2)) return undefined;
  axes.forEach((_, at) => args.take(at + 1));
  return x.shape?.length === 1 ? x : viewOf(x, call('transpose', [x], x.shape && [...x.shape].reverse()));
};

/** The functions of NumPy and PyTorch on arrays whose numbers stand in the source. */
const functions: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['array', array],
  ['asarray', sameArray],
  ['tensor', array],
  ['Tensor', array],
  ['as_tensor', sameArray],
  ['Variable', sameArray],
  ['Parameter', sameArray],
  ['from_numpy', sameArray],
  [
    'float32',
    (args) => {
      const x = array(args);
      return x && asType(x, { kind: 'constant', value: 'float32' });
    },
  ],
  ['float64', array],
  ['copy', array],
  ['dot', dot],
  ['matmul', operator('@')],
  ['mm', operator('@')],
  ['add', operator('+')],
  ['subtract', operator('-')],
  ['sub', operator('-')],
  ['multiply', operator('*')],
  ['mul', operator('*')],
  ['divide', operator('/')],
  ['div', operator('/')],
  ['power', operator('**')],
  ['pow', operator('**')],
  ['exp', unary('exp', Math.exp)],
  ['log', unary('log', Math.log)],
  ['sqrt', unary('sqrt', Math.sqrt)],
  ['abs', unary('abs', Math.abs)],
  ['absolute', unary('abs', Math.abs)],
  ['tanh', unary('tanh')],
  ['sin', unary('sin')],
  ['cos', unary('cos')],
  ['tan', unary('tan')],
  ['erf', unary('erf')],
  ['square', unary('square')],
  ['log1p', unary('log1p')],
  ['expm1', unary('expm1')],
  ['relu', unary('relu')],
  ['sigmoid', unary('sigmoid')],
  ['expit', unary('sigmoid')],
  ['softplus', unary('softplus')],
  ['maximum', pairwise('maximum')],
  ['minimum', pairwise('minimum')],
  ['sum', reduction('sum')],
  ['mean', reduction('mean')],
  ['max', reduction('max')],
  ['amax', reduction('max')],
  ['amin', reduction('min')],
  ['prod', reduction('prod')],
  ['linspace', linspace],
  ['arange', arange],
  ['zeros', filled('zeros', 0)],
  ['ones', filled('ones', 1)],
  ['zeros_like', alike('zeros', 0)],
  ['ones_like', alike('ones', 1)],
  [
    'eye',
    (args) => {
      const size = args.number(0, 'N', 'n');
      return size === undefined ? undefined : call('eye', [String(size)], [size, size]);
    },
  ],
  ['transpose', transposed],
  ['t', transposed],
  [
    'where',
    (args) => {
      const [condition, a, b] = [0, 1, 2].map((at) => asNumeric(args.take(at)));
      return (
        condition &&
        a &&
        b &&
        call('where', [condition, a, b], broadcast(condition.shape, broadcast(a.shape, b.shape)))
      );
    },
  ],
  [
    'reshape',
    (args) => {
      const x = asNumeric(args.take(0, 'a', 'input'));
      const isSpread = args.positional.length > 2;
      const shape = isSpread
        ? integersOf({ kind: 'sequence', isTuple: true, items: args.positional.slice(1) })
        : integersOf(args.take(1, 'newshape', 'shape'));
      if (isSpread) args.positional.forEach((_, at) => args.take(at));
      if (!x || !shape) return undefined;
      const count = x.shape?.reduce((product, size) => product * size, 1);
      const rest = shape.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
      if (shape.includes(-1) && count === undefined) return undefined;
      const known = shape.map((size) => (size === -1 ? (count ?? 0) / rest : size));
      return viewOf(x, call('reshape', [x, `[${known.join(', ')}]`], known));
    },
  ],
  ['average', reduction('mean')],
  ['concatenate', concatenated],
  ['cat', concatenated],
  ['softmax', lastAxis('softmax')],
  ['log_softmax', lastAxis('log_softmax')],
  ['mse_loss', loss('mean_squared_error')],
  ['l1_loss', loss('mean_absolute_error')],
  ['cross_entropy', loss('softmax_with_loss')],
  ['binary_cross_entropy_with_logits', loss('sigmoid_with_loss')],
  ['softmax_with_loss', loss('softmax_with_loss')],
  ...arrayFunctions,
]);

function concatenated(args: CallArguments): Numeric | undefined {
  const list = args.take(0, 'tensors', 'arrays');
  const along = args.take(1, 'axis', 'dim');
  // `axis=None` puts all entries into one row.
  const axis = along ? numberOf(along) : 0;
  const parts = list?.kind === 'sequence' ? list.items.map((item) => asNumeric(item)) : [];
  if (axis === undefined || parts.length < 2 || !parts.every((part): part is Numeric => part !== undefined))
    return undefined;
  const [first] = parts;
  const at = axis < 0 ? axis + (first?.shape?.length ?? NaN) : axis;
  const size = parts.reduce((sum, { shape }) => sum + (shape?.[at] ?? NaN), 0);
  const shape = Number.isNaN(size)
    ? undefined
    : first?.shape?.map((each, index) => (index === at ? size : each));
  return call('concat', [...parts, `axis=${String(axis)}`], shape);
}

function lastAxis(name: string): Make {
  return (args) => {
    const x = asNumeric(args.take(0, 'input', 'x'));
    const along = args.take(1, 'dim', 'axis');
    const axis = along && numberOf(along);
    const rank = x?.shape?.length;
    // Where no axis is named, PyTorch takes the last of two, and of three the first.
    const isLast = along ? axis === -1 || axis === (rank ?? NaN) - 1 : rank === 1 || rank === 2;
    return x && isLast ? call(name, [x], x.shape) : undefined;
  };
}

function loss(name: string): Make {
  return (args) => {
    const x = asNumeric(args.take(0, 'input'));
    const t = asNumeric(args.take(1, 'target'));
    if ((args.text(undefined, 'reduction') ?? 'mean') !== 'mean') return undefined;
    return x && t && call(name, [x, t], []);
  };
}

/** @returns `undefined` where the function, or one of its arguments, has no counterpart */
export function formulaFunction(name: string, args: CallArguments): Numeric | undefined {
  const made = functions.get(name)?.(args);
  return made && args.rest() === undefined && !overflows(made) ? made : undefined;
}

/** `x[0, 1:3]`, as the definition language has it. */
export function entryOf(x: Numeric, indices: readonly string[], shape?: readonly number[]): Numeric {
  return numeric(`${within(x, levels.whole)}[${indices.join(', ')}]`, levels.whole, {
    ...(shape && { shape }),
    ...(x.range && { range: x.range }),
    ...(x.isTruth && { isTruth: true }),
  });
}
