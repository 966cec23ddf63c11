import type { CallArguments } from '../callArguments';
import type { Interpreter } from '../interpreter';
import { literal } from '../numeric';
import type { Place } from '../python/pythonSyntax';
import { none, type Value } from '../values';

/** `nn.init.normal_(self.fc.weight, std=0.05)`. */
export function callInit(interpreter: Interpreter, name: string, args: CallArguments, place: Place): Value {
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
  if (!layer.start || layer.uses > 0 || interpreter.training.isFollowed) return false;
  const form = methods.get(name) ?? name;
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
