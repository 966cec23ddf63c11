import { message } from '../../language';
import type { Interpreter } from '../interpreter';
import { memberOf } from '../pythonClasses';
import { viewOf } from '../sharedMemory';
import { functionOf } from '../networks/networkTrace';
import { call, levels, literal, numeric } from '../numeric';
import type { Place } from '../python/pythonSyntax';
import { dataOf, lost, none, opaque, sequence, type Method, type Numeric, type Value } from '../values';

const isModelAttribute = new Set(['training', 'device', 'dtype', 'data', 'requires_grad', 'history']);

/** `object.name` of the Python source. */
export function attributeOf(interpreter: Interpreter, object: Value, name: string, place: Place): Value {
  switch (object.kind) {
    case 'library':
      if (name === '__name__') return { kind: 'constant', value: object.path.split('.').at(-1) ?? '' };
      return interpreter.overridden.has(`${object.path}.${name}`)
        ? lost(message('{0} is another one here', name))
        : libraryMember(object.path, name);
    case 'instance': {
      const own = object.attributes.get(name);
      if (own) return own;
      const member = memberOf(object.of, name);
      if (member?.kind === 'function') return { kind: 'method', object, name, definition: member };
      return member ?? (isModelAttribute.has(name) ? opaque() : { kind: 'method', object, name });
    }
    case 'class': {
      const member = memberOf(object, name);
      return member?.kind === 'function' ? member : (member ?? opaque());
    }
    case 'dictionary': {
      const entry = object.entries.get(name);
      const given = entry && interpreter.defaults.get(entry);
      if (given)
        interpreter.conversion.trainingComment(
          given.place,
          message('{0} has its default', given.name),
          false,
        );
      return entry ?? { kind: 'method', object, name };
    }
    case 'numeric':
      return ofNumeric(interpreter, object, name, place);
    case 'flow':
      switch (name) {
        case 'shape':
          return sequence([samples, opaque(), opaque(), opaque()]);
        case 'size':
          return { kind: 'method', object, name };
        case 'ndim':
          return object.sample === 'image' ? literal(4) : literal(2);
        case 'T':
          return functionOf(object, (x) => call('transpose', [x]), place) ?? interpreter.gap(place, object);
        case 'data':
          return object;
        case 'device':
        case 'dtype':
        case 'grad':
          return opaque();
        default:
          return { kind: 'method', object, name };
      }
    case 'loss':
      return name === 'data' ? opaque() : { kind: 'method', object, name };
    case 'parameters':
      if (name === 'data') return object;
      if (name === 'grad') return { ...object, isGradient: true };
      return ['requires_grad', 'shape', 'dtype', 'device', 'ndim', 'is_leaf'].includes(name)
        ? opaque()
        : { kind: 'method', object, name };
    case 'optimizer':
      // A setting that is changed there is one of the optimiser.
      return name === 'param_groups' ? object : { kind: 'method', object, name };
    case 'layer':
      if (name === '__class__' && object.type !== undefined)
        return { kind: 'library', path: `torch.nn.${object.type}` };
      if (name === 'bias' && object.start?.bias === 'false') return none;
      return /^(weight|bias)$/.test(name)
        ? { kind: 'parameters', of: object, part: name }
        : { kind: 'method', object, name };
    case 'opaque':
      if (object.scheduler) return { kind: 'method', object, name };
      return { ...dataOf(object), member: name };
    case 'sequence':
      // What `max` along an axis gives in PyTorch.
      return name === 'values' && object.isTuple
        ? (object.items[0] ?? lost())
        : { kind: 'method', object, name };
    case 'constant':
    case 'function':
    case 'gradient':
      // It may be read and written to by way of `data` as well.
      return name === 'data' ? object : { kind: 'method', object, name };
    case 'layers':
      if (name === 'layers') return sequence(object.items.map(([, layer]) => layer));
      return { kind: 'method', object, name };
    case 'lossFunction':
    case 'method':
    default: {
      const method: Method = { kind: 'method', object, name };
      return method;
    }
  }
}

/** How many samples a batch has: known when a network is run, and not before. */
const samples: Numeric = numeric('n', levels.whole);

function ofNumeric(interpreter: Interpreter, object: Numeric, name: string, place: Place): Value {
  const { shape } = object;
  switch (name) {
    case 'T':
      return shape?.length === 1
        ? object
        : viewOf(object, call('transpose', [object], shape && [...shape].reverse()));
    case 'shape':
      return shape
        ? sequence(
            shape.map((size) => literal(size)),
            true,
          )
        : opaque();
    case 'ndim':
      return shape ? literal(shape.length) : opaque();
    case 'size':
      // A number of NumPy, a function of PyTorch.
      return shape && !interpreter.usesTorch
        ? literal(shape.reduce((product, each) => product * each, 1))
        : { kind: 'method', object, name };
    case 'data':
      return interpreter.withoutGradient(object);
    case 'grad':
      return interpreter.gradients.read(interpreter.nameOf(object, 'x', place), object);
    case 'requires_grad':
    case 'dtype':
    case 'device':
      return opaque();
    default:
      return { kind: 'method', object, name };
  }
}

const numbers: ReadonlyMap<string, number> = new Map([
  ['numpy.pi', Math.PI],
  ['numpy.e', Math.E],
  ['math.pi', Math.PI],
  ['math.e', Math.E],
]);

function libraryMember(path: string, name: string): Value {
  const whole = `${path}.${name}`
    .replace(/^tensorflow\.keras\b/, 'keras')
    .replace(/^tensorflow\.python\.keras\b/, 'keras');
  return libraryValue(whole);
}

/** What stands in a library: a number, or what is only told by its name. */
export function libraryValue(path: string): Value {
  const number = numbers.get(path);
  return number === undefined ? { kind: 'library', path } : literal(number);
}
