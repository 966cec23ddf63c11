import { message } from '../../language';
import type { CallArguments } from '../callArguments';
import { setting, written } from '../networks/recipe';
import type { TrainingCall } from '../networks/statedTraining';
import { numberOf, truthOf, type LossFunction, type Value } from '../values';

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
      ? message('reduction="{0}": ours is the mean', reduction)
      : left === undefined
        ? undefined
        : message('what {0} asks for is not there', left);
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
          : { reason: message('a beta other than 1 divides the loss, which Huber does not') },
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
  takeUnset(args, 'maximize', 'decoupled_weight_decay', 'amsgrad', 'centered', 'lr_decay', 'dampening');
  takeUnset(args, 'initial_accumulator_value');
  const lr = args.number(1, 'lr');
  const decay = args.number(decayIndex.get(name), 'weight_decay');
  const common = decay === undefined || decay === 0 ? {} : { weightDecay: decay };
  switch (name) {
    case 'SGD': {
      const momentum = args.number(2, 'momentum') ?? 0;
      const dampening = args.number(3, 'dampening') ?? 0;
      const isNesterov = args.boolean(5, 'nesterov') ?? false;
      if (momentum !== 0 && dampening !== 0) return { reason: message('ours has no dampening') };
      if (momentum === 0) return { call: written('SGD', rate(lr, 1e-3)), ...common };
      const kind = isNesterov ? 'Nesterov' : 'Momentum';
      return { call: written(kind, rate(lr, 1e-3), setting('momentum', momentum)), ...common };
    }
    case 'Adam':
    case 'AdamW': {
      const betas = args.take(2, 'betas');
      const [beta1, beta2] = pair(betas);
      const eps = args.number(3, 'eps');
      if (betas && (beta1 === undefined || beta2 === undefined))
        return { reason: message('its betas cannot be read') };
      const own = [setting('beta1', beta1, 0.9), setting('beta2', beta2, 0.999), setting('eps', eps, 1e-8)];
      if (name === 'Adam') return { call: written('Adam', rate(lr, 1e-3), ...own), ...common };
      return { call: written('AdamW', rate(lr, 1e-3), ...own, setting('weight_decay', decay, 0.01)) };
    }
    case 'RMSprop': {
      const alpha = args.number(2, 'alpha') ?? 0.99;
      const eps = args.number(3, 'eps');
      const momentum = args.number(undefined, 'momentum') ?? 0;
      const isCentered = args.boolean(undefined, 'centered') === true;
      if (momentum !== 0 || isCentered) return { reason: message('ours has neither momentum nor centring') };
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

/** Where `weight_decay` stands among the arguments that have no name. */
const decayIndex: ReadonlyMap<string, number> = new Map([
  ['SGD', 4],
  ['Adam', 4],
  ['AdamW', 4],
  ['RMSprop', 4],
  ['Adagrad', 3],
]);

/** Takes the arguments that say what goes without saying; those that say something else are left. */
function takeUnset(args: CallArguments, ...names: readonly string[]): void {
  for (const name of names) {
    const value = args.named.get(name);
    if (value && (truthOf(value) === false || numberOf(value) === 0)) args.ignore(name);
  }
}

function rate(lr: number | undefined, unstated: number): string {
  return `lr=${String(lr ?? unstated)}`;
}

function pair(value: Value | undefined): readonly (number | undefined)[] {
  if (value?.kind !== 'sequence') return [];
  return value.items.map((item) => numberOf(item));
}
