import { describe, expect, it } from 'vitest';
import { formatMessage, message } from '../../../../src/engine/message';
import type { TrainingDefinition } from '../../../../src/engine/network/networkDefinition';
import {
  inferNetwork,
  maximumParameters,
  type NetworkData,
} from '../../../../src/engine/network/networkInference';
import type { NetworkError } from '../../../../src/engine/network/networkError';
import { affine, conv, networkOf, type Short } from '../training/networks';

const points: NetworkData = { sampleShape: [2], targets: { kind: 'labels', classes: 3 } };
const images: NetworkData = { sampleShape: [1, 8, 8], targets: { kind: 'labels', classes: 10 } };

function infer(
  layers: readonly (Short | string)[],
  data: NetworkData = points,
  training: Partial<TrainingDefinition> = {},
): ReturnType<typeof inferNetwork> {
  return inferNetwork(networkOf(layers, training), data);
}

describe('a loss of probabilities', () => {
  const said = (loss: string, units: number, targets: NonNullable<NetworkData['targets']>): string[] =>
    infer([affine(units), loss], { sampleShape: [2], targets }).errors.map(({ message: text }) =>
      formatMessage(text),
    );
  const labels = (counts: readonly number[]): NonNullable<NetworkData['targets']> => ({
    kind: 'labels',
    classes: counts.length,
    counts,
    mayBeValues: true,
  });
  const values = (width: number): NonNullable<NetworkData['targets']> => ({
    kind: 'values',
    width,
    noProbability: message('f.csv, row 2, column 3 is {0}.', -1.2),
  });

  it.each([
    ['SigmoidWithLoss', 1, labels([0, 3, 4]), /^SigmoidWithLoss needs .* counted from 1\. Subtract 1/],
    ['SigmoidWithLoss', 1, labels([3, 0, 0, 4]), /^SigmoidWithLoss needs .* go up to 3\.$/],
    ['SigmoidWithLoss', 1, values(1), /from 0 to 1\. f\.csv, row 2, column 3 is -1\.2\.$/],
    ['SoftmaxWithLoss', 2, values(2), /^SoftmaxWithLoss needs targets from 0 to 1\. f\.csv/],
  ] as const)('%s of %i numbers is given no other targets: %o', (loss, units, targets, expected) => {
    expect(said(loss, units, targets)).toEqual([expect.stringMatching(expected)]);
  });

  it('takes probabilities, and others take any number', () => {
    expect(said('SigmoidWithLoss', 1, labels([3, 4]))).toEqual([]);
    expect(said('SigmoidWithLoss', 2, { kind: 'values', width: 2 })).toEqual([]);
    expect(said('MeanSquaredError', 2, values(2))).toEqual([]);
  });
});

describe('shapes and parameters', () => {
  it('go from the data through every layer', () => {
    const { layers, errors, encoding, parameterCount } = infer(
      [
        conv(16, 3, { pad: 1 }),
        'BatchNorm',
        'ReLU',
        { layer: 'MaxPool', settings: { size: 2 } },
        { layer: 'Conv', settings: { filters: 4, size: 1 }, from: [3] },
        { layer: 'Concat', from: [4, 3] },
        { layer: 'AvgPool', settings: { size: 2 } },
        'Flatten',
        'LayerNorm',
        affine(10),
        { layer: 'Dropout', settings: { ratio: 0.5 } },
        'SoftmaxWithLoss',
      ],
      images,
    );
    expect(errors).toEqual([]);
    expect(layers.map((layer) => layer?.shape)).toEqual([
      [16, 8, 8],
      [16, 8, 8],
      [16, 8, 8],
      [16, 4, 4],
      [4, 4, 4],
      [20, 4, 4],
      [20, 2, 2],
      [80],
      [80],
      [10],
      [10],
      [],
    ]);
    expect(layers.map((layer) => layer?.parameterCount)).toEqual([
      160, 32, 0, 0, 68, 0, 0, 0, 160, 810, 0, 0,
    ]);
    expect(parameterCount).toBe(160 + 32 + 68 + 160 + 810);
    expect(encoding).toBe('labels');
    expect(layers[1]?.states.map(({ name, shape }) => [name, shape])).toEqual([
      ['runningMean', [16]],
      ['runningVariance', [16]],
    ]);
    expect(
      layers[0]?.parameters.map(({ name, shape, fanIn, fanOut }) => [name, shape, fanIn, fanOut]),
    ).toEqual([
      ['W', [16, 1, 3, 3], 9, 144],
      ['b', [16], 9, 144],
    ]);
  });

  it('start with He before layers like ReLU, else with Xavier, and with what init= says', () => {
    const { layers } = infer([
      affine(4),
      'LayerNorm',
      'ReLU',
      affine(4),
      'Tanh',
      affine(4, { init: { name: 'Normal', settings: { std: 0.01 } } }),
      'LeakyReLU',
      affine(3),
      'SoftmaxWithLoss',
    ]);
    const start = (index: number): unknown =>
      layers[index]?.parameters.map(({ name, initializer }) => [name, initializer.name]);
    expect(start(0)).toEqual([
      ['W', 'He'],
      ['b', 'Zeros'],
    ]);
    expect(start(1)).toEqual([
      ['gamma', 'Constant'],
      ['beta', 'Zeros'],
    ]);
    expect(start(3)).toEqual([
      ['W', 'Xavier'],
      ['b', 'Zeros'],
    ]);
    expect(layers[5]?.parameters[0]?.initializer).toEqual({ name: 'Normal', settings: { std: 0.01 } });
  });

  it('start with biases that are drawn too where the initialiser is that of PyTorch', () => {
    const pyTorch = { init: { name: 'PyTorch', settings: {} } };
    const { layers } = infer([affine(4, pyTorch), 'ReLU', affine(3), 'SoftmaxWithLoss']);
    expect(layers[0]?.parameters.map(({ initializer }) => initializer.name)).toEqual(['PyTorch', 'PyTorch']);
    expect(layers[0]?.parameters[1]?.fanIn).toBe(layers[0]?.parameters[0]?.fanIn);
    expect(layers[2]?.parameters.map(({ initializer }) => initializer.name)).toEqual(['Xavier', 'Zeros']);
  });

  it.each([
    ['SoftmaxWithLoss', 3, { kind: 'labels', classes: 3 }, 'labels'],
    ['SoftmaxWithLoss', 3, { kind: 'values', width: 3 }, 'values'],
    ['SoftmaxWithLoss', 3, { kind: 'values', width: 1, asClasses: { ok: true, classes: 3 } }, 'labels'],
    ['MeanSquaredError', 1, { kind: 'values', width: 1, asClasses: { ok: true, classes: 3 } }, 'values'],
    ['MeanSquaredError', 1, { kind: 'labels', classes: 4, mayBeValues: true }, 'values'],
    ['MeanSquaredError', 4, { kind: 'labels', classes: 4, mayBeValues: true }, 'oneHot'],
    ['MeanSquaredError', 1, { kind: 'labels', classes: 2, mayBeValues: true }, 'binary'],
    ['SigmoidWithLoss', 1, { kind: 'labels', classes: 2 }, 'binary'],
    ['SigmoidWithLoss', 2, { kind: 'labels', classes: 2 }, 'oneHot'],
    ['SigmoidWithLoss', 4, { kind: 'labels', classes: 4 }, 'oneHot'],
    ['MeanSquaredError', 2, { kind: 'values', width: 2 }, 'values'],
  ] as const)('%s of %d numbers takes %o as %s', (loss, units, targets, encoding) => {
    const inference = infer([affine(units), loss], { sampleShape: [2], targets });
    expect(inference.errors).toEqual([]);
    expect(inference.encoding).toBe(encoding);
  });

  it('are known before the targets are', () => {
    const { layers, errors, encoding } = infer([affine(4), 'SoftmaxWithLoss'], { sampleShape: [2] });
    expect(errors).toEqual([]);
    expect(encoding).toBeUndefined();
    expect(layers[0]?.shape).toEqual([4]);
  });
});

describe('a mistake gives one error, at what is to blame', () => {
  const cases: readonly (readonly [
    string,
    readonly (Short | string)[],
    NetworkError['blame'],
    string,
    NetworkData?,
    Partial<TrainingDefinition>?,
  ])[] = [
    [
      'a last layer of the wrong size',
      [affine(4), 'SoftmaxWithLoss'],
      { kind: 'setting', layer: 0, setting: 'units' },
      'The data has 3 classes, so the last layer must give 3 numbers, not 4.',
    ],
    [
      'the same behind a layer that keeps the shape',
      [affine(4), 'ReLU', 'SoftmaxWithLoss'],
      { kind: 'setting', layer: 0, setting: 'units' },
      'The data has 3 classes, so the last layer must give 3 numbers, not 4.',
    ],
    [
      'images where numbers for classes belong',
      [{ layer: 'MaxPool', settings: { size: 2 } }, 'SoftmaxWithLoss'],
      { kind: 'layer', layer: 1 },
      'The data has 10 classes, so the last layer must give 10 numbers, not 1×4×4.',
      images,
    ],
    [
      'two classes for one sigmoid',
      [affine(3), 'SigmoidWithLoss'],
      { kind: 'setting', layer: 0, setting: 'units' },
      'The data has 2 classes, so the last layer must give 1 number, not 3.',
      { sampleShape: [2], targets: { kind: 'labels', classes: 2 } },
    ],
    [
      'values of another width',
      [affine(3), 'MeanSquaredError'],
      { kind: 'setting', layer: 0, setting: 'units' },
      'The data has 2 target values, so the last layer must give 2 numbers, not 3.',
      { sampleShape: [2], targets: { kind: 'values', width: 2 } },
    ],
    [
      'values that are no class numbers, for a loss over classes',
      [affine(3), 'SoftmaxWithLoss'],
      { kind: 'layer', layer: 1 },
      'row 2: 0.5 is not a class number.',
      {
        sampleShape: [2],
        targets: {
          kind: 'values',
          width: 1,
          asClasses: { ok: false, message: message('row {0}: {1} is not a class number.', 2, 0.5) },
        },
      },
    ],
    ...[affine(1), affine(3)].map(
      (last) =>
        [
          `a value for each sample, for a loss over classes that is given ${String(last.settings?.['units'])}`,
          [last, 'SoftmaxWithLoss'],
          { kind: 'layer', layer: 1 },
          'SoftmaxWithLoss compares classes, but the data has a value for each sample, as for a regression.',
          { sampleShape: [2], targets: { kind: 'values', width: 1 } },
        ] as const,
    ),
    [
      'one number for a loss over classes, before the targets are known',
      [affine(1), 'SoftmaxWithLoss'],
      { kind: 'setting', layer: 0, setting: 'units' },
      'SoftmaxWithLoss compares classes, so it must be given at least 2 numbers, not 1.',
      { sampleShape: [2] },
    ],
    [
      'one number for whole numbers that are classes to this loss',
      [affine(1), 'SoftmaxWithLoss'],
      { kind: 'setting', layer: 0, setting: 'units' },
      'The data has 4 classes, so the last layer must give 4 numbers, not 1.',
      { sampleShape: [2], targets: { kind: 'labels', classes: 4, mayBeValues: true } },
    ],
    [
      'no loss',
      [affine(3)],
      { kind: 'layer', layer: 0 },
      'The last layer must be a loss: SoftmaxWithLoss, SigmoidWithLoss, MeanSquaredError, MeanAbsoluteError, Huber.',
    ],
    [
      'a loss in the middle',
      [affine(3), 'SoftmaxWithLoss', affine(3), 'SoftmaxWithLoss'],
      { kind: 'layer', layer: 1 },
      'SoftmaxWithLoss is a loss: it must be the last layer.',
    ],
    ['no layers', [], { kind: 'network' }, 'The network has no layers.'],
    [
      'Conv on what is no image',
      [conv(2, 3), affine(3), 'SoftmaxWithLoss'],
      { kind: 'input', layer: 0, input: 0 },
      'This layer needs images, channels×height×width, but it is given 2.',
    ],
    [
      'a window larger than the image',
      [{ layer: 'MaxPool', settings: { size: 9 } }, affine(10), 'SoftmaxWithLoss'],
      { kind: 'setting', layer: 0, setting: 'size' },
      'The window of 9×9 does not fit into an image of 8×8.',
      images,
    ],
    [
      'Add of different shapes',
      [affine(4), affine(3), { layer: 'Add', from: [1, 0] }, 'SoftmaxWithLoss'],
      { kind: 'input', layer: 2, input: 1 },
      'Add needs equal shapes: the layer above gives 3, this one 4.',
    ],
    [
      'Add of one layer',
      ['Add', affine(3), 'SoftmaxWithLoss'],
      { kind: 'layer', layer: 0 },
      'Add combines layers: name what to combine with, as in Add(input).',
    ],
    [
      'Concat of images that do not fit',
      [conv(2, 3), { layer: 'Concat', from: [0, 'input'] }, affine(10), 'SoftmaxWithLoss'],
      { kind: 'input', layer: 1, input: 1 },
      'Concat joins channels, or features: 1×8×8 does not fit 2×6×6.',
      images,
    ],
    [
      'no units',
      [affine(0), affine(3), 'SoftmaxWithLoss'],
      { kind: 'setting', layer: 0, setting: 'units' },
      'units must be at least 1, not 0.',
    ],
    [
      'half a unit',
      [affine(1.5), affine(3), 'SoftmaxWithLoss'],
      { kind: 'setting', layer: 0, setting: 'units' },
      'units must be a whole number, not 1.5.',
    ],
    [
      'a missing argument',
      ['Dropout', affine(3), 'SoftmaxWithLoss'],
      { kind: 'setting', layer: 0, setting: 'ratio' },
      'ratio is missing.',
    ],
    [
      'a ratio that drops everything',
      [{ layer: 'Dropout', settings: { ratio: 1 } }, affine(3), 'SoftmaxWithLoss'],
      { kind: 'setting', layer: 0, setting: 'ratio' },
      'ratio must be below 1, not 1.',
    ],
    [
      'an argument of init',
      [affine(3, { init: { name: 'Normal', settings: { std: -1 } } }), 'SoftmaxWithLoss'],
      { kind: 'initializer', layer: 0 },
      'std must be at least 0, not -1.',
    ],
    [
      'init where there are no weights',
      [affine(3), { layer: 'ReLU', init: { name: 'He', settings: {} } }, 'SoftmaxWithLoss'],
      { kind: 'initializer', layer: 1 },
      'This layer has no weights to initialise.',
    ],
    [
      'a layer of a billion parameters',
      [affine(500_000_000), affine(3), 'SoftmaxWithLoss'],
      { kind: 'setting', layer: 0, setting: 'units' },
      `This layer would have 1500000000 parameters (6 GB in float32): a network can have ${maximumParameters} at most.`,
    ],
    [
      'a learning rate of zero',
      [affine(3), 'SoftmaxWithLoss'],
      { kind: 'optimizer', setting: 'lr' },
      'lr must be above 0, not 0.',
      points,
      { optimizer: { name: 'SGD', settings: { lr: 0 } } },
    ],
    [
      'a schedule without what it needs',
      [affine(3), 'SoftmaxWithLoss'],
      { kind: 'schedule', setting: 'every' },
      'every is missing.',
      points,
      { schedule: { name: 'Step', settings: { factor: 0.5 } } },
    ],
    [
      'an empty mini-batch',
      [affine(3), 'SoftmaxWithLoss'],
      { kind: 'training', setting: 'batch' },
      'batch must be at least 1, not 0.',
      points,
      { batch: 0 },
    ],
  ];

  it.each(cases.map((one) => [one[0], one] as const))('%s', (_name, one) => {
    const [, layers, blame, text, data = points, training = {}] = one;
    const { errors } = infer(layers, data, training);
    expect(errors.map((error) => [formatMessage(error.message), error.blame])).toEqual([[text, blame]]);
  });

  it('what builds on something wrong is not reported, what does not is', () => {
    const { errors, layers } = infer([affine(0), 'ReLU', affine(3, { from: ['input'] }), 'SoftmaxWithLoss']);
    expect(errors).toHaveLength(1);
    expect(layers.map((layer) => layer?.shape)).toEqual([undefined, undefined, [3], []]);
  });

  it('what the language cannot make is a bug', () => {
    expect(() => infer([{ layer: 'Nonsense' }, 'SoftmaxWithLoss'])).toThrow(RangeError);
    expect(() => infer([affine(3, { from: [1] }), 'SoftmaxWithLoss'])).toThrow(RangeError);
  });
});
