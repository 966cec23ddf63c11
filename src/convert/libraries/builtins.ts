import { message } from '../../language';
import { CallArguments } from '../callArguments';
import { isModelClass, memberOf } from '../pythonClasses';
import { keyOf } from '../evaluate';
import { formulaFunction } from '../formulas';
import type { Interpreter } from '../interpreter';
import { literal } from '../numeric';
import type { Place } from '../python/pythonSyntax';
import { setMember } from '../torch/modelMethods';
import { hasMember, isInstanceOf } from '../torch/modules';
import { attributeOf } from './attributes';
import { copyOf, current, viewOf } from '../sharedMemory';
import {
  isLost,
  isPartOfModel,
  itemsOf,
  lost,
  none,
  numberOf,
  opaque,
  sequence,
  textOf,
  type Opaque,
  type Value,
} from '../values';

const longestRange = 100_000;

/** What needs no import, `OrderedDict`, `math.ceil` and command-line arguments with their defaults. */
export function callBuiltin(
  interpreter: Interpreter,
  path: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  const [first, second] = args.positional;
  switch (path) {
    case 'builtins.super':
      return { kind: 'library', path: 'builtins.super()' };
    case 'builtins.super().__init__':
      return none;
    case 'builtins.range':
      return range(args);
    case 'builtins.len':
      if (first?.kind === 'sequence' || first?.kind === 'layers') return literal(first.items.length);
      if (first?.kind === 'dictionary') return literal(first.entries.size);
      return first?.kind === 'numeric' && first.shape?.[0] !== undefined ? literal(first.shape[0]) : opaque();
    case 'builtins.str':
    case 'builtins.repr': {
      const text = first && keyOf(first);
      return text === undefined ? opaque() : { kind: 'constant', value: text };
    }
    case 'builtins.int': {
      const number = numberOf(first) ?? (textOf(first) === undefined ? undefined : Number(textOf(first)));
      return number === undefined || Number.isNaN(number) ? opaque() : literal(Math.trunc(number));
    }
    case 'builtins.float': {
      const text = textOf(first);
      if (text !== undefined) return Number.isFinite(Number(text)) ? literal(Number(text)) : opaque();
      return first?.kind === 'numeric' ? first : opaque();
    }
    case 'builtins.filter':
      // What leaves out parameters that are not trained leaves out what is marked where they are frozen.
      return second?.kind === 'parameters' ? second : undefined;
    case 'builtins.list':
    case 'builtins.tuple':
      if (first?.kind === 'parameters') return first;
      if (!first) return sequence([], path === 'builtins.tuple');
      return itemsOf(first) ? sequence(itemsOf(first) ?? [], path === 'builtins.tuple') : opaque();
    case 'builtins.reversed':
      return itemsOf(first) ? sequence([...(itemsOf(first) ?? [])].reverse()) : opaque();
    case 'builtins.enumerate':
      if (!itemsOf(first)) return first?.kind === 'opaque' ? first : opaque();
      return enumerated(itemsOf(first) ?? [], args);
    case 'builtins.zip': {
      const lists = args.positional.map((list) => itemsOf(list));
      const shortest = Math.min(...lists.map((list) => list?.length ?? 0));
      if (lists.length === 0 || lists.some((list) => !list)) return unknownOf(args);
      return sequence(
        Array.from({ length: shortest }, (_, at) =>
          sequence(
            lists.flatMap((list) => list?.[at] ?? []),
            true,
          ),
        ),
      );
    }
    case 'builtins.dict':
    case 'collections.OrderedDict': {
      if (!first) return { kind: 'dictionary', entries: new Map(args.named) };
      // A new dictionary of the same values: a change of an array is a change in both.
      if (first.kind === 'dictionary')
        return { kind: 'dictionary', entries: new Map([...first.entries, ...args.named]) };
      if (first.kind !== 'sequence') return unknownOf(args);
      const pairs = first.items.map((item) => (item.kind === 'sequence' ? item.items : []));
      const entries = pairs.flatMap(([key, value]) => {
        const name = key && keyOf(key);
        return name !== undefined && value ? [[name, value] as const] : [];
      });
      if (entries.length < pairs.length) return lost();
      return { kind: 'dictionary', entries: new Map([...entries, ...args.named]) };
    }
    case 'builtins.getattr': {
      const name = second && textOf(second);
      if (name === undefined || first?.kind !== 'instance') return unknownOf(args);
      return (first.attributes.get(name) ?? memberOf(first.of, name))
        ? attributeOf(interpreter, first, name, place)
        : (args.positional[2] ?? lost());
    }
    case 'builtins.setattr':
    case 'builtins.delattr': {
      const name = path === 'builtins.setattr' && second ? textOf(second) : undefined;
      if (first?.kind === 'library') {
        if (name !== undefined) interpreter.overridden.add(`${first.path}.${name}`);
        return interpreter.gap(place);
      }
      if (!first || !(first.kind === 'instance' || isPartOfModel(first))) return opaque();
      setMember(interpreter, first, name, args.positional[2] ?? opaque(), place);
      return none;
    }
    case 'copy.copy':
      return first && shallowCopy(interpreter, first, place);
    case 'copy.deepcopy':
      return first && deepCopy(first, new Map());
    case 'numpy.max':
    case 'numpy.min':
      // All names of NumPy hide those of Python in its newer versions alone.
      if (args.positional.length < 2 || !args.positional.every((value) => numberOf(value) !== undefined))
        return undefined;
      return callBuiltin(interpreter, path.replace('numpy', 'builtins'), args, place);
    case 'builtins.max':
    case 'builtins.min': {
      const items = first?.kind === 'sequence' && !second ? first.items : args.positional;
      const numbers = items.map((value) => numberOf(value));
      const isKnown = args.named.size === 0 && (first?.kind === 'sequence' || numbers.length > 1);
      if (!isKnown || numbers.length === 0 || !numbers.every((each) => each !== undefined))
        return unknownOf(args);
      return literal(path === 'builtins.max' ? Math.max(...numbers) : Math.min(...numbers));
    }
    case 'builtins.abs':
    case 'builtins.pow':
      return formulaFunction(path.slice('builtins.'.length), args);
    case 'math.ceil':
    case 'math.floor': {
      const number = numberOf(first);
      return number === undefined
        ? opaque()
        : literal(path === 'math.ceil' ? Math.ceil(number) : Math.floor(number));
    }
    case 'builtins.isinstance': {
      if (!first || !second) return undefined;
      const answer = isInstanceOf(first, second);
      return answer === undefined ? opaque() : { kind: 'constant', value: answer };
    }
    case 'builtins.hasattr': {
      const name = second && textOf(second);
      const answer = first && name !== undefined ? hasMember(first, name) : undefined;
      return answer === undefined ? opaque() : { kind: 'constant', value: answer };
    }
    case 'builtins.type':
      return first?.kind === 'layer' && !second
        ? attributeOf(interpreter, first, '__class__', place)
        : opaque();
    case 'dataclasses.field':
      return args.take(undefined, 'default') ?? opaque();
    case 'types.SimpleNamespace':
    case 'argparse.Namespace':
      return { kind: 'dictionary', entries: new Map(args.named) };
    case 'argparse.ArgumentParser':
      return { kind: 'dictionary', entries: new Map() };
    default:
      return /^builtins\.(super|object)/.test(path) ||
        /^builtins\.(sum|round|sorted|map|set|any|all|next|iter|format|bool)$/.test(path)
        ? harmless(interpreter, path, args, place)
        : undefined;
  }
}

/** Of numbers and batches these would change what is computed. */
function harmless(
  interpreter: Interpreter,
  path: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  const [first] = args.positional;
  if (path === 'builtins.sum' && first?.kind === 'numeric') {
    // Python adds up the rows of a matrix.
    const axis = new Map([['axis', literal(0)]]);
    const isPlain = args.positional.length + args.named.size === 1;
    const made = isPlain ? formulaFunction('sum', new CallArguments([first], axis)) : undefined;
    return made ?? interpreter.gap(place, first);
  }
  const numbers = first?.kind === 'sequence' ? first.items.map((item) => numberOf(item)) : [];
  if (path === 'builtins.sum' && numbers.length > 0 && numbers.every((each) => each !== undefined)) {
    return literal(numbers.reduce((sum, each) => sum + each, 0));
  }
  if (first?.kind === 'flow' || first?.kind === 'numeric') return interpreter.gap(place, first);
  return /\b(bool|super\W*|object)$/.test(path) ? opaque() : unknownOf(args);
}

/** What a function that is not followed gives: where it is given numbers, a definition lacks it. */
function unknownOf({ positional, named }: CallArguments): Opaque {
  const given = [...positional, ...named.values()].flatMap((value) => itemsOf(value) ?? [value]);
  const isLacking = given.some((value) => value.kind === 'numeric' || isLost(value));
  return isLacking ? lost() : opaque();
}

/** A copy that holds what the original holds, not copies of it. */
function shallowCopy(interpreter: Interpreter, value: Value, place: Place): Value {
  switch (value.kind) {
    case 'numeric':
      // A copied tensor lies where the tensor does.
      return interpreter.usesTorch ? viewOf(value, value) : copyOf(value);
    case 'sequence':
      return sequence(value.items, value.isTuple);
    case 'dictionary':
      return { kind: 'dictionary', entries: new Map(value.entries) };
    case 'instance':
      if (isModelClass(value.of))
        return interpreter.gap(place, undefined, message('both have the same parameters'));
      return { ...value, attributes: new Map(value.attributes) };
    case 'class':
    case 'constant':
    case 'function':
    case 'library':
    case 'method':
    case 'opaque':
      return value;
    case 'flow':
    case 'gradient':
    case 'layer':
    case 'layers':
    case 'loss':
    case 'lossFunction':
    case 'optimizer':
    case 'parameters':
      return interpreter.gap(place, value);
  }
}

/** A copy of everything that is held; what was the same in the original is the same in the copy. */
function deepCopy(held: Value, copies: Map<Value, Value>): Value {
  const value = current(held);
  const there = copies.get(value);
  if (there) return there;
  const made = emptyCopy(value);
  copies.set(value, made);
  if (made.kind === 'sequence' && value.kind === 'sequence')
    made.items.push(...value.items.map((item) => deepCopy(item, copies)));
  if (made.kind === 'dictionary' && value.kind === 'dictionary')
    for (const [key, item] of value.entries) made.entries.set(key, deepCopy(item, copies));
  if (made.kind === 'instance' && value.kind === 'instance')
    for (const [key, item] of value.attributes) made.attributes.set(key, deepCopy(item, copies));
  return made;
}

function emptyCopy(value: Value): Value {
  if (isLost(value)) return lost(value.lost);
  if (value.kind === 'numeric') return copyOf(value);
  if (value.kind === 'sequence') return sequence([], value.isTuple);
  if (value.kind === 'dictionary') return { kind: 'dictionary', entries: new Map() };
  if (value.kind === 'instance' && !isModelClass(value.of)) return { ...value, attributes: new Map() };
  return ['constant', 'function', 'class', 'library'].includes(value.kind) ? value : opaque();
}

/** Pairs of a number, from `start` on, and an item. */
function enumerated(items: readonly Value[], args: CallArguments): Value {
  const start = args.take(1, 'start');
  const first = start ? numberOf(start) : 0;
  return sequence(
    items.map((item, at) => sequence([first === undefined ? lost() : literal(first + at), item], true)),
  );
}

function range(args: CallArguments): Value {
  const numbers = args.positional.map((value) => numberOf(value));
  if (!numbers.every((each): each is number => each !== undefined)) return opaque();
  const [first = 0, second, step = 1] = numbers;
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(count) || count > longestRange) return opaque();
  return sequence(Array.from({ length: count }, (_, at) => literal(from + at * step)));
}
