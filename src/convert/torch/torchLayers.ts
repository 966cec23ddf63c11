import { message } from '../../language';
import type { CallArguments } from '../callArguments';
import { setting, written, type Recipe } from '../networks/recipe';
import { integersOf, numberOf, textOf, type Flow } from '../values';

/**
 * The layers of `torch.nn` in the definition language. Their defaults are PyTorch's, and are written out
 * where ours differ: `init=PyTorch` is U(−1/√n, 1/√n) for weights and biases.
 */
export const torchLayers: ReadonlyMap<string, (args: CallArguments) => Recipe> = new Map<
  string,
  (args: CallArguments) => Recipe
>([
  [
    'Linear',
    (args) => {
      const inputs = args.number(0, 'in_features');
      const units = args.number(1, 'out_features');
      const hasBias = args.boolean(2, 'bias');
      args.ignore('device', 'dtype');
      if (units === undefined)
        return { reason: message('how many numbers it gives cannot be read'), gives: 'row' };
      return {
        call: written('Affine', units),
        start: {
          init: 'PyTorch',
          isOfTorch: true,
          ...(hasBias === false && { bias: 'false' }),
          ...(inputs !== undefined && { fan: [inputs, units] }),
        },
        gives: 'row',
        takes: 'row',
        learns: true,
      };
    },
  ],
  ['Conv2d', convolution],
  ['MaxPool2d', (args) => pooling('MaxPool', args)],
  ['AvgPool2d', (args) => pooling('AvgPool', args)],
  [
    'AdaptiveAvgPool2d',
    (args) => {
      const size = args.square(0, 'output_size');
      return size === 1
        ? { call: 'GlobalAvgPool', gives: 'row', takes: 'image' }
        : { reason: message('GlobalAvgPool gives one number for each channel'), gives: 'image' };
    },
  ],
  ['BatchNorm1d', (args) => batchNorm(args, 'row')],
  ['BatchNorm2d', (args) => batchNorm(args, 'image')],
  [
    'LayerNorm',
    (args) => {
      const shape = integersOf(args.take(0, 'normalized_shape'));
      const eps = args.number(1, 'eps');
      if (args.boolean(2, 'elementwise_affine') === false) {
        return { reason: message('ours scales and shifts'), gives: 'same' };
      }
      return {
        call: written('LayerNorm', setting('eps', eps, 1e-5)),
        gives: 'same',
        learns: true,
        ...(shape?.length === 1 && { takes: 'row' as const }),
      };
    },
  ],
  [
    'Dropout',
    (args) => {
      const ratio = args.number(0, 'p') ?? 0.5;
      const call = ratio === 0 ? undefined : written('Dropout', ratio);
      return { call, gives: 'same', ...isInPlace(args, 1) };
    },
  ],
  ['ReLU', (args) => ({ ...plain('ReLU', args), ...isInPlace(args, 0) })],
  ['Sigmoid', (args) => plain('Sigmoid', args)],
  ['Tanh', (args) => plain('Tanh', args)],
  [
    'LeakyReLU',
    (args) => {
      const slope = args.number(0, 'negative_slope');
      const call = written('LeakyReLU', setting('slope', slope, 0.01));
      return { call, gives: 'same', ...isInPlace(args, 1) };
    },
  ],
  [
    'GELU',
    (args) => {
      const form = args.text(undefined, 'approximate') ?? 'none';
      return form === 'none'
        ? { call: 'GELU', gives: 'same' }
        : { reason: message('GELU is the exact one, not its approximation'), gives: 'same' };
    },
  ],
  [
    'Softplus',
    (args) => {
      const beta = args.number(0, 'beta') ?? 1;
      args.take(1, 'threshold');
      return beta === 1
        ? { call: 'Softplus', gives: 'same' }
        : { reason: message('ours has beta=1'), gives: 'same' };
    },
  ],
  ['Softmax', (args) => softmax('Softmax', args)],
  ['LogSoftmax', (args) => softmax('LogSoftmax', args)],
  ['Identity', () => ({ call: undefined, gives: 'same' })],
  [
    'Flatten',
    (args) => {
      const from = args.number(0, 'start_dim') ?? 1;
      const to = args.number(1, 'end_dim') ?? -1;
      return from === 1 && to === -1
        ? { call: 'Flatten', gives: 'row' }
        : { reason: message('Flatten makes one row of each sample'), gives: 'sequence' };
    },
  ],
]);

/** What is known of layers that have no counterpart, so that the layers behind them are judged rightly. */
export const unknownTorchLayers: ReadonlyMap<string, Flow['sample'] | 'same'> = new Map([
  ...[
    'Embedding',
    'LSTM',
    'GRU',
    'RNN',
    'Conv1d',
    'MultiheadAttention',
    'TransformerEncoder',
    'Unflatten',
  ].map((name) => [name, 'sequence'] as const),
  ...['TransformerEncoderLayer', 'MaxPool1d', 'AvgPool1d', 'Conv3d'].map(
    (name) => [name, 'sequence'] as const,
  ),
  ...['ConvTranspose2d', 'Upsample', 'AdaptiveMaxPool2d', 'ZeroPad2d'].map(
    (name) => [name, 'image'] as const,
  ),
  ['Bilinear', 'row'],
]);

export function isTorchLayer(path: string): boolean {
  const name = path.slice('torch.nn.'.length);
  return (
    path.startsWith('torch.nn.') &&
    (torchLayers.has(name) || unknownTorchLayers.has(name) || /^(Module|Sequential|\w+Loss)$/.test(name))
  );
}

function plain(name: string, args: CallArguments): Recipe {
  return { call: name, gives: 'same', ...isInPlace(args) };
}

/** Whether what comes in becomes what goes out, under all of its names. */
function isInPlace(args: CallArguments, index?: number): { readonly isInPlace?: true } {
  return args.boolean(index, 'inplace') === true ? { isInPlace: true } : {};
}

function convolution(args: CallArguments): Recipe {
  const channels = args.number(0, 'in_channels');
  const filters = args.number(1, 'out_channels');
  const size = args.square(2, 'kernel_size');
  const stride = args.square(3, 'stride');
  const padding = args.take(4, 'padding');
  const pads = integersOf(padding);
  const pad = textOf(padding) === 'same' ? '"same"' : textOf(padding) === 'valid' ? 0 : pads?.[0];
  const dilation = args.square(5, 'dilation');
  const groups = args.number(6, 'groups');
  const hasBias = args.boolean(7, 'bias');
  const mode = args.text(8, 'padding_mode') ?? 'zeros';
  args.ignore('device', 'dtype');
  if (filters === undefined || size === undefined) {
    return { reason: message('its filters are square, of a size that can be read'), gives: 'image' };
  }
  if (padding && (pad === undefined || pads?.some((each) => each !== pad) === true)) {
    return { reason: message('as many zeros stand on every side'), gives: 'image' };
  }
  if (mode !== 'zeros') return { reason: message('only zeros are put around an image'), gives: 'image' };
  return {
    call: written(
      'Conv',
      filters,
      `size=${String(size)}`,
      setting('stride', stride, 1),
      typeof pad === 'string' ? `pad=${pad}` : setting('pad', pad, 0),
      setting('dilation', dilation, 1),
      setting('groups', groups, 1),
    ),
    start: {
      init: 'PyTorch',
      isOfTorch: true,
      ...(hasBias === false && { bias: 'false' }),
      ...(channels !== undefined && {
        fan: [(channels / (groups ?? 1)) * size ** 2, filters * size ** 2] as const,
      }),
    },
    gives: 'image',
    takes: 'image',
    learns: true,
  };
}

function pooling(name: string, args: CallArguments): Recipe {
  const size = args.square(0, 'kernel_size');
  const stride = args.square(1, 'stride');
  const pad = args.number(2, 'padding') ?? 0;
  const dilation = args.number(undefined, 'dilation') ?? 1;
  const isCeiled = args.boolean(undefined, 'ceil_mode') ?? false;
  if (size === undefined)
    return { reason: message('its windows are square, of a size that can be read'), gives: 'image' };
  if (pad !== 0) return { reason: message('ours has no padding'), gives: 'image' };
  if (dilation !== 1) return { reason: message('ours has no dilation'), gives: 'image' };
  if (isCeiled) return { reason: message('rows that no whole window reaches are left out'), gives: 'image' };
  return { call: written(name, size, setting('stride', stride, size)), gives: 'image', takes: 'image' };
}

function batchNorm(args: CallArguments, sample: Flow['sample']): Recipe {
  args.take(0, 'num_features');
  const eps = args.number(1, 'eps');
  const momentum = args.number(2, 'momentum') ?? 0.1;
  const isAffine = args.boolean(3, 'affine') ?? true;
  const isTracking = args.boolean(4, 'track_running_stats') ?? true;
  args.ignore('device', 'dtype');
  if (!isAffine) return { reason: message('ours scales and shifts'), gives: sample };
  if (!isTracking) return { reason: message('ours keeps running statistics for evaluation'), gives: sample };
  return {
    call: written('BatchNorm', setting('eps', eps, 1e-5)),
    gives: sample,
    takes: sample,
    learns: true,
    ...(momentum !== 0.1 && {
      comment: message(
        'momentum={0} of the running statistics is not there: ours is 0.1, as PyTorch counts it',
        momentum,
      ),
    }),
  };
}

function softmax(name: string, args: CallArguments): Recipe {
  const axis = numberOf(args.take(0, 'dim'));
  return axis === 1 || axis === -1
    ? { call: name, gives: 'same', takes: 'row' }
    : { reason: message('it is taken of the last axis, dim=1 of a row'), gives: 'same' };
}
