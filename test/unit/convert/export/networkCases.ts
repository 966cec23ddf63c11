import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { formatMessage } from '../../../../src/engine/message';
import type { NetworkTargets } from '../../../../src/engine/network/lossTargets';
import { randomStream } from '../../../../src/engine/random';
import { sizeOf, type Shape } from '../../../../src/engine/shape';
import type { TrainingData } from '../../../../src/engine/training/data';
import { createTrainer, type Trainer } from '../../../../src/engine/training/trainer';
import { trainingNumbers } from '../../../../src/engine/training/trainingNumbers';
import type { NetworkToExport } from '../../../../src/convert/export/exportedNetwork';
import { checkText } from '../../checkText';

/** A network, and what its data looks like. */
export interface NetworkCase {
  readonly title: string;
  /** Its layers and its `train` block. */
  readonly body: string;
  readonly sampleShape: Shape;
  /** The number of classes, or that of values. */
  readonly targets: { readonly classes: number } | { readonly values: number };
}

const images = { sampleShape: [2, 7, 6], targets: { classes: 3 } } as const;
const rows = { sampleShape: [4], targets: { classes: 3 } } as const;

/** Between them every layer of networks, optimiser, schedule and encoding of targets. */
export const cases: readonly NetworkCase[] = [
  {
    title: 'plain',
    body: 'hidden = Affine(5)\nReLU\nAffine(3, bias=false)\nSoftmaxWithLoss\ntrain { optimizer = SGD(lr=0.1); batch = 4; epochs = 3 }',
    ...rows,
  },
  {
    title: 'float32',
    body: 'hidden = Affine(5)\nTanh\nAffine(3)\nSoftmaxWithLoss(smoothing=0.1)\ntrain { optimizer = Adam(lr=0.01); batch = 4; epochs = 3; precision = float32 }',
    ...rows,
  },
  {
    title: 'images',
    body: 'Conv(4, 3, pad="same", groups=2)\nBatchNorm\nReLU\nMaxPool(2)\nConv(3, 2, stride=2, pad=1, bias=false)\nLayerNorm\nGELU\nAvgPool(2, stride=1)\nFlatten\nAffine(6)\nBatchNorm(eps=0.001)\nSigmoid\nAffine(3)\nSoftmaxWithLoss\ntrain { optimizer = Momentum(lr=0.05, momentum=0.8); batch = 4; epochs = 2; schedule = Step(every=2, factor=0.5) }',
    ...images,
  },
  {
    title: 'even filters',
    body: 'Conv(3, 4, pad="same", dilation=2)\nLeakyReLU(slope=0.2)\nGlobalAvgPool\nAffine(3)\nSoftmaxWithLoss\ntrain { optimizer = Nesterov(lr=0.05); batch = all; epochs = 4; schedule = Cosine(warmup=2) }',
    ...images,
  },
  {
    title: 'flattened by Affine',
    body: 'MaxPool(3, stride=2)\nAffine(5)\nSoftplus\nAffine(3)\nSoftmaxWithLoss\ntrain { optimizer = RMSProp(lr=0.01); batch = 4; epochs = 2; shuffle = false; clip_norm = 0.5; l1 = 0.001; precision = float32 }',
    ...images,
  },
  {
    title: 'branches',
    body: 'a = Affine(4)\nb = Tanh\nc = Sigmoid from a\nd = Add(b, input, b)\ne = Mul(a)\ntype = Concat(b, input)\nlambda = LeakyReLU\nAffine(1)\nSigmoidWithLoss\ntrain { optimizer = AdaGrad(lr=0.1); batch = 4; epochs = 3; weight_decay = 0.01 }',
    sampleShape: [4],
    targets: { classes: 2 },
  },
  {
    title: 'one hot',
    body: 'Affine(4)\nSoftmax\nAffine(3)\nSigmoidWithLoss\ntrain { optimizer = AdamW(lr=0.01); batch = 4; epochs = 3; schedule = Cosine }',
    ...rows,
  },
  {
    title: 'values',
    body: 'Affine(4)\nLogSoftmax\nAffine(2)\nMeanSquaredError\ntrain { optimizer = AdamW(lr=0.01, weight_decay=0.1); batch = 4; epochs = 3 }',
    sampleShape: [4],
    targets: { values: 2 },
  },
  {
    title: 'absolute',
    body: 'LayerNorm\nAffine(1)\nMeanAbsoluteError\ntrain { optimizer = SGD(lr=0.05); batch = 6; epochs = 3 }',
    sampleShape: [4],
    targets: { values: 1 },
  },
  {
    title: 'huber',
    body: 'Affine(3)\nReLU\nAffine(2)\nHuber(delta=0.5)\ntrain { optimizer = Adam(lr=0.02); batch = 6; epochs = 3; weight_decay = 0.01 }',
    sampleShape: [4],
    targets: { values: 2 },
  },
  {
    title: 'dropout',
    body: 'Affine(8)\nReLU\nDropout(0.5)\nAffine(3)\nSoftmaxWithLoss\ntrain { optimizer = SGD(lr=0.1); batch = 4; epochs = 1 }',
    ...rows,
  },
];

export interface PreparedCase {
  readonly network: NetworkToExport;
  readonly trainer: Trainer;
}

const trainCount = 11;
const testCount = 5;

/** The network with random data, in float64 where its text does not say otherwise. */
export function prepare({ title, body, sampleShape, targets }: NetworkCase): PreparedCase {
  const known: NetworkTargets =
    'classes' in targets
      ? { kind: 'labels', classes: targets.classes }
      : { kind: 'values', width: targets.values };
  const [layers = '', training = ''] = body.split('\ntrain { ');
  const precision = training.includes('precision') ? '' : 'precision = float64; ';
  const text = `network Net {\ndata = spiral()\nlayers {\n${layers}\n}\ntrain { ${precision}${training}\n}\n`;
  const checked = checkText(text, {
    describeData: () => ({ ok: true, data: { sampleShape, targets: known } }),
  });
  const definition = checked.networks[0]?.program?.definition;
  const wrong = checked.diagnostics.filter(({ severity }) => severity === 'error');
  if (definition === undefined || wrong.length > 0) {
    throw new Error(`${title}: ${wrong.map(({ message }) => formatMessage(message)).join(' ')}`);
  }
  const created = createTrainer(definition, randomData(sampleShape, known), referenceBackend);
  if (!created.ok) throw new Error(`${title} cannot be trained`);
  const { trainer } = created;
  const network = { fileName: 'case.backprop', definition, numbers: trainingNumbers(trainer) };
  return { network, trainer };
}

function randomData(sampleShape: Shape, targets: NetworkTargets): TrainingData {
  const stream = randomStream(7, 'data');
  const count = trainCount + testCount;
  const draw = (length: number): Float64Array => Float64Array.from({ length }, () => stream.normal());
  const inputs = draw(count * sizeOf(sampleShape));
  const order = Int32Array.from({ length: count }, (_, i) => i);
  // Parts whose samples do not stand together: places in a part are other numbers than samples.
  stream.shuffle(order);
  return {
    count,
    sampleShape,
    inputs,
    targets:
      targets.kind === 'labels'
        ? { ...targets, labels: Int32Array.from({ length: count }, () => stream.integer(targets.classes)) }
        : { ...targets, values: draw(count * targets.width) },
    train: order.slice(0, trainCount).sort(),
    test: order.slice(trainCount).sort(),
  };
}
