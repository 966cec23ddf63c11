import { CallArguments } from '../callArguments';
import type { Interpreter } from '../interpreter';
import { layerOf } from '../networks/recipe';
import { commentOn, set } from '../networks/statedTraining';
import { functionOf } from '../networks/networkTrace';
import { call, literal } from '../numeric';
import type { Place } from '../python/pythonSyntax';
import { none, numberOf, opaque, type Flow, type LayerList, type Method, type Value } from '../values';
import { torchLayers, unknownTorchLayers } from './torchLayers';
import { torchLoss, torchLossFunctions, torchOptimizer, torchSchedule } from './torchTraining';

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
  if (normalized === 'nn') return fromModules(interpreter, name, args, place);
  if (module === 'nn.functional' || module === '') {
    return fromFunctions(interpreter, name, args, place);
  }
  if (module === 'nn.init') return initialise(interpreter, name, args, place);
  const { training } = interpreter.conversion;
  if (/^optim(\.\w+)*$/.test(module) && !module.startsWith('optim.lr_scheduler')) {
    const optimizer = torchOptimizer(name, args);
    const left = args.rest();
    if (!optimizer || 'reason' in optimizer || left !== undefined) {
      const reason =
        optimizer && 'reason' in optimizer ? optimizer.reason : left && `what ${left} asks for is not there`;
      interpreter.trainingGap(place, reason);
      return { kind: 'optimizer' };
    }
    set(training, 'optimizer', optimizer.call, place);
    if (optimizer.weightDecay !== undefined)
      set(training, 'weight_decay', String(optimizer.weightDecay), place);
    return { kind: 'optimizer' };
  }
  if (module === 'optim.lr_scheduler') {
    const schedule = torchSchedule(name, args, undefined);
    if (typeof schedule === 'string') set(training, 'schedule', schedule, place);
    else interpreter.trainingGap(place, schedule.reason);
    return opaque();
  }
  if (module === 'utils.data' && name === 'DataLoader') {
    const batch = args.number(1, 'batch_size');
    const isShuffled = args.boolean(2, 'shuffle') ?? false;
    if (batch !== undefined && (isShuffled || !training.batch)) {
      training.batch = { text: String(batch), line: place.line };
    }
    return opaque();
  }
  if (module === 'nn.utils' && name.startsWith('clip_grad_norm')) {
    const most = args.number(1, 'max_norm');
    if (most === undefined) interpreter.trainingGap(place);
    else set(training, 'clip_norm', String(most), place);
    return opaque();
  }
  return undefined;
}

export function isTorchLayer(path: string): boolean {
  const name = path.slice('torch.nn.'.length);
  return (
    path.startsWith('torch.nn.') &&
    (torchLayers.has(name) || unknownTorchLayers.has(name) || /^(Module|Sequential)$|Loss$/.test(name))
  );
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
  const loss = name.endsWith('Loss') ? torchLoss(name, args, undefined) : undefined;
  if (loss) return loss;
  const source = interpreter.excerpt(place);
  const layer = torchLayers.get(name);
  if (layer) return layerOf(source, place, layer(args), args);
  if (name.endsWith('Loss')) return { kind: 'lossFunction', name, loss: { reason: 'there is no such loss' } };
  return layerOf(source, place, {
    reason: 'there is no such layer',
    gives: unknownTorchLayers.get(name) ?? 'same',
  });
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
    const rest = new CallArguments(others, new Map([...args.named].filter(([key]) => key !== 'training')));
    const layer = torchLayers.get(module);
    if (first.arithmetic && activations.has(name) && others.length === 0) {
      return functionOf(first, (x) => call(name, [x]), place);
    }
    return layer && layerOf(interpreter.excerpt(place), place, layer(rest), rest).apply([first], place);
  }
  switch (name) {
    case 'flatten': {
      if (first?.kind !== 'flow') return undefined;
      const from = numberOf(args.take(1, 'start_dim')) ?? 0;
      return from === 1
        ? first.network.layer('Flatten', [first], place, 'row')
        : interpreter.gap(place, first, 'it puts all samples into one row');
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
  return first.network.layer('Concat', flows, place, first.sample, 'in order');
}

/** `nn.init.normal_(self.fc.weight, std=0.01)`. */
function initialise(
  interpreter: Interpreter,
  name: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  const parameter = args.take(0, 'tensor');
  const layer =
    parameter?.kind === 'method' && parameter.object.kind === 'layer' ? parameter.object : undefined;
  if (!layer?.start) {
    commentOn(
      interpreter.conversion.training,
      place,
      `${interpreter.excerpt(place)} is not understood`,
      true,
    );
    return none;
  }
  const isBias = (parameter as Method).name === 'bias';
  const value = isBias ? biasStart(name, args) : weightStart(name, args, layer.start.fan);
  if (value === undefined || args.rest() !== undefined) {
    interpreter.trainingGap(place);
    return none;
  }
  if (isBias) layer.start.bias ??= value;
  else {
    layer.start.init = value;
  }
  return none;
}

function biasStart(name: string, args: CallArguments): string | undefined {
  if (name === 'zeros_') return '0';
  if (name === 'ones_') return '1';
  const value = name === 'constant_' ? args.number(1, 'val') : undefined;
  return value === undefined ? undefined : literal(value).text;
}

function weightStart(
  name: string,
  args: CallArguments,
  fan: readonly [number, number] | undefined,
): string | undefined {
  switch (name) {
    case 'xavier_normal_':
      return (args.number(1, 'gain') ?? 1) === 1 ? 'Xavier' : undefined;
    case 'kaiming_normal_':
    case 'kaiming_uniform_': {
      const a = args.number(1, 'a') ?? 0;
      const mode = args.text(2, 'mode') ?? 'fan_in';
      const kind = args.text(3, 'nonlinearity') ?? 'leaky_relu';
      if (a !== 0 || mode !== 'fan_in' || !['relu', 'leaky_relu'].includes(kind)) return undefined;
      if (name === 'kaiming_normal_') return 'He';
      return fan && uniform(Math.sqrt(6 / fan[0]));
    }
    case 'xavier_uniform_':
      if ((args.number(1, 'gain') ?? 1) !== 1) return undefined;
      return fan && uniform(Math.sqrt(6 / (fan[0] + fan[1])));
    case 'normal_': {
      const mean = args.number(1, 'mean') ?? 0;
      const std = args.number(2, 'std') ?? 1;
      return mean === 0 ? `Normal(std=${literal(std).text})` : undefined;
    }
    case 'uniform_': {
      const low = args.number(1, 'a') ?? 0;
      const high = args.number(2, 'b') ?? 1;
      return `Uniform(low=${literal(low).text}, high=${literal(high).text})`;
    }
    case 'zeros_':
      return 'Zeros';
    case 'ones_':
      return 'Constant(1)';
    case 'constant_': {
      const value = args.number(1, 'val');
      return value === undefined ? undefined : `Constant(${literal(value).text})`;
    }
    default:
      return undefined;
  }
}

function uniform(bound: number): string {
  return `Uniform(low=${literal(-bound).text}, high=${literal(bound).text})`;
}
