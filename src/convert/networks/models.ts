import { CallArguments } from '../callArguments';
import { callFunction, memberOf } from '../calls';
import type { Interpreter } from '../interpreter';
import type { Place } from '../python/pythonSyntax';
import {
  opaque,
  type Flow,
  type Instance,
  type LayerList,
  type LayerValue,
  type LossFunction,
  type Method,
  type PythonClass,
  type Value,
} from '../values';

/** Whether a class is a model of PyTorch or Keras, however far above that is said. */
export function isModelClass(of: PythonClass): boolean {
  return of.bases.some((base) => {
    if (base.kind === 'class') return base !== of && isModelClass(base);
    return base.kind === 'library' && /(^|\.)(Module|Model)$/.test(base.path);
  });
}

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
): Value | undefined {
  const [x, ...others] = args.positional;
  if (object.kind !== 'instance' || isModelClass(object.of) || x?.kind !== 'opaque') return undefined;
  const predict = memberOf(object.of, 'predict');
  if (!predict) return undefined;
  if (name === 'accuracy') return opaque();
  if (!passes.has(name)) return undefined;
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
  const target = others[0] ?? opaque();
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

/**
 * Data go through the model: from here on it is a network of its own. Later calls give what the first gave.
 */
export function callFromOutside(
  interpreter: Interpreter,
  model: Instance | LayerList,
  input: Value | undefined,
  place: Place,
): Value {
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
  const forward =
    memberOf(model.of, 'forward') ?? memberOf(model.of, 'call') ?? memberOf(model.of, '__call__');
  if (forward?.kind !== 'function') return interpreter.gap(place, args.positional[0]);
  return interpreter.call(
    { kind: 'method', object: model, name: 'forward', definition: forward },
    args,
    place,
  );
}

function callLoss(
  interpreter: Interpreter,
  { loss, absorbs, name }: LossFunction,
  args: CallArguments,
  place: Place,
): Value {
  const given = args.take(0, 'input', 'y_pred');
  const target = args.take(1, 'target', 'y_true');
  // Keras names the target first.
  const output = given?.kind === 'flow' ? given : target;
  const compared = output === given ? target : given;
  if (output?.kind !== 'flow') {
    return given?.kind === 'numeric' ? lossOfNumbers(interpreter, name, args, place) : interpreter.gap(place);
  }
  const { network } = output;
  if (typeof loss !== 'string') return interpreter.gap(place, output, loss.reason);
  for (const { input } of interpreter.calledModels.values()) {
    if (compared?.kind === 'opaque' && input?.kind === 'opaque' && compared.id === input.id)
      network.isAutoencoder = true;
  }
  return network.setLoss(output, loss, place, absorbs);
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
