import type { CallArguments } from '../callArguments';
import { setting, written } from '../networks/recipe';
import type { TrainingCall } from '../networks/statedTraining';
import { integersOf, numberOf, type LossFunction, type Value } from '../values';

/** What a loss is here, by its class or function in PyTorch; `at` is where its settings begin. */
export function torchLoss(
  name: string,
  args: CallArguments,
  at: number | undefined,
): LossFunction | undefined {
  const loss = losses.get(name);
  if (!loss) return undefined;
  const reduction = args.text(undefined, 'reduction') ?? 'mean';
  args.ignore('size_average', 'reduce');
  const found = loss(args);
  // Of the functions, as of `F.cross_entropy(input, target)`, the first two are what is compared.
  if (at !== undefined) for (let index = 0; index < at; index++) args.take(index);
  if (at !== undefined) args.ignore('input', 'target');
  const left = args.rest();
  const reason =
    reduction !== 'mean'
      ? `reduction="${reduction}": ours is the mean`
      : left === undefined
        ? undefined
        : `what ${left} asks for is not there`;
  return {
    kind: 'lossFunction',
    name,
    loss: reason === undefined ? found.call : { reason },
    ...(found.absorbs && { absorbs: found.absorbs }),
  };
}

interface Loss {
  readonly call: LossFunction['loss'];
  readonly absorbs?: LossFunction['absorbs'];
}

const losses: ReadonlyMap<string, (args: CallArguments) => Loss> = new Map<
  string,
  (args: CallArguments) => Loss
>([
  [
    'CrossEntropyLoss',
    (args) => ({
      call: written('SoftmaxWithLoss', setting('smoothing', args.number(undefined, 'label_smoothing'), 0)),
    }),
  ],
  ['NLLLoss', () => ({ call: 'SoftmaxWithLoss', absorbs: 'LogSoftmax' as const })],
  ['BCELoss', () => ({ call: 'SigmoidWithLoss', absorbs: 'Sigmoid' as const })],
  ['BCEWithLogitsLoss', () => ({ call: 'SigmoidWithLoss' })],
  ['MSELoss', () => ({ call: 'MeanSquaredError' })],
  ['L1Loss', () => ({ call: 'MeanAbsoluteError' })],
  ['HuberLoss', (args) => ({ call: written('Huber', setting('delta', args.number(undefined, 'delta'), 1)) })],
  [
    'SmoothL1Loss',
    (args) => ({
      call:
        (args.number(undefined, 'beta') ?? 1) === 1
          ? 'Huber'
          : { reason: 'a beta other than 1 divides the loss, which Huber does not' },
    }),
  ],
]);

export const torchLossFunctions: ReadonlyMap<string, string> = new Map([
  ['cross_entropy', 'CrossEntropyLoss'],
  ['nll_loss', 'NLLLoss'],
  ['binary_cross_entropy', 'BCELoss'],
  ['binary_cross_entropy_with_logits', 'BCEWithLogitsLoss'],
  ['mse_loss', 'MSELoss'],
  ['l1_loss', 'L1Loss'],
  ['huber_loss', 'HuberLoss'],
  ['smooth_l1_loss', 'SmoothL1Loss'],
]);

/** An optimiser of `torch.optim`, with PyTorch's defaults; `undefined` for one that we do not have. */
export function torchOptimizer(name: string, args: CallArguments): TrainingCall | undefined {
  args.take(0, 'params');
  args.ignore('foreach', 'fused', 'capturable', 'differentiable');
  const lr = args.number(1, 'lr');
  const decay = args.number(undefined, 'weight_decay');
  const common = decay === undefined || decay === 0 ? {} : { weightDecay: decay };
  switch (name) {
    case 'SGD': {
      const momentum = args.number(2, 'momentum') ?? 0;
      const isNesterov = args.boolean(undefined, 'nesterov') ?? false;
      if (args.number(undefined, 'dampening') === 0) args.ignore('dampening');
      if (momentum === 0) return { call: written('SGD', rate(lr, 1e-3)), ...common };
      const kind = isNesterov ? 'Nesterov' : 'Momentum';
      return { call: written(kind, rate(lr, 1e-3), setting('momentum', momentum)), ...common };
    }
    case 'Adam':
    case 'AdamW': {
      const [beta1, beta2] = pair(args.take(2, 'betas'));
      const eps = args.number(3, 'eps');
      if (args.boolean(undefined, 'amsgrad') === false) args.ignore('amsgrad');
      const own = [setting('beta1', beta1, 0.9), setting('beta2', beta2, 0.999), setting('eps', eps, 1e-8)];
      if (name === 'Adam') return { call: written('Adam', rate(lr, 1e-3), ...own), ...common };
      return { call: written('AdamW', rate(lr, 1e-3), ...own, setting('weight_decay', decay, 0.01)) };
    }
    case 'RMSprop': {
      const alpha = args.number(2, 'alpha') ?? 0.99;
      const eps = args.number(3, 'eps');
      const momentum = args.number(undefined, 'momentum') ?? 0;
      const isCentered = args.boolean(undefined, 'centered') ?? false;
      if (momentum !== 0 || isCentered) return { reason: 'ours has neither momentum nor centring' };
      const call = written(
        'RMSProp',
        rate(lr, 0.01),
        setting('decay', alpha, 0.99),
        setting('eps', eps, 1e-8),
      );
      return { call, ...common };
    }
    case 'Adagrad': {
      const eps = args.number(undefined, 'eps');
      return { call: written('AdaGrad', rate(lr, 0.01), setting('eps', eps, 1e-10)), ...common };
    }
    default:
      return undefined;
  }
}

function rate(lr: number | undefined, unstated: number): string {
  return `lr=${String(lr ?? unstated)}`;
}

function pair(value: Value | undefined): readonly (number | undefined)[] {
  if (value?.kind !== 'sequence') return [];
  return value.items.map((item) => numberOf(item));
}

/** The schedules of `torch.optim.lr_scheduler` that count epochs, for a known number of steps in each. */
export function torchSchedule(
  name: string,
  args: CallArguments,
  stepsPerEpoch: number | undefined,
): string | { readonly reason: string } {
  args.take(0, 'optimizer');
  const inSteps = 'ours counts steps, and how many make an epoch is not known here';
  switch (name) {
    case 'StepLR': {
      const every = integersOf(args.take(1, 'step_size'))?.[0];
      const factor = args.number(2, 'gamma') ?? 0.1;
      if (every === undefined || args.rest() !== undefined) return { reason: 'its arguments cannot be read' };
      if (stepsPerEpoch === undefined) return { reason: inSteps };
      return `Step(every=${String(every * stepsPerEpoch)}, factor=${String(factor)})`;
    }
    case 'ExponentialLR': {
      const factor = args.number(1, 'gamma');
      if (factor === undefined || args.rest() !== undefined)
        return { reason: 'its arguments cannot be read' };
      if (stepsPerEpoch === undefined) return { reason: inSteps };
      return `Step(every=${String(stepsPerEpoch)}, factor=${String(factor)})`;
    }
    default:
      return { reason: 'there is no such schedule' };
  }
}
