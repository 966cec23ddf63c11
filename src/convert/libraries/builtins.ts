import type { CallArguments } from '../callArguments';
import { keyOf } from '../evaluate';
import { formulaFunction } from '../formulas';
import type { Interpreter } from '../interpreter';
import { literal } from '../numeric';
import type { Place } from '../python/pythonSyntax';
import { itemsOf, none, numberOf, opaque, sequence, textOf, type Value } from '../values';

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
    case 'builtins.list':
    case 'builtins.tuple':
      if (!first) return sequence([], path === 'builtins.tuple');
      return itemsOf(first) ? sequence(itemsOf(first) ?? [], path === 'builtins.tuple') : opaque();
    case 'builtins.reversed':
      return itemsOf(first) ? sequence([...(itemsOf(first) ?? [])].reverse()) : opaque();
    case 'builtins.enumerate':
      if (!itemsOf(first)) return opaque();
      return sequence((itemsOf(first) ?? []).map((item, at) => sequence([literal(at), item], true)));
    case 'builtins.zip': {
      const lists = args.positional.map((list) => itemsOf(list));
      const shortest = Math.min(...lists.map((list) => list?.length ?? 0));
      if (lists.length === 0 || lists.some((list) => !list)) return opaque();
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
      if (first.kind === 'dictionary') return first;
      if (first.kind !== 'sequence') return opaque();
      const pairs = first.items.map((item) => (item.kind === 'sequence' ? item.items : []));
      return {
        kind: 'dictionary',
        entries: new Map(
          pairs.flatMap(([key, value]) => (key && value ? [[keyOf(key) ?? '', value] as const] : [])),
        ),
      };
    }
    case 'builtins.max':
    case 'builtins.min': {
      const numbers = args.positional.map((value) => numberOf(value));
      if (!numbers.every((each): each is number => each !== undefined) || numbers.length < 2) return opaque();
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
    case 'builtins.isinstance':
      return second ? opaque() : undefined;
    case 'argparse.ArgumentParser':
      return { kind: 'dictionary', entries: new Map() };
    default:
      return /^builtins\.(super|object)/.test(path) ||
        /^builtins\.(sum|round|sorted|map|set|any|all|type|next|iter|getattr|hasattr|format|bool)$/.test(path)
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
  if (path === 'builtins.sum' && first?.kind === 'numeric') return formulaFunction('sum', args);
  const numbers = first?.kind === 'sequence' ? first.items.map((item) => numberOf(item)) : [];
  if (path === 'builtins.sum' && numbers.length > 0 && numbers.every((each) => each !== undefined)) {
    return literal(numbers.reduce((sum, each) => sum + each, 0));
  }
  return first?.kind === 'flow' || first?.kind === 'numeric' ? interpreter.gap(place, first) : opaque();
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
