import { message } from '../../language';
import { deviation } from '../arrayFunctions';
import { CallArguments } from '../callArguments';
import { asType } from '../dtypes';
import { entryOf, formulaFunction } from '../formulas';
import type { Interpreter } from '../interpreter';
import { call, literal } from '../numeric';
import type { Place } from '../python/pythonSyntax';
import { copyOf, viewOf } from '../sharedMemory';
import { lost, none, numberOf, opaque, sequence, type Numeric, type Value } from '../values';
import { callLibrary, isPairOfTorch } from './callLibrary';

/** What an array is on another device or in another library, and what may be a copy of it. */
const sameNumeric: ReadonlySet<string> = new Set(
  'numpy clone to cuda cpu requires_grad_ contiguous'.split(' '),
);
const types: ReadonlyMap<string, string> = new Map([
  ['double', 'float64'],
  ['float', 'float32'],
  ['long', 'int64'],
  ['int', 'int32'],
]);

/** Methods of NumPy that change their array; those of PyTorch end in an underscore. */
const changing: ReadonlySet<string> = new Set(
  'fill sort resize put itemset partition setfield byteswap setflags'.split(' '),
);

/** Whether a method changes what it is called of, by its name. */
export function changesInPlace(name: string): boolean {
  return changing.has(name) || /[^_]_$/.test(name);
}

/** The methods of arrays of NumPy and of tensors. */
export function callArrayMethod(
  interpreter: Interpreter,
  object: Numeric,
  name: string,
  args: CallArguments,
  place: Place,
): Value {
  if (sameNumeric.has(name)) return sameArray(interpreter, object, name, args, place);
  if (changesInPlace(name)) return changeInPlace(interpreter, object, name, args, place);
  const type = types.get(name);
  if (type !== undefined || name === 'astype' || name === 'type') {
    const given: Value | undefined =
      type === undefined
        ? (args.positional[0] ?? args.named.get('dtype'))
        : { kind: 'constant', value: type };
    const made = given && asType(object, given);
    if (!made)
      return interpreter.gap(place, undefined, message('numbers here have 64 bits and are not cut off'));
    return name === 'astype' ? copyOf(made) : viewOf(object, made);
  }
  switch (name) {
    case 'copy':
      return { ...copyOf(object), copyOf: object.text };
    case 'detach':
      return interpreter.withoutGradient(object);
    case 'backward':
      return backward(interpreter, object, args, place);
    case 'ravel':
    case 'flatten': {
      const count = object.shape?.reduce((product, size) => product * size, 1);
      if (count === undefined || args.positional.length + args.named.size > 0) return interpreter.gap(place);
      return viewOf(object, call('reshape', [object, `[${String(count)}]`], [count]));
    }
    case 'item': {
      const isSingle = object.shape?.every((size) => size === 1) && args.positional.length === 0;
      const zeros = object.shape?.map(() => '0') ?? [];
      const entry = zeros.length === 0 ? object : entryOf(object, zeros, []);
      return isSingle ? interpreter.withoutGradient(entry) : interpreter.gap(place);
    }
    case 'tolist':
    case 'retain_grad':
    case 'argmax':
      return lost();
    case 'size':
    case 'dim': {
      if (!object.shape) return opaque();
      if (name === 'dim') return literal(object.shape.length);
      const axis = numberOf(args.positional[0]);
      return axis === undefined
        ? sequence(
            object.shape.map((size) => literal(size)),
            true,
          )
        : literal(object.shape.at(axis) ?? NaN);
    }
    case 'view':
    case 'reshape':
      return callLibrary(
        interpreter,
        'torch.reshape',
        new CallArguments([object, ...args.positional], args.named),
        place,
      );
    case 'numel':
    case 'nelement':
      return object.shape
        ? literal(object.shape.reduce((product, size) => product * size, 1))
        : interpreter.gap(place);
    case 'std':
    case 'var': {
      // Of which library it is cannot be told where both may be: they count differently.
      const whole = new CallArguments([object, ...args.positional], args.named);
      return (interpreter.usesTorch ? undefined : deviation(name, whole, false)) ?? interpreter.gap(place);
    }
    default: {
      const whole = new CallArguments([object, ...args.positional], args.named);
      const made = formulaFunction(name, whole);
      if (made && isPairOfTorch(interpreter, name, whole)) return sequence([made, lost()], true);
      return made ?? interpreter.gap(place);
    }
  }
}

/** The array itself, or what may be a copy of it: which of both, the device or the type decides. */
function sameArray(
  interpreter: Interpreter,
  object: Numeric,
  name: string,
  args: CallArguments,
  place: Place,
): Value {
  if (name === 'clone') return copyOf(object);
  if (name === 'numpy' || name === 'requires_grad_') return object;
  const types = [...args.positional, args.named.get('dtype')].filter((value) => value?.kind === 'library');
  const made = types.reduce<Numeric | undefined>((x, type) => x && asType(x, type), object);
  return made
    ? viewOf(object, made)
    : interpreter.gap(place, undefined, message('numbers here have 64 bits'));
}

/** `x.mul_(2)` is `x *= 2`; of what has no such counterpart, the array is not known any more. */
function changeInPlace(
  interpreter: Interpreter,
  object: Numeric,
  name: string,
  args: CallArguments,
  place: Place,
): Value {
  const made = name.endsWith('_')
    ? formulaFunction(name.slice(0, -1), new CallArguments([object, ...args.positional], args.named))
    : undefined;
  if (!made || object.shares?.isView !== false) {
    interpreter.forgetInPlace(object);
    return interpreter.gap(place);
  }
  return interpreter.replaceInPlace(object, made);
}

/** `loss.backward()`, or `y.backward(gradient)`. */
function backward(interpreter: Interpreter, object: Numeric, args: CallArguments, place: Place): Value {
  const target = interpreter.nameOf(object, 'loss', place);
  const upstream = args.take(0, 'gradient');
  args.ignore('retain_graph', 'create_graph');
  const written = upstream && formulaFunction('array', new CallArguments([upstream]));
  if (upstream && !written && upstream.kind !== 'constant') return interpreter.gap(place);
  interpreter.addBackward(target, written?.text, place);
  return none;
}
