import { CallArguments } from '../callArguments';
import { keyOf } from '../evaluate';
import { formulaFunction } from '../formulas';
import type { Interpreter } from '../interpreter';
import { callKerasMethod } from '../keras/kerasLibrary';
import { literal } from '../numeric';
import type { Place } from '../python/pythonSyntax';
import {
  integersOf,
  none,
  numberOf,
  opaque,
  sequence,
  textOf,
  type Flow,
  type Method,
  type Numeric,
  type Value,
} from '../values';
import { callLibrary } from './callLibrary';

/** A method of something that is no class of the source. */
export function callMethod(
  interpreter: Interpreter,
  { object, name }: Method,
  args: CallArguments,
  place: Place,
): Value {
  switch (object.kind) {
    case 'numeric':
      return ofNumeric(interpreter, object, name, args, place);
    case 'flow':
      return ofFlow(interpreter, object, name, args, place);
    case 'dictionary':
      return ofDictionary(interpreter, object.entries, name, args, place) ?? opaque();
    case 'sequence':
      return ofSequence(object.items, name, args) ?? opaque();
    case 'layers':
    case 'instance': {
      const known = callKerasMethod(interpreter, object, name, args, place);
      if (known) return known;
      if (['to', 'cuda', 'cpu', 'double', 'float', 'train', 'eval'].includes(name)) return object;
      if (name === 'append' && object.kind === 'layers' && args.positional[0]) {
        object.items.push([String(object.items.length), args.positional[0]]);
        return none;
      }
      // A batch that is handed to something unknown is not what it was.
      const batch = args.positional.find(({ kind }) => kind === 'flow');
      return batch || name === 'apply' ? interpreter.gap(place, batch) : opaque();
    }
    case 'layer':
    case 'lossFunction':
      return ['to', 'cuda', 'double', 'float'].includes(name) ? object : opaque();
    case 'loss':
      if (['mean', 'to'].includes(name)) return object;
      return ['sum', 'div', 'mul', 'add'].includes(name) ? interpreter.gap(place, object) : opaque();
    case 'optimizer':
      if (name === 'zero_grad') interpreter.noteReset();
      return opaque();
    case 'class':
    case 'constant':
    case 'function':
    case 'gradient':
    case 'library':
    case 'method':
    case 'opaque':
    default:
      return opaque();
  }
}

const sameNumeric: ReadonlySet<string> = new Set(
  'numpy clone double float to cuda cpu requires_grad_ contiguous astype type'.split(' '),
);

function ofNumeric(
  interpreter: Interpreter,
  object: Numeric,
  name: string,
  args: CallArguments,
  place: Place,
): Value {
  if (sameNumeric.has(name)) return object;
  switch (name) {
    case 'copy':
      return { ...object, copyOf: object.text };
    case 'backward':
      return backward(interpreter, object, args, place);
    case 'item':
    case 'tolist':
    case 'retain_grad':
    case 'argmax':
      return name === 'item' ? object : opaque();
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
      return callLibrary(
        interpreter,
        'torch.reshape',
        new CallArguments([object, ...args.positional], args.named),
        place,
      );
    default: {
      const made = formulaFunction(name, new CallArguments([object, ...args.positional], args.named));
      return made ?? interpreter.gap(place);
    }
  }
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

const readOut: ReadonlySet<string> = new Set(
  'argmax max item numpy tolist topk cpu detach eq size dim data_ptr type'.split(' '),
);
const unchanged: ReadonlySet<string> = new Set([
  'to',
  'cuda',
  'float',
  'double',
  'contiguous',
  'clone',
  'copy',
  'squeeze',
]);

function ofFlow(
  interpreter: Interpreter,
  object: Flow,
  name: string,
  args: CallArguments,
  place: Place,
): Value {
  const { network } = object;
  if (readOut.has(name)) return opaque();
  if (unchanged.has(name)) return object;
  switch (name) {
    case 'view':
    case 'reshape': {
      const shape = args.positional.length === 1 ? args.positional[0] : sequence(args.positional);
      const sizes = shape?.kind === 'sequence' ? shape.items : [];
      // Two sizes of which the first is that of the batch: every sample becomes a row.
      const [samples, features] = sizes;
      const isBatch =
        samples?.kind === 'numeric'
          ? samples.text === 'n' || samples.constant === -1
          : samples?.kind === 'opaque';
      const isRow =
        sizes.length === 2 && isBatch && (features?.kind === 'numeric' || features?.kind === 'opaque');
      if (isRow) return network.layer('Flatten', [object], place, 'row');
      const gap = interpreter.gap(place, network.settle(object, place.line));
      return gap.kind === 'flow' ? { ...gap, sample: sizes.length === 4 ? 'image' : 'sequence' } : gap;
    }
    case 'flatten': {
      const from = integersOf(args.positional[0] ?? args.named.get('start_dim'))?.[0];
      return from === 1 ? network.layer('Flatten', [object], place, 'row') : interpreter.gap(place, object);
    }
    case 'backward':
      return none;
    case 'mean': {
      const axes = integersOf(args.positional[0] ?? args.named.get('dim') ?? args.named.get('axis'));
      if (object.sample === 'image' && ['2,3', '3,2', '-1,-2', '-2,-1'].includes(axes?.join() ?? '')) {
        return network.layer('GlobalAvgPool', [object], place, 'row');
      }
      break;
    }
    default:
      break;
  }
  return callLibrary(
    interpreter,
    `torch.${name}`,
    new CallArguments([object, ...args.positional], args.named),
    place,
  );
}

function ofSequence(items: Value[], name: string, args: CallArguments): Value | undefined {
  const [first] = args.positional;
  switch (name) {
    case 'append':
      if (first) items.push(first);
      return none;
    case 'extend':
      if (first?.kind === 'sequence') items.push(...first.items);
      return none;
    case 'reverse':
      items.reverse();
      return none;
    case 'copy':
      return sequence(items);
    case 'pop':
      return items.pop();
    default:
      return undefined;
  }
}

function ofDictionary(
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
