import type { Message } from '../../engine/message';
import { message } from '../../language';
import { CallArguments } from '../callArguments';
import type { Interpreter } from '../interpreter';
import { callFromOutside } from '../networks/models';
import { layerOf } from '../networks/recipe';
import { set } from '../networks/statedTraining';
import type { Place } from '../python/pythonSyntax';
import { none, opaque, textOf, type Flow, type Instance, type LayerList, type Value } from '../values';
import {
  kerasLayers,
  kerasLoss,
  kerasMerges,
  kerasOptimizer,
  sampleOf,
  unknownKerasLayers,
} from './kerasLayers';

/** What stands in `keras`, as far as it makes a network or trains it. */
export function callKeras(
  interpreter: Interpreter,
  path: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  if (!path.startsWith('keras.')) return undefined;
  const name = path.slice(path.lastIndexOf('.') + 1);
  const isLayer = path.includes('.layers.');
  if (name === 'Sequential') {
    const list = args.take(0, 'layers');
    const items = list?.kind === 'sequence' ? list.items : [];
    return { kind: 'layers', items: items.map((item, at) => [String(at), item]), isModel: true, place };
  }
  if (name === 'Input' || name === 'InputLayer') return input(interpreter, args, place);
  if (name === 'Model') return functionalModel(interpreter, args, place);
  if (path.includes('.losses.')) {
    const isOfLogits = args.boolean(undefined, 'from_logits') ?? false;
    const found = kerasLoss({ kind: 'constant', value: name });
    const reason = args.rest();
    if ('reason' in found || reason !== undefined) {
      return { kind: 'lossFunction', name, loss: { reason: message('there is no such loss') } };
    }
    const absorbs = isOfLogits ? undefined : found.absorbs;
    return { kind: 'lossFunction', name, loss: found.call, ...(absorbs && { absorbs }) };
  }
  if (path.includes('.optimizers.')) {
    takeOptimizer(interpreter, name, args, place);
    return { kind: 'optimizer' };
  }
  if (isLayer) return layer(interpreter, name, args, place);
  if (path.includes('.activations.')) {
    const recipe = kerasLayers.get('Activation')?.(new CallArguments([{ kind: 'constant', value: name }]));
    const [flow] = args.positional;
    return recipe && flow?.kind === 'flow'
      ? layerOf(interpreter.excerpt(place), place, recipe.layer).apply([flow], place)
      : undefined;
  }
  if (/\.(datasets|utils|callbacks|backend|metrics|preprocessing)\b/.test(path)) {
    if (changesTraining.test(path)) interpreter.trainingGap(place);
    if (path.includes('.datasets.'))
      interpreter.gap(place, undefined, message('its arrays have to be saved as data.npz'));
    return opaque();
  }
  return undefined;
}

/** Callbacks that change rates or end a training, and what makes other samples of the data. */
const changesTraining =
  /\.callbacks\.(EarlyStopping|LearningRateScheduler|ReduceLROnPlateau|LambdaCallback)$|ImageDataGenerator$/;

const drawnNote = (init: string): Message =>
  message('Keras draws weights uniformly; {0} has the same spread and is normal', init);

function layer(interpreter: Interpreter, name: string, args: CallArguments, place: Place): Value {
  const source = interpreter.excerpt(place);
  const merge = kerasMerges.get(name);
  if (merge !== undefined) {
    const [inputs] = args.positional;
    if (inputs) return merged(interpreter, merge, inputs, place);
    // `Add()([a, b])`: the list comes in a call of its own.
    const apply = (flows: readonly Flow[]): Value => {
      return merged(interpreter, merge, { kind: 'sequence', items: [...flows], isTuple: false }, place);
    };
    return { kind: 'layer', name: source, place, learns: false, uses: 0, apply };
  }
  const shape = args.take(undefined, 'input_shape') ?? dimension(args.take(undefined, 'input_dim'));
  args.ignore('name', 'batch_input_shape', 'dtype');
  if (args.boolean(undefined, 'trainable') === false)
    interpreter.trainingGap(place, message('everything is trained here'));
  const recipe = kerasLayers.get(name)?.(args);
  if (!recipe) {
    return layerOf(source, place, {
      reason: message('there is no such layer'),
      gives: unknownKerasLayers.get(name) ?? 'same',
    });
  }
  const { layer: own, activation } = recipe;
  const inner = layerOf(source, place, own, args);
  const outer = activation && layerOf(source, place, activation);
  return {
    ...inner,
    apply: (inputs, at) => {
      const [input] = inputs;
      const shaped = input && shape && input.layer === -1 ? shapedInput(input, shape) : input;
      const stated = textOf(args.named.get('kernel_initializer')) ?? 'glorot_uniform';
      const init = 'start' in own && stated.endsWith('uniform') ? own.start.init : undefined;
      if (shaped && init !== undefined) shaped.network.comment(place.line, drawnNote(init), false);
      const passed = inner.apply(shaped ? [shaped] : [], at);
      return outer && passed.kind === 'flow' ? outer.apply([passed], at) : passed;
    },
  };
}

function dimension(value: Value | undefined): Value | undefined {
  return value && { kind: 'sequence', items: [value], isTuple: true };
}

function shapedInput(input: Flow, shape: Value): Flow {
  const sample = sampleOf(shape);
  if (sample === 'image') input.network.takesImagesChannelsLast = true;
  return { ...input, sample };
}

/** `layers.add([a, b])`. */
function merged(interpreter: Interpreter, call: string, inputs: Value, place: Place): Value {
  const flows =
    inputs.kind === 'sequence' ? inputs.items.filter((item): item is Flow => item.kind === 'flow') : [];
  const [first] = flows;
  const order = call.startsWith('Con') ? 'in order' : 'in any order';
  // What is not known is another network's, as far as it is followed.
  const isOne = flows.every(({ network }) => network === first?.network);
  return first && isOne && inputs.kind === 'sequence' && flows.length === inputs.items.length
    ? first.network.layer(call, flows, place, first.sample, order)
    : interpreter.gap(place, first);
}

/** Where a network begins; in a list of layers only what one sample is. */
function input(interpreter: Interpreter, args: CallArguments, place: Place): Value {
  const shape = args.take(0, 'shape', 'input_shape');
  const flow = interpreter.deferredNetwork('Network', place).input();
  return shape ? shapedInput(flow, shape) : flow;
}

function functionalModel(interpreter: Interpreter, args: CallArguments, place: Place): Value {
  const inputs = args.take(0, 'inputs');
  const outputs = args.take(1, 'outputs');
  const output = outputs?.kind === 'sequence' && outputs.items.length === 1 ? outputs.items[0] : outputs;
  if (output?.kind !== 'flow' || (inputs?.kind === 'sequence' && inputs.items.length !== 1)) {
    return interpreter.gap(place);
  }
  const { network } = output;
  interpreter.keepNetwork(network);
  const settled = network.settle(output, place.line);
  network.output = settled.layer;
  const model: LayerList = { kind: 'layers', items: [], isModel: true, place };
  interpreter.calledModels.set(model, { output: settled, input: undefined });
  return model;
}

function takeOptimizer(interpreter: Interpreter, name: string, args: CallArguments, place: Place): void {
  const optimizer = kerasOptimizer(name, args);
  const { training } = interpreter.conversion;
  const left = args.rest();
  if ('reason' in optimizer || left !== undefined) {
    interpreter.trainingGap(
      place,
      'reason' in optimizer ? optimizer.reason : message('what {0} asks for is not there', left ?? ''),
    );
    return;
  }
  set(training, 'optimizer', optimizer.call, place);
  if (optimizer.comment !== undefined)
    interpreter.conversion.trainingComment(place, optimizer.comment, false);
}

/** `model.add`, `model.compile`, `model.fit` of a model of Keras. */
export function callKerasMethod(
  interpreter: Interpreter,
  model: LayerList | Instance,
  name: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  const [first] = args.positional;
  switch (name) {
    case 'add':
      if (first && model.kind === 'layers') model.items.push([String(model.items.length), first]);
      return none;
    case 'compile':
      compile(interpreter, model, args, place);
      return none;
    case 'fit':
      fit(interpreter, model, args, place);
      return opaque();
    case 'evaluate':
    case 'predict':
    case 'summary':
    case 'save':
    case 'build':
      return opaque();
    default:
      return undefined;
  }
}

/** Trains, with the settings that Keras has where none are named: one epoch, 32 samples a batch, shuffled. */
function fit(interpreter: Interpreter, model: LayerList | Instance, args: CallArguments, place: Place): void {
  const { training, networks } = interpreter.conversion;
  const [x, y] = [args.take(0, 'x'), args.take(1, 'y')];
  const batch = args.number(2, 'batch_size');
  const epochs = args.number(3, 'epochs', 'nb_epoch');
  const isShuffled = args.boolean(undefined, 'shuffle') ?? true;
  args.take(4, 'verbose');
  args.ignore('validation_data', 'validation_batch_size', 'validation_freq', 'validation_steps');
  args.ignore('max_queue_size', 'workers', 'use_multiprocessing');
  // Of a callback that changes the training, the line that makes it is marked.
  args.ignore('callbacks');
  const left = args.rest();
  if (left !== undefined) interpreter.trainingGap(place, message('what {0} asks for is not there', left));
  if (training.epochs) interpreter.trainingGap(place, message('it trains once more'));
  // A data set that comes without targets has its batches by itself.
  const size = batch ?? (y && left !== 'batch_size' ? 32 : undefined);
  if (size !== undefined) set(training, 'batch', String(size), place);
  if (left !== 'epochs') set(training, 'epochs', String(epochs ?? 1), place);
  if (!isShuffled) set(training, 'shuffle', 'false', place);
  const output = callFromOutside(interpreter, model, x, place);
  const network = output.kind === 'flow' || output.kind === 'loss' ? output.network : undefined;
  if (network && networks.includes(network) && x?.kind === 'opaque' && y === x) network.isAutoencoder = true;
}

function compile(
  interpreter: Interpreter,
  model: LayerList | Instance,
  args: CallArguments,
  place: Place,
): void {
  const optimizer = args.take(0, 'optimizer');
  const word = textOf(optimizer);
  if (word !== undefined) takeOptimizer(interpreter, word, new CallArguments([]), place);
  else if (optimizer && optimizer.kind !== 'optimizer')
    interpreter.trainingGap(place, message('its optimiser cannot be read'));
  const given = args.take(1, 'loss');
  args.take(2, 'metrics');
  args.ignore('run_eagerly', 'jit_compile', 'steps_per_execution', 'weighted_metrics', 'auto_scale_loss');
  const left = args.rest();
  if (left !== undefined) interpreter.trainingGap(place, message('what {0} asks for is not there', left));
  if (!given) return;
  const output = callFromOutside(interpreter, model, undefined, place);
  if (output.kind !== 'flow') return;
  const { network } = output;
  if (given.kind === 'lossFunction') {
    interpreter.call(given, new CallArguments([opaque(), output]), place);
    return;
  }
  const found = kerasLoss(given);
  if ('reason' in found)
    network.comment(
      place.line,
      message('the loss of {0} is not understood', interpreter.excerpt(place)),
      true,
    );
  else network.setLoss(output, found.call, place, found.absorbs);
}
