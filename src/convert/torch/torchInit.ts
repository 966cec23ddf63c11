import type { CallArguments } from '../callArguments';
import type { Interpreter } from '../interpreter';
import { literal } from '../numeric';
import type { Place } from '../python/pythonSyntax';
import { none, opaque, type Value } from '../values';

/** `nn.init.normal_(self.fc.weight, std=0.05)`. */
export function callInit(interpreter: Interpreter, name: string, args: CallArguments, place: Place): Value {
  if (name === 'calculate_gain') {
    const gain = gainOf(args.text(0, 'nonlinearity') ?? '', args.number(1, 'param') ?? 0.01);
    return gain === undefined || args.rest() !== undefined ? opaque() : literal(gain);
  }
  if (!initialises(interpreter, name, args)) interpreter.trainingGap(place);
  return none;
}

/**
 * Lets the parameters of a layer begin as a function of `nn.init`, or the method of that name, fills them.
 * @returns whether that is understood
 */
export function initialises(interpreter: Interpreter, name: string, args: CallArguments): boolean {
  const parameter = args.take(0, 'tensor');
  if (parameter?.kind !== 'parameters' || parameter.of.kind !== 'layer') return false;
  const { part, of: layer } = parameter;
  // What it began with when a batch went through it is written down already.
  if (layer.uses > 0 || interpreter.training.isFollowed) return false;
  const form = methods.get(name) ?? name;
  if (!layer.start) {
    // Ours begin as those of PyTorch, which many scripts say once more.
    const isNorm = /^(BatchNorm|LayerNorm)/.test(layer.type ?? '');
    const begin = part === 'bias' ? biasStart(form, args) : weightStart(form, args, undefined);
    return isNorm && begin === (part === 'bias' ? '0' : 'Constant(1)') && args.rest() === undefined;
  }
  const value = part === 'bias' ? biasStart(form, args) : weightStart(form, args, layer.start.fan);
  if (value === undefined || args.rest() !== undefined) return false;
  if (part !== 'bias') layer.start.init = value;
  else if (layer.start.bias !== 'false') layer.start.bias = value;
  return true;
}

const methods: ReadonlyMap<string, string> = new Map([
  ['zero_', 'zeros_'],
  ['fill_', 'constant_'],
]);

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
    case 'xavier_uniform_': {
      const gain = args.number(1, 'gain') ?? 1;
      if (name === 'xavier_normal_' && gain === 1) return 'Xavier';
      return fan && drawn(name, gain * Math.sqrt(2 / (fan[0] + fan[1])));
    }
    case 'kaiming_normal_':
    case 'kaiming_uniform_': {
      const a = args.number(1, 'a') ?? 0;
      const mode = args.text(2, 'mode') ?? 'fan_in';
      const gain = gainOf(args.text(3, 'nonlinearity') ?? 'leaky_relu', a);
      if (gain === undefined || !['fan_in', 'fan_out'].includes(mode)) return undefined;
      if (name === 'kaiming_normal_' && mode === 'fan_in' && gain === Math.SQRT2) return 'He';
      return fan && drawn(name, gain / Math.sqrt(mode === 'fan_in' ? fan[0] : fan[1]));
    }
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

/** Numbers of a standard deviation, drawn as the name of the function says. */
function drawn(name: string, deviation: number): string {
  if (name.includes('normal')) return `Normal(std=${literal(deviation).text})`;
  const bound = Math.sqrt(3) * deviation;
  return `Uniform(low=${literal(-bound).text}, high=${literal(bound).text})`;
}

/** `nn.init.calculate_gain`. */
function gainOf(nonlinearity: string, slope: number): number | undefined {
  switch (nonlinearity) {
    case 'linear':
    case 'conv2d':
    case 'sigmoid':
      return 1;
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.SQRT2;
    case 'leaky_relu':
      return Math.sqrt(2 / (1 + slope ** 2));
    default:
      return undefined;
  }
}
