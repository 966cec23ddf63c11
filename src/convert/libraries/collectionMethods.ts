import type { CallArguments } from '../callArguments';
import { keyOf } from '../evaluate';
import type { Interpreter } from '../interpreter';
import type { Place } from '../python/pythonSyntax';
import { none, numberOf, opaque, sequence, textOf, type Value } from '../values';

/** The methods of lists; `undefined` where what the list holds then cannot be told. */
export function callListMethod(items: Value[], name: string, args: CallArguments): Value | undefined {
  const [first, second] = args.positional;
  const at = numberOf(first);
  switch (name) {
    case 'append':
      if (first) items.push(first);
      return none;
    case 'extend':
      if (first?.kind !== 'sequence') return undefined;
      for (const item of [...first.items]) items.push(item);
      return none;
    case 'insert':
      if (at === undefined || !second) return undefined;
      items.splice(at, 0, second);
      return none;
    case 'reverse':
      items.reverse();
      return none;
    case 'clear':
      items.length = 0;
      return none;
    case 'copy':
      return sequence(items);
    case 'pop':
      if (!first) return items.pop();
      return at === undefined ? undefined : items.splice(at, 1)[0];
    case 'index':
    case 'count':
      return opaque();
    default:
      return undefined;
  }
}

/** The methods of dictionaries and of what reads a command line; `undefined` as for lists. */
export function callDictionaryMethod(
  interpreter: Interpreter,
  entries: Map<string, Value>,
  name: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  switch (name) {
    case 'values':
      return sequence([...entries.values()]);
    case 'keys':
      return sequence([...entries.keys()].map((value) => ({ kind: 'constant', value })));
    case 'items':
      return sequence(
        [...entries].map(([value, item]) => sequence([{ kind: 'constant', value }, item], true)),
      );
    case 'get': {
      const key = args.positional[0] && keyOf(args.positional[0]);
      return (key === undefined ? undefined : entries.get(key)) ?? args.positional[1] ?? none;
    }
    case 'copy':
      return { kind: 'dictionary', entries: new Map(entries) };
    case 'clear':
      entries.clear();
      return none;
    case 'update': {
      const [given] = args.positional;
      if (given && given.kind !== 'dictionary') return undefined;
      for (const [key, value] of [...(given?.entries ?? []), ...args.named]) entries.set(key, value);
      return none;
    }
    case 'pop':
    case 'setdefault': {
      const key = args.positional[0] && keyOf(args.positional[0]);
      if (key === undefined) return undefined;
      const value = entries.get(key) ?? args.positional[1] ?? none;
      if (name === 'pop') entries.delete(key);
      else entries.set(key, value);
      return value;
    }
    case 'parse_known_args':
      return sequence([{ kind: 'dictionary', entries }, opaque()], true);
    case 'add_argument':
      addArgument(interpreter, entries, args, place);
      return none;
    case 'parse_args':
      return { kind: 'dictionary', entries };
    default:
      return undefined;
  }
}

/** What a script is given on its command line is its default here, and that is said. */
function addArgument(
  interpreter: Interpreter,
  entries: Map<string, Value>,
  args: CallArguments,
  place: Place,
): void {
  const flags = args.positional.map((value) => textOf(value) ?? '');
  const flag = flags.find((each) => each.startsWith('--')) ?? flags[0] ?? '';
  const name = (textOf(args.named.get('dest')) ?? flag.replace(/^-+/, '')).replaceAll('-', '_');
  const value = args.named.get('default');
  if (!value) return;
  entries.set(name, value);
  interpreter.defaults.set(value, { name: flag, place });
}
