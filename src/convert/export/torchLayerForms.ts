import type { Message } from '../../engine/message';
import { message, sizeOf } from '../../language';
import { numberText } from '../numpy/pythonNumbers';
import { numberSetting, type ExportedLayer } from './exportedNetwork';

/** How a layer of networks is written in PyTorch. */
export interface TorchForm {
  /** What makes its module; absent where an expression is all of it. */
  readonly module?: (layer: ExportedLayer) => string;
  /** Its value. @param call the module, called with what it is given. Absent: the module of its input. */
  readonly value?: (inputs: readonly string[], call: (x: string) => string, layer: ExportedLayer) => string;
  /** Of a loss: the sum over samples of `output` compared with `target`. */
  readonly loss?: (layer: ExportedLayer) => string;
  /** Why PyTorch cannot compute it the same. @param sizes of the mini-batches of an epoch */
  readonly refusal?: (layer: ExportedLayer, sizes: readonly number[]) => Message | undefined;
}

/** What parameters and running statistics are called in modules of PyTorch. */
export const torchParts: Readonly<Record<string, string>> = {
  W: 'weight',
  b: 'bias',
  gamma: 'weight',
  beta: 'bias',
  runningMean: 'running_mean',
  runningVariance: 'running_var',
};

function plain(name: string): TorchForm {
  return { module: () => `nn.${name}()` };
}

function operator(symbol: string): TorchForm {
  return { value: (inputs) => inputs.join(` ${symbol} `) };
}

/** `name=value`, where the value is not PyTorch's own default. */
function unlessUsual(name: string, value: number, usual: number): readonly string[] {
  return value === usual ? [] : [`${name}=${String(value)}`];
}

function biasOf({ parts }: ExportedLayer): readonly string[] {
  return parts.includes('b') ? [] : ['bias=False'];
}

function conv(layer: ExportedLayer): string {
  const [channels = 1] = layer.inputShapes[0] ?? [];
  const pad = layer.setting('pad');
  const words = [
    String(channels),
    String(numberSetting(layer, 'filters')),
    String(numberSetting(layer, 'size')),
    ...unlessUsual('stride', numberSetting(layer, 'stride'), 1),
    ...(pad === 'same' ? ['padding="same"'] : unlessUsual('padding', Number(pad), 0)),
    ...unlessUsual('dilation', numberSetting(layer, 'dilation'), 1),
    ...unlessUsual('groups', numberSetting(layer, 'groups'), 1),
    ...biasOf(layer),
  ];
  return `nn.Conv2d(${words.join(', ')})`;
}

function pooling(name: string): TorchForm {
  return {
    module(layer) {
      const size = numberSetting(layer, 'size');
      const stride = layer.setting('stride') ?? size;
      return `nn.${name}(${[String(size), ...unlessUsual('stride', Number(stride), size)].join(', ')})`;
    },
  };
}

/** By number of axes of a sample, which class of PyTorch takes a batch of them. */
const batchNorms = [undefined, 'BatchNorm1d', 'BatchNorm1d', 'BatchNorm2d', 'BatchNorm3d'];

const batchNorm: TorchForm = {
  module(layer) {
    const [sample = []] = layer.inputShapes;
    const words = [String(sample[0] ?? 1), ...unlessUsual('eps', numberSetting(layer, 'eps'), 1e-5)];
    return `nn.${batchNorms[sample.length] ?? ''}(${words.join(', ')})`;
  },
  refusal(layer, sizes) {
    const [sample = []] = layer.inputShapes;
    if (batchNorms[sample.length] === undefined)
      return message('PyTorch has no BatchNorm for samples with {0} axes.', sample.length);
    if (sizeOf(sample.slice(1)) > 1 || !sizes.includes(1)) return undefined;
    return message(
      'PyTorch refuses BatchNorm where a mini-batch has a single sample, as the last one of an epoch has here. Choose another number for batch.',
    );
  },
};

function summed(name: string, words: readonly string[]): string {
  return `F.${name}(${['output', 'target', 'reduction="sum"', ...words].join(', ')})`;
}

/** A loss that compares entry by entry, and is the mean over those of a sample. */
function entryLoss(name: string, words: (layer: ExportedLayer) => readonly string[] = () => []): TorchForm {
  return {
    loss(layer) {
      const entries = sizeOf(layer.inputShapes[0] ?? []);
      return `${summed(name, words(layer))}${entries === 1 ? '' : ` / ${String(entries)}`}`;
    },
  };
}

/**
 * Every layer of networks, by its key in the table of layers. What differs between the two libraries is in
 * `docs/exporting.md`; `test/unit/convert/export` computes each with PyTorch.
 */
export const torchForms: Readonly<Record<string, TorchForm>> = {
  Affine: {
    module: (layer) =>
      `nn.Linear(${[sizeOf(layer.inputShapes[0] ?? []), sizeOf(layer.shape), ...biasOf(layer)].join(', ')})`,
    value: ([x = ''], call, { inputShapes: [sample = []] }) =>
      call(sample.length > 1 ? `${x}.flatten(1)` : x),
  },
  Conv: { module: conv },
  MaxPool: pooling('MaxPool2d'),
  AvgPool: pooling('AvgPool2d'),
  GlobalAvgPool: {
    module: () => 'nn.AdaptiveAvgPool2d(1)',
    value: ([x = ''], call) => `${call(x)}.flatten(1)`,
  },
  Flatten: plain('Flatten'),
  ReLU: plain('ReLU'),
  LeakyReLU: {
    module: (layer) =>
      `nn.LeakyReLU(${unlessUsual('negative_slope', numberSetting(layer, 'slope'), 0.01).join('')})`,
  },
  Sigmoid: plain('Sigmoid'),
  Tanh: plain('Tanh'),
  GELU: plain('GELU'),
  // Above its threshold PyTorch gives x itself: 20 would show in float64.
  Softplus: { module: () => 'nn.Softplus(threshold=40)' },
  Softmax: { module: () => 'nn.Softmax(dim=-1)' },
  LogSoftmax: { module: () => 'nn.LogSoftmax(dim=-1)' },
  Dropout: { module: (layer) => `nn.Dropout(${numberText(numberSetting(layer, 'ratio'))})` },
  BatchNorm: batchNorm,
  LayerNorm: {
    module(layer) {
      const [sample = []] = layer.inputShapes;
      const shape = sample.length === 1 ? String(sample[0]) : `(${sample.join(', ')})`;
      return `nn.LayerNorm(${[shape, ...unlessUsual('eps', numberSetting(layer, 'eps'), 1e-5)].join(', ')})`;
    },
  },
  Add: operator('+'),
  Mul: operator('*'),
  Concat: { value: (inputs) => `torch.cat([${inputs.join(', ')}], dim=1)` },
  SoftmaxWithLoss: {
    loss: (layer) =>
      summed('cross_entropy', unlessUsual('label_smoothing', numberSetting(layer, 'smoothing'), 0)),
  },
  SigmoidWithLoss: entryLoss('binary_cross_entropy_with_logits'),
  MeanSquaredError: entryLoss('mse_loss'),
  MeanAbsoluteError: entryLoss('l1_loss'),
  Huber: entryLoss('huber_loss', (layer) => unlessUsual('delta', numberSetting(layer, 'delta'), 1)),
};
