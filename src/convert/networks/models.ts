import { message } from '../../language';
import { CallArguments } from '../callArguments';
import { callFunction } from '../calls';
import { isModelClass, memberOf } from '../pythonClasses';
import type { Interpreter } from '../interpreter';
import type { Place } from '../python/pythonSyntax';
import type { NetworkTrace } from './networkTrace';
import {
  opaque,
  type Flow,
  type Instance,
  type LayerList,
  type LayerValue,
  type LossFunction,
  type Method,
  type Value,
} from '../values';

/** A model, a layer or a loss that is called. */
export function callModel(
  interpreter: Interpreter,
  callee: Instance | LayerList | LayerValue | LossFunction,
  args: CallArguments,
  place: Place,
): Value {
  if (callee.kind === 'lossFunction') return callLoss(interpreter, callee, args, place);
  const inputs = [...args.positional, ...args.named.values()];
  const listed = inputs.flatMap((input) => (input.kind === 'sequence' ? input.items : [input]));
  const flows = listed.filter((input): input is Flow => input.kind === 'flow');
  if (callee.kind === 'layer') {
    if (flows.length > 0) return callee.apply(flows, place);
    if (interpreter.passing) return interpreter.gap(place);
    return callee.apply([interpreter.network('Network', place).input()], place);
  }
  if (callee.kind === 'instance' && !isModelClass(callee.of)) {
    const own = memberOf(callee.of, '__call__') ?? memberOf(callee.of, 'forward');
    if (own?.kind !== 'function') return interpreter.gap(place, flows[0]);
    return interpreter.call({ kind: 'method', object: callee, name: own.name, definition: own }, args, place);
  }
  if (flows.length > 0) return passThrough(interpreter, callee, args, place);
  // A part of a network that is not given its batch has no place in it.
  if (interpreter.passing) return interpreter.gap(place);
  return callFromOutside(interpreter, callee, inputs[0], place);
}

const passes: ReadonlySet<string> = new Set(['loss', 'gradient', 'numerical_gradient', 'predict', 'forward']);

/**
 * A network that is a plain class with `predict` and `loss`, as those of the chapter: where data are handed
 * to one of them, a batch is passed through it once. How it computes its gradients, no definition says.
 */
export function callFromData(
  interpreter: Interpreter,
  { object, name }: Method,
  args: CallArguments,
  place: Place,
): Value | undefined {
  const [x, ...others] = args.positional;
  if (object.kind !== 'instance' || isModelClass(object.of) || !x || !isData(interpreter, x))
    return undefined;
  const predict = memberOf(object.of, 'predict');
  if (!predict) return undefined;
  if (name === 'accuracy') return opaque();
  if (!passes.has(name)) return undefined;
  for (const given of args.positional) interpreter.training.noteTarget(given, object.place);
  if (name.endsWith('gradient')) {
    noteGradient(interpreter, object);
    interpreter.training.noteData(x, place);
    interpreter.training.step('gradient', place);
  }
  const loss = memberOf(object.of, 'loss') ?? predict;
  const through = name === 'predict' || name === 'forward' ? predict : loss;
  const before = interpreter.calledModels.get(object);
  if (before && !(through === loss && before.output.kind !== 'loss')) return before.output;
  const network =
    before?.output.kind === 'flow'
      ? before.output.network
      : interpreter.network(object.of.name, object.of.place);
  if (before) network.restart();
  if (through.kind !== 'function') return undefined;
  // What stands in the source comes with the batch as well.
  const target = others[0] && others[0].kind !== 'numeric' ? others[0] : opaque();
  const { passing } = interpreter;
  interpreter.passing = network;
  const output = callFunction(
    interpreter,
    through,
    new CallArguments([object, network.input('row'), target]),
  );
  interpreter.passing = passing;
  interpreter.calledModels.set(object, { output, input: x });
  return output;
}

/** Says of a network that computes gradients by itself that this is not followed: it may be wrong. */
function noteGradient(interpreter: Interpreter, { of }: Instance): void {
  const own = memberOf(of, 'gradient');
  if (own?.kind !== 'function') return;
  const text = message(
    '{0} is not followed: a definition computes gradients by itself, and expect compares them with yours',
    own.name,
  );
  interpreter.conversion.trainingComment(own.place, text, false);
}

/** Whether a network is given data: in a training those that stand in the source, too. */
function isData({ training, passing }: Interpreter, x: Value): boolean {
  if (x.kind === 'opaque') return true;
  return x.kind === 'numeric' && training.isFollowed && !passing && (x.shape?.length ?? 0) > 1;
}

/**
 * Data go through the model: from here on it is a network of its own. Later calls give what the first gave.
 */
export function callFromOutside(
  interpreter: Interpreter,
  model: Instance | LayerList,
  input: Value | undefined,
  place: Place,
): Value {
  interpreter.training.noteData(input, place);
  interpreter.training.noteTrained(model, place);
  const before = interpreter.calledModels.get(model);
  if (before) return before.output;
  const name = model.kind === 'instance' ? model.of.name : interpreter.networkName(model);
  const network = interpreter.network(name, model.place);
  const { passing } = interpreter;
  interpreter.passing = network;
  const output = passThrough(interpreter, model, new CallArguments([network.input()]), place);
  interpreter.passing = passing;
  const settled =
    output.kind === 'flow' && output.network === network ? network.settle(output, place.line) : output;
  interpreter.calledModels.set(model, { output: settled, input });
  return settled;
}

function passThrough(
  interpreter: Interpreter,
  model: Instance | LayerList,
  args: CallArguments,
  place: Place,
): Value {
  if (model.kind === 'layers') {
    let value: Value | undefined = args.positional[0];
    for (const [, layer] of model.items) {
      if (layer.kind === 'flow' && value?.kind === 'flow') {
        // `keras.Input` in a list says what one sample is.
        if (layer.network.takesImagesChannelsLast) value.network.takesImagesChannelsLast = true;
        value = { ...value, sample: layer.sample };
      } else
        value = interpreter.call(
          layer,
          new CallArguments(value ? [value] : []),
          layer.kind === 'opaque' ? model.place : place,
        );
    }
    return value ?? interpreter.gap(place);
  }
  for (const name of ['train', 'eval', 'zero_grad', 'parameters', '__setattr__', '__getattr__']) {
    const own = memberOf(model.of, name);
    if (own?.kind === 'function')
      interpreter.gap(own.place, undefined, message('it changes what {0} does', name));
  }
  // A function that was put into the model itself is given no model.
  const given = model.attributes.get('forward') ?? model.attributes.get('call');
  const called = memberOf(model.of, '__call__');
  if (given && !called) return interpreter.call(given, args, place);
  const forward = called ?? memberOf(model.of, 'forward') ?? memberOf(model.of, 'call');
  if (forward?.kind !== 'function') return interpreter.gap(place, args.positional[0]);
  return interpreter.call(
    { kind: 'method', object: model, name: 'forward', definition: forward },
    args,
    place,
  );
}

/**
 * A loss with a name that nothing in the source calls, because its loop is elsewhere. It is taken where there
 * is no other, and one network only that ends without one.
 */
export function takeUncalledLoss({ conversion, namedLosses, calledLosses, calledModels }: Interpreter): void {
  const [network, ...others] = conversion.networks;
  const [named, ...more] = namedLosses;
  if (!network || !named || others.length + more.length + calledLosses.size > 0) return;
  const outputs = [...calledModels.values()].flatMap(({ output }) =>
    output.kind === 'flow' && output.network === network ? [output] : [],
  );
  const [output, ...further] = outputs;
  if (!output || further.length > 0 || hasEnd(network)) return;
  const [{ loss, absorbs }, { name, place }] = named;
  if (typeof loss !== 'string') {
    network.comment(place.line, message('the loss {0} is not understood: {1}', name, loss.reason), true);
    return;
  }
  network.setLoss(output, loss, place, absorbs);
  if (!hasEnd(network)) return;
  network.comment(
    place.line,
    message('{0} is taken as the loss, although no call of it was found', name),
    false,
  );
}

/** Whether there is a loss, or what may be one of a form that we do not have. */
function hasEnd({ loss, unfinished }: NetworkTrace): boolean {
  return loss !== undefined || unfinished !== undefined;
}

function callLoss(interpreter: Interpreter, callee: LossFunction, args: CallArguments, place: Place): Value {
  const { loss, absorbs, name } = callee;
  interpreter.calledLosses.add(callee);
  const given = args.take(0, 'input', 'y_pred');
  const target = args.take(1, 'target', 'y_true');
  // Keras names the target first.
  const output = given?.kind === 'flow' ? given : target;
  const compared = output === given ? target : given;
  if (output?.kind !== 'flow') {
    if (typeof loss !== 'string') return interpreter.gap(place, undefined, loss.reason);
    const isPlain = given?.kind === 'numeric' && !loss.includes('(');
    return isPlain ? lossOfNumbers(interpreter, name, args, place) : interpreter.gap(place);
  }
  const { network } = output;
  // Whatever a network is measured by, it does not learn from it.
  if (interpreter.isWithoutGradients && (network.loss !== undefined || typeof loss !== 'string'))
    return opaque();
  interpreter.training.noteTarget(compared, place);
  if (compared?.kind === 'flow')
    return interpreter.gap(place, output, message('it compares what networks give'));
  if (typeof loss !== 'string') return interpreter.gap(place, output, loss.reason);
  for (const { input } of interpreter.calledModels.values()) {
    if (compared?.kind === 'opaque' && input?.kind === 'opaque' && compared.id === input.id)
      network.isAutoencoder = true;
  }
  noteBroadcast(interpreter, name, output, compared, place);
  return network.setLoss(output, loss, place, absorbs);
}

/**
 * Marks a loss of which PyTorch compares every output with every target: of outputs in a column with targets
 * in a row, or the other way round, both are broadcast.
 */
function noteBroadcast(
  interpreter: Interpreter,
  name: string,
  output: Flow,
  compared: Value | undefined,
  place: Place,
): void {
  const { network, layer, isSqueezed = false } = output;
  const made = network.items.find((item) => item.kind === 'layer' && item.id === layer);
  const isColumn = made?.kind === 'layer' && /^Affine\(1[,)]/.test(made.call);
  if (!isColumn || !/^(MSE|L1|SmoothL1|Huber)Loss$/.test(name)) return;
  const axes = compared?.kind === 'numeric' ? compared.shape?.length : undefined;
  if (axes === undefined ? false : (axes === 1) !== isSqueezed)
    interpreter.gap(place, output, message('it compares every output with every target'));
  else if (compared?.kind === 'opaque' && !isSqueezed && compared.isArranged !== true)
    network.comment(
      place.line,
      message('where the targets have one axis, PyTorch compares every output with every target here'),
      false,
    );
}

/** `nn.MSELoss()(y, t)` of arrays that stand in the source. */
function lossOfNumbers(interpreter: Interpreter, name: string, args: CallArguments, place: Place): Value {
  const functions: ReadonlyMap<string, string> = new Map([
    ['MSELoss', 'mse_loss'],
    ['CrossEntropyLoss', 'cross_entropy'],
    ['BCEWithLogitsLoss', 'binary_cross_entropy_with_logits'],
    ['L1Loss', 'l1_loss'],
  ]);
  const found = functions.get(name);
  if (found === undefined) return interpreter.gap(place);
  return interpreter.call({ kind: 'library', path: `torch.nn.functional.${found}` }, args, place);
}
