import { message } from '../../language';
import { CallArguments } from '../callArguments';
import { forgetValue } from '../effects';
import { asNumeric } from '../asNumeric';
import type { Interpreter } from '../interpreter';
import { callKerasMethod } from '../keras/kerasLibrary';
import { literal } from '../numeric';
import { isModelClass } from '../pythonClasses';
import type { Place } from '../python/pythonSyntax';
import { notePrecision, readsOnly, setMember, switchMode } from '../torch/modelMethods';
import { childrenOf, modulesOf } from '../torch/modules';
import {
  lost,
  none,
  opaque,
  sequence,
  textOf,
  type Constant,
  type Gradient,
  type Instance,
  type LayerList,
  type Method,
  type Value,
} from '../values';
import { callArrayMethod, changesInPlace } from './arrayMethods';
import { callBatchMethod } from './batchMethods';
import { callDictionaryMethod, callListMethod } from './collectionMethods';
import { callOptimizerMethod, callParametersMethod, isParameters, parametersOf } from './parameterMethods';

/** Methods by which a model learns something else, or begins from what is not in the source. */
const startsElsewhere: ReadonlySet<string> = new Set(
  [
    'load_state_dict load_weights set_weights requires_grad_ half bfloat16 register_forward_hook',
    'register_forward_pre_hook register_full_backward_hook register_backward_hook register_parameter',
  ].flatMap((line) => line.split(' ')),
);

/** A method of something that is not a class of the source. */
export function callMethod(
  interpreter: Interpreter,
  { object, name }: Method,
  args: CallArguments,
  place: Place,
): Value {
  switch (object.kind) {
    case 'numeric':
      return callArrayMethod(interpreter, object, name, args, place);
    case 'flow':
      return callBatchMethod(interpreter, object, name, args, place);
    case 'dictionary':
      return (
        callDictionaryMethod(interpreter, object.entries, name, args, place) ??
        changed(interpreter, object, place)
      );
    case 'sequence': {
      const [given] = args.positional;
      const more = given?.kind === 'sequence' ? given.items.length : 1;
      if (!interpreter.hasRoomFor(more, place)) return lost();
      return callListMethod(object.items, name, args) ?? changed(interpreter, object, place);
    }
    case 'parameters':
      return callParametersMethod(interpreter, object, name, args, place);
    case 'layers':
    case 'instance': {
      if (isParameters(name)) return parametersOf(object, name);
      if (name === 'eval' || name === 'train' || name === 'zero_grad') {
        switchMode(interpreter, object, name, args, place);
        return object;
      }
      if (startsElsewhere.has(name)) interpreter.trainingGap(place);
      const known = callKerasMethod(interpreter, object, name, args, place);
      if (known) return known;
      if (['to', 'cuda', 'cpu', 'double', 'float', 'type'].includes(name)) {
        notePrecision(interpreter, object, name, args, place);
        return object;
      }
      if ((name === 'add_module' || name === 'register_module') && args.positional.length === 2) {
        const [given, layer = opaque()] = args.positional;
        setMember(interpreter, object, given && textOf(given), layer, place);
        return none;
      }
      if (name === 'append' && object.kind === 'layers' && args.positional[0]) {
        interpreter.training.noteReplaced(object, args.positional[0], place);
        object.items.push([String(object.items.length), args.positional[0]]);
        return none;
      }
      const parts = partsOf(object, name);
      if (parts && args.positional.length + args.named.size === 0) return parts;
      if (name === 'apply' && applied(interpreter, object, args, place)) return object;
      // A batch that is handed to something unknown is not what it was.
      const batch = args.positional.find(({ kind }) => kind === 'flow');
      if (batch || name === 'apply') return interpreter.gap(place, batch);
      if (object.kind === 'instance' && !isModelClass(object.of)) return opaque();
      if (!readsOnly(name) && !startsElsewhere.has(name)) interpreter.trainingGap(place);
      return { ...opaque(), isOfModel: true };
    }
    case 'layer':
    case 'lossFunction':
      if (object.kind === 'layer' && isParameters(name)) return parametersOf(object, name);
      if (object.kind === 'layer' && ['eval', 'train', 'zero_grad'].includes(name)) {
        switchMode(interpreter, object, name, args, place);
        return object;
      }
      if (['to', 'cuda', 'cpu', 'double', 'float', 'type'].includes(name)) {
        if (object.kind === 'layer' && name !== 'cuda' && name !== 'cpu')
          notePrecision(interpreter, object, name, args, place);
        return object;
      }
      if (object.kind === 'layer' && (!readsOnly(name) || startsElsewhere.has(name)))
        interpreter.trainingGap(place);
      return object.kind === 'layer' ? { ...opaque(), isOfModel: true } : opaque();
    case 'loss':
      if (name === 'backward') {
        interpreter.training.step('backward', place);
        const { items } = object.network;
        const differs = items.some((item) => item.kind === 'layer' && /^(Dropout|BatchNorm)/.test(item.call));
        if (differs && interpreter.training.modes.backward(place))
          interpreter.trainingGap(place, message('the model is in evaluation, and ours is in training'));
        const isSeeded = args.positional.length > 0 || args.named.has('gradient');
        return isSeeded ? interpreter.gap(place, object, message('it does not begin with 1')) : none;
      }
      if (['mean', 'to'].includes(name)) return object;
      return ['sum', 'div', 'mul', 'add'].includes(name) ? interpreter.gap(place, object) : opaque();
    case 'optimizer':
      return callOptimizerMethod(interpreter, object, name, place);
    case 'gradient':
      return ofGradient(interpreter, object, name, args, place);
    case 'constant':
      return ofText(object, name, args);
    case 'class':
    case 'function':
    case 'library':
    case 'method':
    case 'opaque':
    default:
      if (object.kind === 'opaque' && object.scheduler && name === 'step')
        interpreter.training.stepSchedule(object.scheduler, args);
      return opaque();
  }
}

/** What is asked of a text in a condition. */
function ofText({ value }: Constant, name: string, { positional, named }: CallArguments): Value {
  const [given, ...more] = positional;
  const part = given && textOf(given);
  if (typeof value !== 'string' || more.length + named.size > 0) return opaque();
  if (name === 'lower' || name === 'upper')
    return { kind: 'constant', value: name === 'lower' ? value.toLowerCase() : value.toUpperCase() };
  if (part === undefined) return opaque();
  if (name === 'startswith') return { kind: 'constant', value: value.startsWith(part) };
  if (name === 'endswith') return { kind: 'constant', value: value.endsWith(part) };
  return name === 'find' ? literal(value.indexOf(part)) : opaque();
}

/** `model.modules()` and its like. */
function partsOf(model: Instance | LayerList, name: string): Value | undefined {
  if (!/^(named_)?(modules|children)$/.test(name)) return undefined;
  const parts = name.endsWith('modules') ? modulesOf(model) : childrenOf(model);
  return sequence(
    parts.map(([path, part]) =>
      name.startsWith('named') ? sequence([{ kind: 'constant', value: path }, part], true) : part,
    ),
  );
}

/** `model.apply(init)`: a function of the source is given each part, and the whole in the end. */
function applied(
  interpreter: Interpreter,
  model: Instance | LayerList,
  args: CallArguments,
  place: Place,
): boolean {
  const [given, ...more] = args.positional;
  const isFunction =
    given?.kind === 'function' || (given?.kind === 'method' && given.definition !== undefined);
  if (!isFunction || more.length + args.named.size > 0) return false;
  for (const [, part] of [...modulesOf(model)].reverse())
    interpreter.call(given, new CallArguments([part]), place);
  return true;
}

/** `x.grad.zero_()`, or what an array has for methods. */
function ofGradient(
  interpreter: Interpreter,
  object: Gradient,
  name: string,
  args: CallArguments,
  place: Place,
): Value {
  if (name === 'zero_') {
    interpreter.gradients.reset(object.memory);
    return none;
  }
  if (['detach_', 'requires_grad_'].includes(name)) return object;
  if (changesInPlace(name)) {
    interpreter.gradients.forget(object.memory);
    return interpreter.gap(place);
  }
  const array = asNumeric(object);
  return array && name !== 'detach' ? callArrayMethod(interpreter, array, name, args, place) : object;
}

/** A list or a dictionary after something of which is not known what it does to it. */
function changed(interpreter: Interpreter, object: Value, place: Place): Value {
  forgetValue(interpreter, object);
  return interpreter.gap(place);
}
