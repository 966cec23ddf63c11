import type { Kernel } from './kernels/kernel';
import type { Kernels } from './kernels/kernels';
import type { UpdateSettings } from './kernels/operands/optimizerOperands';
import type { SettingSpec, Settings } from './layers/support/layer';
import { operand } from './layers/support/operands';
import { numberSetting } from './layers/support/layerSettings';
import type { Numbers } from './tensor';

/** What an optimizer needs to become one kernel call that updates all parameters. */
interface OptimizerBinding {
  readonly kernels: Kernels;
  /** All parameters, side by side. */
  readonly parameter: Numbers;
  /** Their gradients, in the same order. */
  readonly gradient: Numbers;
  /** One array for each name in `Optimizer.state`, as long as `parameter`, zero before the first update. */
  readonly state: readonly Numbers[];
  readonly settings: Settings;
  /** What changes between steps. */
  readonly update: Readonly<UpdateSettings>;
}

/**
 * Everything about one optimizer: how it is written, its formula, what it keeps, its kernel.
 * Completion, hover and the documentation read this.
 */
export interface Optimizer {
  /** As written in a definition: `Adam`. */
  readonly name: string;
  readonly documentation: string;
  /** One update in text. */
  readonly formula: string;
  readonly source: string;
  /** Its arguments; the first is always the learning rate `lr`. */
  readonly settings: readonly SettingSpec[];
  /**
   * True where the gradient, weight decay in it, is scaled for
   * each parameter: then no fixed share of a weight is taken.
   */
  readonly scalesGradient?: true;
  /** True where every gradient is divided by its usual size: then that of the loss makes no update larger. */
  readonly adaptsRate?: true;
  /** What it keeps of every parameter between updates. */
  readonly state: readonly string[];
  bind(binding: OptimizerBinding): Kernel;
}

function learningRateSetting(defaultRate: number): SettingSpec {
  return {
    name: 'lr',
    type: 'number',
    default: defaultRate,
    range: { above: 0 },
    documentation: 'The learning rate: how far one update goes.',
  };
}

/** How much of something is kept from one update to the next: a share from 0 up to, but not including, 1. */
function keptShare(name: string, defaultShare: number, documentation: string): SettingSpec {
  return { name, type: 'number', default: defaultShare, range: { from: 0, below: 1 }, documentation };
}

function keptSquares(name: string, defaultShare: number): SettingSpec {
  return keptShare(
    name,
    defaultShare,
    'How much of the running mean of the squared gradient is kept at each update.',
  );
}

/** Shared by the optimizers with momentum. */
const momentumSetting = keptShare(
  'momentum',
  0.9,
  'How much of its velocity a parameter keeps from one update to the next.',
);

/** Shared by the members of the Adam family. */
const beta1Setting = keptShare(
  'beta1',
  0.9,
  'How much of the running mean of the gradient is kept at each update.',
);

const beta2Setting = keptSquares('beta2', 0.999);

/** What keeps a division by the root of squared gradients finite where they are zero. */
function epsilonSetting(defaultEpsilon: number): SettingSpec {
  return {
    name: 'eps',
    type: 'number',
    default: defaultEpsilon,
    range: { above: 0 },
    documentation:
      'Is added to the root of the squared gradients, so that nothing is divided by zero; a larger one makes the steps of small gradients smaller.',
  };
}

/** As a setting of the training, and as an argument of AdamW. */
export const weightDecaySetting: SettingSpec = {
  name: 'weight_decay',
  type: 'number',
  default: 0,
  range: { from: 0 },
  documentation:
    'Pulls every parameter towards zero: weight_decay × p is added to its gradient (AdamW shrinks p itself).',
};

/**
 * The weight decay that holds: the one of the training
 * where it is given, else the optimizer's own, else none.
 */
export function effectiveWeightDecay(
  optimizer: Optimizer,
  settings: Settings,
  ofTraining: number | undefined,
): number {
  if (ofTraining !== undefined) return ofTraining;
  const own = optimizer.settings.find(({ name }) => name === weightDecaySetting.name);
  return own === undefined ? 0 : numberSetting(settings, own);
}

const sgd: Optimizer = {
  name: 'SGD',
  documentation: 'Stochastic gradient descent: every parameter goes against its gradient.',
  formula: 'p ← p − lr × g',
  source:
    'Deep Learning from Scratch, section 6.1.2; https://pytorch.org/docs/stable/generated/torch.optim.SGD.html',
  settings: [learningRateSetting(0.01)],
  state: [],
  bind: ({ kernels, parameter, gradient, update }) => kernels.sgd({ parameter, gradient, settings: update }),
};

function bindMomentum(nesterov: boolean): Optimizer['bind'] {
  return ({ kernels, parameter, gradient, state, settings, update }) =>
    kernels.momentum({
      parameter,
      gradient,
      settings: update,
      velocity: operand(state, 0),
      momentum: numberSetting(settings, momentumSetting),
      nesterov,
    });
}

const momentum: Optimizer = {
  name: 'Momentum',
  documentation: 'Parameters roll like a ball: each keeps a velocity, and its gradient accelerates it.',
  formula: 'v ← momentum × v + g;  p ← p − lr × v',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.SGD.html (momentum)',
  settings: [learningRateSetting(0.01), momentumSetting],
  state: ['velocity'],
  bind: bindMomentum(false),
};

const nesterov: Optimizer = {
  name: 'Nesterov',
  documentation:
    'Momentum that looks ahead: the step is the gradient plus where the velocity is about to go.',
  formula: 'v ← momentum × v + g;  p ← p − lr × (g + momentum × v)',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.SGD.html (nesterov)',
  settings: [learningRateSetting(0.01), momentumSetting],
  state: ['velocity'],
  bind: bindMomentum(true),
};

const adaGradEpsilon = epsilonSetting(1e-10);

const adaGrad: Optimizer = {
  name: 'AdaGrad',
  documentation:
    'Every parameter has a step size of its own, which shrinks with all the gradients it has seen.',
  formula: 's ← s + g²;  p ← p − lr × g / (√s + eps)',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.Adagrad.html',
  settings: [learningRateSetting(0.01), adaGradEpsilon],
  scalesGradient: true,
  adaptsRate: true,
  state: ['squares'],
  bind: ({ kernels, parameter, gradient, state, settings, update }) =>
    kernels.adaGrad({
      parameter,
      gradient,
      settings: update,
      squares: operand(state, 0),
      epsilon: numberSetting(settings, adaGradEpsilon),
    }),
};

const decay = keptSquares('decay', 0.99);

/** Of RMSProp, Adam and AdamW. */
const commonEpsilon = epsilonSetting(1e-8);

const rmsProp: Optimizer = {
  name: 'RMSProp',
  documentation: 'AdaGrad that forgets: the step size follows the recent gradients only.',
  formula: 's ← decay × s + (1 − decay) × g²;  p ← p − lr × g / (√s + eps)',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html',
  settings: [learningRateSetting(0.01), decay, commonEpsilon],
  scalesGradient: true,
  adaptsRate: true,
  state: ['squares'],
  bind: ({ kernels, parameter, gradient, state, settings, update }) =>
    kernels.rmsProp({
      parameter,
      gradient,
      settings: update,
      squares: operand(state, 0),
      decay: numberSetting(settings, decay),
      epsilon: numberSetting(settings, commonEpsilon),
    }),
};

/** Of Adam and AdamW, which differ in where the weight decay goes. */
const adamState: readonly string[] = ['mean', 'squares'];

function adamKernel(
  { kernels, parameter, gradient, state, settings, update }: OptimizerBinding,
  decoupled: boolean,
): Kernel {
  return kernels.adam({
    parameter,
    gradient,
    settings: update,
    mean: operand(state, 0),
    squares: operand(state, 1),
    beta1: numberSetting(settings, beta1Setting),
    beta2: numberSetting(settings, beta2Setting),
    epsilon: numberSetting(settings, commonEpsilon),
    decoupled,
  });
}

const adam: Optimizer = {
  name: 'Adam',
  documentation: 'Momentum and RMSProp together, corrected for both starting at zero.',
  formula:
    'm ← beta1 × m + (1 − beta1) × g;  v ← beta2 × v + (1 − beta2) × g²;  p ← p − lr × m̂ / (√v̂ + eps) with m̂ = m / (1 − beta1ᵗ), v̂ = v / (1 − beta2ᵗ)',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.Adam.html',
  settings: [learningRateSetting(0.001), beta1Setting, beta2Setting, commonEpsilon],
  scalesGradient: true,
  adaptsRate: true,
  state: adamState,
  bind: (binding) => adamKernel(binding, false),
};

const adamW: Optimizer = {
  name: 'AdamW',
  documentation:
    'Adam whose weight decay shrinks the parameters themselves and stays out of the running means.',
  formula:
    'p ← p × (1 − lr × weight_decay), then as Adam: m ← beta1 × m + (1 − beta1) × g;  v ← beta2 × v + (1 − beta2) × g²;  p ← p − lr × m̂ / (√v̂ + eps)',
  source: 'https://pytorch.org/docs/stable/generated/torch.optim.AdamW.html',
  settings: [
    learningRateSetting(0.001),
    beta1Setting,
    beta2Setting,
    { ...weightDecaySetting, default: 0.01 },
    commonEpsilon,
  ],
  adaptsRate: true,
  state: adamState,
  bind: (binding) => adamKernel(binding, true),
};

/** Adding an optimizer is adding it above and one entry here. */
export const optimizers: readonly Optimizer[] = [sgd, momentum, nesterov, adaGrad, rmsProp, adam, adamW];

/** By its name in a definition: `Adam`. */
export function optimizerNamed(name: string): Optimizer | undefined {
  return optimizers.find((optimizer) => optimizer.name === name);
}
