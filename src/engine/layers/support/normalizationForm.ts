import type { Kernel } from '../../kernels/kernel';
import { message, type Message } from '../../message';
import type { Shape } from '../../shape';
import type { NormalizationKernels } from '../../kernels/operands/normalizationOperands';
import type { Numbers } from '../../tensor';
import type { Binding, BoundLayer, FlatReason, Settings, SettingSpec } from './layer';
import { numberSetting } from './layerSettings';
import type { BackwardKernel, NetworkBinding, ParameterSpec } from './networkForm';
import { operand } from './operands';

/** PyTorch's default. */
const epsilon: SettingSpec = {
  name: 'eps',
  type: 'number',
  default: 1e-5,
  range: { above: 0 },
  isNamed: true,
  documentation: 'Is added to the variance, so that nothing is divided by zero where all numbers are equal.',
};

export const normalizationSettings: readonly SettingSpec[] = [epsilon];

export function epsilonOf(settings: Settings): number {
  return numberSetting(settings, epsilon);
}

/** One gamma and one beta for each of `count` units or features, in any shape. */
export function scaleAndShift(shape: Shape): readonly ParameterSpec[] {
  return [
    { name: 'gamma', shape, start: 'ones', fanIn: 1, fanOut: 1 },
    { name: 'beta', shape, start: 'zeros', fanIn: 1, fanOut: 1 },
  ];
}

/** What both normalizations' backward kernels are given last. */
interface Gradients {
  readonly gradInput?: Numbers;
  readonly gradGamma: Numbers;
  readonly gradBeta: Numbers;
  readonly accumulate: boolean;
}

/** Where backward of a formula adds; a gradient that nobody needs goes to a place of its own. */
function gradientsOfFormula({ inputs, gradInputs, allocate }: Binding): Gradients {
  const [dx, dgamma, dbeta] = gradInputs;
  return {
    ...(dx && { gradInput: dx.data }),
    gradGamma: (dgamma ?? allocate(operand(inputs, 1).shape)).data,
    gradBeta: (dbeta ?? allocate(operand(inputs, 2).shape)).data,
    accumulate: true,
  };
}

interface Normalized {
  readonly gamma: Numbers;
  readonly normalized: Numbers;
  readonly inverseDeviation: Numbers;
}

interface NormalizationRule<Layout> {
  readonly forward: (
    operands: Layout &
      Normalized & {
        readonly input: Numbers;
        readonly beta: Numbers;
        readonly output: Numbers;
        readonly epsilon: number;
      },
  ) => void;
  readonly backward: (operands: Layout & Normalized & Gradients & { readonly gradOutput: Numbers }) => void;
}

/**
 * The formula of a normalization, from its rule.
 * @param layout which numbers are normalized together
 * @param groups how many such groups there are: each has a deviation
 */
export function normalizationFormula<Layout extends object>(
  binding: Binding,
  layout: Layout,
  groups: number,
  { forward, backward }: NormalizationRule<Layout>,
): BoundLayer {
  const { inputs, output, gradOutput, settings, allocate } = binding;
  const normalized = allocate(output.shape);
  const inverseDeviation = allocate([groups]);
  const common = {
    ...layout,
    gamma: operand(inputs, 1).data,
    normalized: normalized.data,
    inverseDeviation: inverseDeviation.data,
  };
  const forwardOperands = {
    ...common,
    input: operand(inputs, 0).data,
    beta: operand(inputs, 2).data,
    output: output.data,
    epsilon: epsilonOf(settings),
  };
  const backwardOperands = { ...common, gradOutput: gradOutput.data, ...gradientsOfFormula(binding) };
  return {
    forward() {
      forward(forwardOperands);
    },
    backward() {
      backward(backwardOperands);
    },
    savedForBackward: { normalized, inverseDeviation },
  };
}

/**
 * The kernel computes the gradients of x, gamma and beta in one go, and adds to all
 * of them or to none. Where that of x is added to, the others are cleared first;
 * where it is deferred, the kernel runs once without it, and again when asked.
 */
export function normalizationBackward(
  { kernels, gradInputs }: NetworkBinding,
  bind: (gradients: Gradients) => ReturnType<NormalizationKernels['batchNormBackward']>,
): readonly BackwardKernel[] {
  const [dx, dgamma, dbeta] = gradInputs;
  if (dgamma === undefined || dbeta === undefined) return [];
  const learned = { gradGamma: dgamma.data, gradBeta: dbeta.data };
  const withInput = (): readonly Kernel[] => {
    if (dx === undefined) return [];
    const kernel = bind({ ...learned, gradInput: dx.data, accumulate: dx.accumulate });
    if (!dx.accumulate) return [kernel];
    return [
      kernels.fill({ target: dgamma.data, value: 0 }),
      kernels.fill({ target: dbeta.data, value: 0 }),
      kernel,
    ];
  };
  if (dx !== undefined && !dx.deferred) return withInput().map((run) => ({ run }));
  return [{ run: bind({ ...learned, accumulate: false }) }, ...withInput().map((run) => ({ run, only: 0 }))];
}

/** Why the normalised x is 0. @param count how many numbers are normalised together */
export function whyMean(x: number, count: number): Message {
  return count === 1
    ? message('One number alone, {0}, is its own mean: nothing is left of it.', x)
    : message('Its x of {0} is the mean of the {1} numbers that are normalised together.', x, count);
}

/** Why a change of x changes little or nothing. */
export function whyTakenBack(x: number, count: number): FlatReason {
  return {
    kind: 'flat',
    message:
      count === 1
        ? whyMean(x, count)
        : message('What a change of x does is taken back by mean and deviation, which move with it.'),
  };
}

/** Why a change of gamma changes little or nothing. */
export function whyGammaFlat(normalized: number): FlatReason {
  return { kind: 'flat', message: message('Times the normalised x, which is {0}.', normalized) };
}
