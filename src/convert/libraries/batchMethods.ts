import { message } from '../../language';
import { CallArguments } from '../callArguments';
import { asType } from '../dtypes';
import type { Interpreter } from '../interpreter';
import { literal } from '../numeric';
import type { Place } from '../python/pythonSyntax';
import { copyOf, viewOf } from '../sharedMemory';
import { integersOf, none, opaque, sequence, textOf, type Flow, type Value } from '../values';
import { changesInPlace } from './arrayMethods';
import { callLibrary } from './callLibrary';

const readOut: ReadonlySet<string> = new Set(
  'argmax max item numpy tolist topk cpu detach eq size dim data_ptr type'.split(' '),
);
const unchanged: ReadonlySet<string> = new Set(['cuda', 'float', 'double', 'contiguous']);

/** The methods of a batch that is passed through a network: most are layers of it. */
export function callBatchMethod(
  interpreter: Interpreter,
  object: Flow,
  name: string,
  args: CallArguments,
  place: Place,
): Value {
  const { network } = object;
  if (readOut.has(name)) return opaque();
  if (name === 'squeeze') return { ...object, isSqueezed: true };
  if (unchanged.has(name)) return object;
  if (changesInPlace(name)) return changeFlow(interpreter, object, name, args, place);
  switch (name) {
    case 'clone':
    case 'copy':
      return copyOf(object);
    case 'to': {
      const types = [...args.positional, ...args.named.values()].filter(
        ({ kind }) => kind === 'library' || kind === 'constant',
      );
      const isSame = types.every((type) => textOf(type) !== undefined || asType(literal(0.5), type));
      return isSame ? object : interpreter.gap(place, object, message('numbers here have 32 bits'));
    }
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
      if (isRow) return viewOf(object, network.layer('Flatten', [object], place, 'row'));
      const gap = interpreter.gap(place, network.settle(object, place.line));
      return gap.kind === 'flow' ? { ...gap, sample: sizes.length === 4 ? 'image' : 'sequence' } : gap;
    }
    case 'flatten': {
      const from = integersOf(args.positional[0] ?? args.named.get('start_dim'))?.[0];
      return from === 1
        ? viewOf(object, network.layer('Flatten', [object], place, 'row'))
        : interpreter.gap(place, object);
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

/** `x.relu_()`: what other names the batch has, are now names of what comes out. */
function changeFlow(
  interpreter: Interpreter,
  object: Flow,
  name: string,
  args: CallArguments,
  place: Place,
): Value {
  const made = callBatchMethod(interpreter, object, name.slice(0, -1), args, place);
  return made.kind === 'flow' ? interpreter.replaceInPlace(object, made) : made;
}
