import type { Message } from '../../engine/message';
import { message } from '../../language';
import type { CallArguments } from '../callArguments';
import { setting, written, type Recipe, type Start } from '../networks/recipe';
import { integersOf, textOf, type Flow, type Value } from '../values';

/** A layer, and the activation that Keras lets it have as an argument. */
export interface KerasRecipe {
  readonly layer: Recipe;
  readonly activation?: Recipe;
}

const unstatedInit = 'Xavier';

/** The layers of `keras.layers`. Their defaults are Keras', and are written out where ours differ. */
export const kerasLayers: ReadonlyMap<string, (args: CallArguments) => KerasRecipe> = new Map<
  string,
  (args: CallArguments) => KerasRecipe
>([
  [
    'Dense',
    (args) => {
      const units = args.number(0, 'units');
      const start = startOf(args);
      const activation = activationOf(args.take(1, 'activation'));
      return withActivation(
        units === undefined
          ? { reason: message('how many numbers it gives cannot be read'), gives: 'row' }
          : { call: written('Affine', units), start, gives: 'row', takes: 'row', learns: true },
        activation,
      );
    },
  ],
  ['Conv2D', convolution],
  ['MaxPooling2D', (args) => ({ layer: pooling('MaxPool', args) })],
  ['MaxPool2D', (args) => ({ layer: pooling('MaxPool', args) })],
  ['AveragePooling2D', (args) => ({ layer: pooling('AvgPool', args) })],
  ['AvgPool2D', (args) => ({ layer: pooling('AvgPool', args) })],
  [
    'GlobalAveragePooling2D',
    (args) => {
      args.ignore('data_format');
      return { layer: { call: 'GlobalAvgPool', gives: 'row', takes: 'image' } };
    },
  ],
  [
    'Flatten',
    (args) => {
      args.ignore('data_format');
      return { layer: { call: 'Flatten', gives: 'row' } };
    },
  ],
  [
    'Dropout',
    (args) => {
      const ratio = args.number(0, 'rate');
      args.ignore('seed');
      if (ratio === undefined)
        return { layer: { reason: message('its rate cannot be read'), gives: 'same' } };
      return { layer: { call: ratio === 0 ? undefined : written('Dropout', ratio), gives: 'same' } };
    },
  ],
  [
    'BatchNormalization',
    (args) => {
      const axis = args.number(0, 'axis') ?? -1;
      const momentum = args.number(1, 'momentum') ?? 0.99;
      const eps = args.number(2, 'epsilon') ?? 1e-3;
      if (axis !== -1 && axis !== 3)
        return { layer: { reason: message('ours is along the channels'), gives: 'same' } };
      const comment = message(
        'momentum={0} of the running statistics is not there: ours keeps 0.9',
        momentum,
      );
      return {
        layer: {
          call: written('BatchNorm', setting('eps', eps, 1e-5)),
          gives: 'same',
          learns: true,
          ...(momentum !== 0.9 && { comment }),
        },
      };
    },
  ],
  [
    'LayerNormalization',
    (args) => ({
      layer: {
        call: written('LayerNorm', setting('eps', args.number(undefined, 'epsilon') ?? 1e-3, 1e-5)),
        gives: 'same',
        takes: 'row',
        learns: true,
      },
    }),
  ],
  [
    'Activation',
    (args) => ({
      layer: activationOf(args.take(0, 'activation')) ?? { call: undefined, gives: 'same' },
    }),
  ],
  ['ReLU', () => ({ layer: { call: 'ReLU', gives: 'same' } })],
  [
    'Softmax',
    (args) => {
      const axis = args.number(0, 'axis') ?? -1;
      return axis === -1
        ? { layer: { call: 'Softmax', gives: 'same', takes: 'row' } }
        : { layer: { reason: message('it is taken of the last axis'), gives: 'same' } };
    },
  ],
  [
    'LeakyReLU',
    (args) => {
      const slope = args.number(0, 'negative_slope', 'alpha') ?? 0.3;
      return { layer: { call: written('LeakyReLU', setting('slope', slope, 0.01)), gives: 'same' } };
    },
  ],
]);

/** What is known of layers that have no counterpart, so that the layers behind them are judged rightly. */
export const unknownKerasLayers: ReadonlyMap<string, Flow['sample'] | 'same'> = new Map([
  ...[
    'Embedding',
    'LSTM',
    'GRU',
    'SimpleRNN',
    'Conv1D',
    'MultiHeadAttention',
    'Reshape',
    'Bidirectional',
  ].map((name) => [name, 'sequence'] as const),
]);

/** Layers that make one of several inputs. */
export const kerasMerges: ReadonlyMap<string, string> = new Map([
  ['Add', 'Add'],
  ['add', 'Add'],
  ['Multiply', 'Mul'],
  ['multiply', 'Mul'],
  ['Concatenate', 'Concat'],
  ['concatenate', 'Concat'],
]);

export function isKerasLayer(path: string): boolean {
  const name = path.slice('keras.layers.'.length);
  return (
    path.startsWith('keras.layers.') &&
    (kerasLayers.has(name) || kerasMerges.has(name) || unknownKerasLayers.has(name) || name === 'Input')
  );
}

function withActivation(layer: Recipe, activation: Recipe | undefined): KerasRecipe {
  return activation ? { layer, activation } : { layer };
}

const activations: ReadonlyMap<string, Recipe> = new Map<string, Recipe>([
  ['linear', { call: undefined, gives: 'same' }],
  ['relu', { call: 'ReLU', gives: 'same' }],
  ['sigmoid', { call: 'Sigmoid', gives: 'same' }],
  ['tanh', { call: 'Tanh', gives: 'same' }],
  ['gelu', { call: 'GELU', gives: 'same' }],
  ['softplus', { call: 'Softplus', gives: 'same' }],
  ['softmax', { call: 'Softmax', gives: 'same', takes: 'row' }],
  ['log_softmax', { call: 'LogSoftmax', gives: 'same', takes: 'row' }],
]);

/** By its word, or by its function in `keras.activations`. */
export function activationOf(value: Value | undefined): Recipe | undefined {
  if (value === undefined || (value.kind === 'constant' && value.value === null)) return undefined;
  const name = textOf(value) ?? (value.kind === 'library' ? value.path.split('.').at(-1) : undefined);
  const known = name === undefined ? undefined : activations.get(name);
  if (known) return 'call' in known && known.call === undefined ? undefined : known;
  return { reason: message('there is no activation {0}', name ?? ''), gives: 'same' };
}

/** Keras draws weights between ±√(6 / (n + m)) unless it is told otherwise; Xavier has the same spread. */
function startOf(args: CallArguments): Start {
  const hasBias = args.boolean(undefined, 'use_bias');
  // What is not taken is named: the layer begins in a way that ours has not.
  const init = initialiserOf(args.named.get('kernel_initializer'));
  if (init !== undefined) args.take(undefined, 'kernel_initializer');
  const zeros = args.named.has('bias_initializer') ? textOf(args.named.get('bias_initializer')) : 'zeros';
  if (zeros === 'zeros' || zeros === 'ones') args.take(undefined, 'bias_initializer');
  return {
    ...(init !== undefined && { init }),
    ...(hasBias === false ? { bias: 'false' } : zeros === 'ones' && { bias: '1' }),
  };
}

/** Those that are drawn from the distribution of one of ours, or have its spread. */
function initialiserOf(value: Value | undefined): string | undefined {
  const name = value === undefined ? 'glorot_uniform' : (textOf(value) ?? '');
  return initialisers.get(name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase());
}

const initialisers: ReadonlyMap<string, string> = new Map([
  ['glorot_uniform', unstatedInit],
  ['glorot_normal', 'Xavier'],
  ['he_normal', 'He'],
  ['he_uniform', 'He'],
  ['lecun_normal', 'LeCun'],
  ['lecun_uniform', 'LeCun'],
  ['zeros', 'Zeros'],
  ['ones', 'Constant(1)'],
]);

function convolution(args: CallArguments): KerasRecipe {
  const filters = args.number(0, 'filters');
  const size = args.square(1, 'kernel_size');
  const stride = args.square(2, 'strides') ?? 1;
  const padding = args.text(3, 'padding') ?? 'valid';
  const order = args.text(4, 'data_format') ?? 'channels_last';
  const dilation = args.square(5, 'dilation_rate');
  const groups = args.number(6, 'groups');
  const activation = activationOf(args.take(7, 'activation'));
  const start = startOf(args);
  const refuse = (reason: Message): KerasRecipe => withActivation({ reason, gives: 'image' }, activation);
  if (filters === undefined || size === undefined)
    return refuse(message('its filters are square, of a size that can be read'));
  if (order !== 'channels_last' && order !== 'channels_first')
    return refuse(message('its data_format is not known'));
  if (padding !== 'valid' && padding !== 'same')
    return refuse(message('padding="{0}" is not there', padding));
  if (padding === 'same' && stride !== 1) return refuse(message('pad="same" goes with stride=1'));
  return withActivation(
    {
      call: written(
        'Conv',
        filters,
        `size=${String(size)}`,
        setting('stride', stride, 1),
        padding === 'same' && 'pad="same"',
        setting('dilation', dilation, 1),
        setting('groups', groups, 1),
      ),
      start,
      gives: 'image',
      takes: 'image',
      learns: true,
    },
    activation,
  );
}

function pooling(name: string, args: CallArguments): Recipe {
  const size = args.square(0, 'pool_size') ?? 2;
  const stride = args.square(1, 'strides') ?? size;
  const padding = args.text(2, 'padding') ?? 'valid';
  args.ignore('data_format');
  if (padding !== 'valid') return { reason: message('ours has no padding'), gives: 'image' };
  return { call: written(name, size, setting('stride', stride, size)), gives: 'image', takes: 'image' };
}

/** What one sample is, of a shape without the batch. */
export function sampleOf(shape: Value | undefined): Flow['sample'] {
  const numbers = integersOf(shape);
  const rank = numbers?.length ?? (shape?.kind === 'sequence' ? shape.items.length : 0);
  if (rank === 1) return 'row';
  if (rank === 3) return 'image';
  return rank === 0 ? 'unknown' : 'sequence';
}

/** Losses of `model.compile`, by word or by class. */
export function kerasLoss(
  value: Value | undefined,
): { readonly call: string; readonly absorbs?: 'Softmax' | 'Sigmoid' } | { readonly reason: Message } {
  const name = textOf(value);
  switch (name?.toLowerCase().replaceAll('_', '')) {
    case 'categoricalcrossentropy':
    case 'sparsecategoricalcrossentropy':
      return { call: 'SoftmaxWithLoss', absorbs: 'Softmax' };
    case 'binarycrossentropy':
      return { call: 'SigmoidWithLoss', absorbs: 'Sigmoid' };
    case 'mse':
    case 'meansquarederror':
      return { call: 'MeanSquaredError' };
    case 'mae':
    case 'meanabsoluteerror':
      return { call: 'MeanAbsoluteError' };
    case 'huber':
    case 'huberloss':
      return { call: 'Huber' };
    case undefined:
    default:
      return { reason: message('there is no such loss') };
  }
}

/** An optimiser of `keras.optimizers`, or of its word in `compile`, with the defaults of Keras 3. */
export function kerasOptimizer(
  name: string,
  args: CallArguments,
): { readonly call: string; readonly comment?: Message } | { readonly reason: Message } {
  const lr = args.number(0, 'learning_rate', 'lr');
  const eps = args.number(undefined, 'epsilon') ?? 1e-7;
  const rate = (unstated: number): string => `lr=${String(lr ?? unstated)}`;
  args.ignore('name');
  switch (name.toLowerCase()) {
    case 'sgd': {
      const momentum = args.number(1, 'momentum') ?? 0;
      const isNesterov = args.boolean(2, 'nesterov') ?? false;
      if (momentum === 0) return { call: written('SGD', rate(0.01)) };
      return {
        call: written(isNesterov ? 'Nesterov' : 'Momentum', rate(0.01), setting('momentum', momentum)),
      };
    }
    case 'adam':
    case 'adamw': {
      const own = [
        setting('beta1', args.number(1, 'beta_1'), 0.9),
        setting('beta2', args.number(2, 'beta_2'), 0.999),
        setting('eps', eps, 1e-8),
      ];
      if (name.toLowerCase() === 'adam') return { call: written('Adam', rate(0.001), ...own) };
      const decay = args.number(undefined, 'weight_decay') ?? 0.004;
      return { call: written('AdamW', rate(0.001), ...own, setting('weight_decay', decay, 0.01)) };
    }
    case 'rmsprop': {
      const decay = args.number(1, 'rho') ?? 0.9;
      return {
        call: written('RMSProp', rate(0.001), setting('decay', decay, 0.99), setting('eps', eps, 1e-8)),
        comment: message('Keras adds its epsilon under the root, ours is added to the root'),
      };
    }
    default:
      return { reason: message('there is no such optimiser') };
  }
}
