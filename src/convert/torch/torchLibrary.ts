import { message } from '../../language';
import { CallArguments } from '../callArguments';
import type { Interpreter } from '../interpreter';
import { viewOf } from '../sharedMemory';
import { layerOf } from '../networks/recipe';
import { set } from '../networks/statedTraining';
import { functionOf } from '../networks/networkTrace';
import { call } from '../numeric';
import type { Place } from '../python/pythonSyntax';
import {
  none,
  numberOf,
  opaque,
  textOf,
  truthOf,
  type Flow,
  type LayerList,
  type Loader,
  type Value,
} from '../values';
import { callInit } from './torchInit';
import { torchLayers, unknownTorchLayers } from './torchLayers';
import type { Scheduler } from './torchSchedules';
import { torchLoss, torchLossFunctions, torchOptimizer } from './torchTraining';

/** What stands in `torch`, as far as it makes a network or trains it. */
export function callTorch(
  interpreter: Interpreter,
  path: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  const [, module = '', name = ''] = /^torch\.(?:(.+)\.)?(\w+)$/.exec(path) ?? [];
  if (name === '') return undefined;
  const normalized = module.replace(/^nn\.(modules|parameter)\b.*/, 'nn');
  const wrapped = wrappers.test(name) ? args.positional[0] : undefined;
  // What spreads a model over devices or compiles it is the model.
  if (wrapped && (wrapped.kind === 'instance' || wrapped.kind === 'layers')) return wrapped;
  if (normalized === 'nn') return fromModules(interpreter, name, args, place);
  if (/^set_default_(dtype|tensor_type)$/.test(name)) return setDefaultType(interpreter, args, place);
  const gradients = module === '' ? gradientsUnder(name, args) : undefined;
  if (gradients !== undefined) return { ...opaque(), ...(gradients !== 'on' && { gradients }) };
  if (module === 'nn.functional' || module === '') {
    return fromFunctions(interpreter, name, args, place);
  }
  if (module === 'nn.init') return callInit(interpreter, name, args, place);
  const { training } = interpreter.conversion;
  if (/^optim(\.\w+)*$/.test(module) && !module.startsWith('optim.lr_scheduler')) {
    const trained = args.take(0, 'params');
    const arrays = trained?.kind === 'sequence' ? trained.items.filter(({ kind }) => kind === 'numeric') : [];
    if (arrays.length > 0) return { kind: 'optimizer', arrays };
    const optimizer = torchOptimizer(name, args);
    const left = args.rest();
    if (!optimizer || 'reason' in optimizer || left !== undefined) {
      const reason =
        optimizer && 'reason' in optimizer
          ? optimizer.reason
          : left !== undefined
            ? message('what {0} asks for is not there', left)
            : undefined;
      interpreter.trainingGap(place, reason);
      return { kind: 'optimizer' };
    }
    if (!trainsAll(interpreter, trained)) {
      interpreter.trainingGap(
        place,
        message('it trains some of the parameters, or each group in its own way'),
      );
      return { kind: 'optimizer' };
    }
    if (trained?.kind === 'parameters') interpreter.training.trainedModels.add(trained.of);
    set(training, 'optimizer', optimizer.call, place);
    if (optimizer.weightDecay !== undefined)
      set(training, 'weight_decay', String(optimizer.weightDecay), place);
    return { kind: 'optimizer' };
  }
  if (module === 'optim.lr_scheduler') {
    const scheduler: Scheduler = { name: interpreter.excerpt(place), kind: name, args, place };
    interpreter.training.schedulers.push(scheduler);
    return { ...opaque(), scheduler };
  }
  if (module === 'nn.utils' && name.startsWith('clip_grad_value')) {
    interpreter.trainingGap(place, message('it changes gradients'));
    return opaque();
  }
  if (module === 'utils.data' && name === 'TensorDataset') {
    const [first] = args.positional;
    const samples = first?.kind === 'numeric' ? first.shape?.[0] : undefined;
    return { ...opaque(), ...(samples !== undefined && { samples }) };
  }
  if (module === 'utils.data' && name === 'DataLoader') {
    const batch = args.number(1, 'batch_size') ?? 1;
    const isShuffled = args.boolean(2, 'shuffle') ?? false;
    const dataset = args.take(0, 'dataset');
    const samples = dataset?.kind === 'opaque' ? dataset.samples : undefined;
    const isCut = args.boolean(undefined, 'drop_last') ?? false;
    if (isCut && (samples === undefined || samples % batch !== 0))
      interpreter.trainingGap(place, message('ours takes the last, smaller mini-batch, too'));
    args.ignore('num_workers', 'pin_memory', 'timeout', 'worker_init_fn', 'prefetch_factor', 'generator');
    args.ignore('persistent_workers', 'pin_memory_device');
    const left = args.rest();
    const steps = samples === undefined ? undefined : Math.ceil(samples / batch);
    const loader: Loader = {
      batch,
      isShuffled,
      place,
      ...(steps !== undefined && { steps }),
      ...(left !== undefined && { left }),
    };
    return { ...opaque(), loader };
  }
  if (module === 'nn.utils' && name.startsWith('clip_grad_norm')) {
    const most = args.number(1, 'max_norm');
    const norm = args.take(2, 'norm_type');
    args.ignore('foreach', 'error_if_nonfinite');
    const isEuclidean = norm === undefined || numberOf(norm) === 2;
    const isOfAll = trainsAll(interpreter, args.take(0, 'parameters'));
    interpreter.training.step('clip', place);
    if (most === undefined || !isEuclidean || !isOfAll || args.rest() !== undefined)
      interpreter.trainingGap(place);
    else set(training, 'clip_norm', String(most), place);
    return opaque();
  }
  return undefined;
}

const wrappers = /^(DataParallel|DistributedDataParallel|compile|script|trace)$/;

/** What `torch.no_grad()` and its like do to what stands under them; `undefined` of any other function. */
function gradientsUnder(name: string, args: CallArguments): 'on' | 'off' | 'perhaps off' | undefined {
  if (name === 'no_grad') return 'off';
  if (name !== 'inference_mode' && name !== 'set_grad_enabled') return undefined;
  const mode = args.take(0, 'mode');
  const truth = mode ? truthOf(mode) : true;
  if (truth === undefined) return 'perhaps off';
  return truth === (name === 'set_grad_enabled') ? 'on' : 'off';
}

/** `torch.set_default_dtype(torch.float64)`: models that are there already keep what they have. */
function setDefaultType(interpreter: Interpreter, args: CallArguments, place: Place): Value {
  const type = args.take(0, 'd', 't');
  const name = type?.kind === 'library' ? type.path : type && textOf(type);
  const isFirst = ![...interpreter.globals.names.values()].some(({ kind }) =>
    ['layer', 'layers', 'instance'].includes(kind),
  );
  interpreter.training.notePrecision(name?.split('.').at(-1) ?? '', isFirst, place);
  return none;
}

/** Whether something is all that one model learns. */
function trainsAll(interpreter: Interpreter, trained: Value | undefined): boolean {
  return trained?.kind === 'parameters' && !trained.part && !interpreter.isPartOfModel(trained.of);
}

function fromModules(
  interpreter: Interpreter,
  name: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  if (name === 'Sequential') return sequential(args, place);
  if (name === 'ModuleList') {
    const [list] = args.positional;
    const items = list?.kind === 'sequence' ? list.items : [];
    return { kind: 'layers', items: items.map((item, at) => [String(at), item]), isModel: false, place };
  }
  if (name === 'ModuleDict') return args.positional[0] ?? { kind: 'dictionary', entries: new Map() };
  if (name === 'Module' || name === 'Parameter') return name === 'Module' ? none : args.positional[0];
  if (args.positional.some(({ kind }) => kind === 'instance' || kind === 'layers'))
    return interpreter.gap(place);
  const loss = name.endsWith('Loss') ? torchLoss(name, args, undefined) : undefined;
  if (loss) return loss;
  const source = interpreter.excerpt(place);
  const layer = torchLayers.get(name);
  if (layer) return layerOf(source, place, layer(args), args, name);
  if (name.endsWith('Loss'))
    return { kind: 'lossFunction', name, loss: { reason: message('there is no such loss') } };
  const gives = unknownTorchLayers.get(name) ?? 'same';
  return layerOf(source, place, { reason: message('there is no such layer'), gives }, undefined, name);
}

function sequential(args: CallArguments, place: Place): LayerList {
  const [first] = args.positional;
  const named = first?.kind === 'dictionary' ? [...first.entries] : undefined;
  const items = named ?? args.positional.map((layer, at) => [String(at), layer] as const);
  return { kind: 'layers', items: [...items], isModel: true, place };
}

const activations: ReadonlySet<string> = new Set(
  [
    'relu sigmoid tanh gelu softplus leaky_relu softmax log_softmax dropout max_pool2d avg_pool2d',
    'adaptive_avg_pool2d',
  ].flatMap((line) => line.split(' ')),
);
const modulesOfFunctions: ReadonlyMap<string, string> = new Map([
  ['relu', 'ReLU'],
  ['relu_', 'ReLU'],
  ['sigmoid', 'Sigmoid'],
  ['tanh', 'Tanh'],
  ['gelu', 'GELU'],
  ['softplus', 'Softplus'],
  ['leaky_relu', 'LeakyReLU'],
  ['softmax', 'Softmax'],
  ['log_softmax', 'LogSoftmax'],
  ['dropout', 'Dropout'],
  ['max_pool2d', 'MaxPool2d'],
  ['avg_pool2d', 'AvgPool2d'],
  ['adaptive_avg_pool2d', 'AdaptiveAvgPool2d'],
]);

/** `torch.nn.functional`, and what of it stands in `torch` itself. */
function fromFunctions(
  interpreter: Interpreter,
  name: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  const loss = torchLossFunctions.get(name);
  const [first, ...others] = args.positional;
  if (loss !== undefined && first?.kind === 'flow') {
    const made = torchLoss(loss, args, 2);
    return made && interpreter.call(made, new CallArguments(args.positional), place);
  }
  const module = modulesOfFunctions.get(name);
  if (first?.kind === 'flow' && module !== undefined) {
    // Switched off for good: in training, too, it hands on what comes in.
    const training = args.named.get('training') ?? others[1];
    if (name === 'dropout' && truthOf(training ?? opaque()) === false) return first;
    const named = new Map([...args.named].filter(([key]) => key !== 'training'));
    if (name === 'relu_') named.set('inplace', { kind: 'constant', value: true });
    const rest = new CallArguments(others, named);
    const layer = torchLayers.get(module);
    if (first.arithmetic && activations.has(name) && others.length + named.size === 0) {
      return functionOf(first, (x) => call(name, [x]), place);
    }
    return layer && layerOf(interpreter.excerpt(place), place, layer(rest), rest).apply([first], place);
  }
  switch (name) {
    case 'flatten': {
      if (first?.kind !== 'flow') return undefined;
      const from = numberOf(args.take(1, 'start_dim')) ?? 0;
      return from === 1
        ? viewOf(first, first.network.layer('Flatten', [first], place, 'row'))
        : interpreter.gap(place, first, message('it puts all samples into one row'));
    }
    case 'cat':
    case 'concat':
    case 'concatenate':
      return concatenate(interpreter, args, place);
    default:
      return undefined;
  }
}

function concatenate(interpreter: Interpreter, args: CallArguments, place: Place): Value | undefined {
  const list = args.take(0, 'tensors');
  const flows =
    list?.kind === 'sequence' ? list.items.filter((item): item is Flow => item.kind === 'flow') : [];
  const [first] = flows;
  if (!first || list?.kind !== 'sequence') return undefined;
  const axis = args.number(1, 'dim', 'axis') ?? 0;
  const isFeatures = axis === 1 || (axis === -1 && first.sample === 'row');
  if (
    flows.length !== list.items.length ||
    !isFeatures ||
    flows.some(({ network }) => network !== first.network)
  ) {
    return interpreter.gap(place, first);
  }
  if (flows.length === 1) return first;
  return first.network.layer('Concat', flows, place, first.sample, 'in order');
}
