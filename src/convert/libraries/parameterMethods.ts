import { message } from '../../language';
import { CallArguments } from '../callArguments';
import { forgetValue } from '../effects';
import type { Interpreter } from '../interpreter';
import type { Place } from '../python/pythonSyntax';
import { readsOnly } from '../torch/modelMethods';
import { initialises } from '../torch/torchInit';
import { dataOf, none, opaque, truthOf, type Optimizer, type Parameters, type Value } from '../values';
import { changesInPlace } from './arrayMethods';

const parameterLists: ReadonlySet<string> = new Set('parameters named_parameters get_weights'.split(' '));

/** Whether a method gives the parameters of a model or of a layer. */
export function isParameters(name: string): boolean {
  return parameterLists.has(name);
}

/** What a method of which `isParameters` holds gives. */
export function parametersOf(of: Value, name: string): Parameters {
  return { kind: 'parameters', of, ...(name === 'named_parameters' && { isNamed: true }) };
}

/** `p.requires_grad_(False)`, `p.data.normal_(0, 1)`, `p.grad.zero_()`. */
export function callParametersMethod(
  interpreter: Interpreter,
  object: Parameters,
  name: string,
  args: CallArguments,
  place: Place,
): Value {
  if (name === 'requires_grad_') {
    const isOn = truthOf(args.take(0, 'requires_grad') ?? { kind: 'constant', value: true });
    if (isOn !== true) interpreter.trainingGap(place, message('everything is trained here'));
    return object;
  }
  if (object.isGradient && name === 'zero_') {
    if (object.part === undefined) interpreter.training.step('reset', place);
    else interpreter.trainingGap(place, message('it resets some of the gradients'));
    return none;
  }
  if (
    !object.isGradient &&
    initialises(interpreter, name, new CallArguments([object, ...args.positional], args.named))
  ) {
    return none;
  }
  if (!changesInPlace(name)) {
    if (!readsOnly(name)) interpreter.trainingGap(place);
    return dataOf(object);
  }
  interpreter.trainingGap(
    place,
    object.isGradient ? message('it changes gradients') : message('it changes parameters'),
  );
  return object;
}

/** `optimizer.zero_grad()`, `optimizer.step()`. */
export function callOptimizerMethod(
  interpreter: Interpreter,
  object: Optimizer,
  name: string,
  place: Place,
): Value {
  if (name === 'zero_grad') {
    interpreter.training.step('reset', place);
    interpreter.gradients.reset();
  }
  if (name !== 'step') return name === 'load_state_dict' ? interpreter.gap(place) : opaque();
  interpreter.training.step('step', place);
  if (object.arrays) {
    for (const array of object.arrays) forgetValue(interpreter, array);
    interpreter.gap(place);
  }
  return opaque();
}
