import { rows, network } from './planted';
import type { WrittenNetwork } from './written';

/** Rows of mostly zeros: which words a text has. */
const words = rows('a,b,c,d,e,f,g,h,t', 120, (random) => {
  const group = random() > 0 ? 1 : 0;
  const has = (likely: boolean): string => (random() > (likely ? 0 : 1.5) ? '1' : '0');
  const columns = Array.from({ length: 8 }, (_, at) => has(at < 4 === (group === 1)));
  return [...columns, String(group)].join(',');
});
const noise = rows('a,b,t', 100, (random) => `${String(random())},${String(random())},${String(random())}`);

/** Of prices in thousands, and of a line so steep that the targets are large. */
const prices = rows('rooms,t', 120, (random) => {
  const rooms = random();
  return `${String(rooms)},${String(22 + 8 * rooms + 2 * random())}`;
});
const steep = rows('x,t', 120, (random) => {
  const x = random();
  return `${String(x)},${String(5000 + 2000 * x + 100 * random())}`;
});

const residual = `block Residual(units) {
  Affine(units)
  ReLU
  Affine(units, init=Zeros)
  Add(input)
}
`;

/** Networks with nothing the matter, unlike each other; each is trained with five seeds. */
export const controlArms: Readonly<Record<string, WrittenNetwork>> = {
  'CNN with BatchNorm': network(
    'digits(test=0.8)',
    ['Conv(8, size=3, pad=1)', 'BatchNorm', 'ReLU', 'MaxPool(2)', 'Affine(10)', 'SoftmaxWithLoss'],
    'optimizer = Adam(lr=0.005); batch = 32; epochs = 6',
  ),
  'residual, last layers zero': withBlock(
    residual,
    network(
      'spiral(classes=3, points=200, noise=0.1, test=0.2)',
      ['Affine(16)', 'repeat 3 {', '  Residual(16)', '}', 'Affine(3)', 'SoftmaxWithLoss'],
      'optimizer = Adam(lr=0.01); batch = 30; epochs = 20',
    ),
  ),
  'high learning rate with Cosine': network(
    'moons(points=100, noise=0.1, test=0.2)',
    ['Affine(16)', 'ReLU', 'Affine(16)', 'ReLU', 'Affine(2)', 'SoftmaxWithLoss'],
    'optimizer = SGD(lr=0.5); schedule = Cosine(warmup=20); batch = 20; epochs = 60',
  ),
  tiny: network(
    'xor()',
    ['Affine(4)', 'Tanh', 'Affine(1)', 'SigmoidWithLoss'],
    'optimizer = SGD(lr=0.5); batch = 4; epochs = 800',
  ),
  regression: network(
    'sine(points=200, noise=0.1, test=0.2)',
    ['Affine(32)', 'Tanh', 'Affine(32)', 'Tanh', 'Affine(1)', 'MeanSquaredError'],
    'optimizer = Adam(lr=0.01); batch = 32; epochs = 60',
  ),
  'sparse data': network(
    'csv("data.csv", target="t", test=0.2)',
    ['Affine(16)', 'ReLU', 'Affine(2)', 'SoftmaxWithLoss'],
    'optimizer = SGD(lr=0.1); batch = 16; epochs = 30',
    { 'data.csv': words },
  ),
  'targets of about 20': network(
    'csv("data.csv", target="t", test=0.2)',
    ['Affine(16)', 'ReLU', 'Affine(1)', 'MeanSquaredError'],
    'optimizer = SGD(lr=0.002); batch = 16; epochs = 30',
    { 'data.csv': prices },
  ),
  'large targets on a line': network(
    'csv("data.csv", target="t", test=0.2)',
    ['Affine(1)', 'MeanSquaredError'],
    'optimizer = SGD(lr=0.1); batch = 16; epochs = 30',
    { 'data.csv': steep },
  ),
  'softmax regression from zero': network(
    'iris(test=0.2, standardize=true)',
    ['Affine(3, init=Zeros)', 'SoftmaxWithLoss'],
    'optimizer = SGD(lr=0.5); batch = 30; epochs = 60',
  ),
  'targets of noise, from zero': network(
    'csv("data.csv", target="t")',
    ['Affine(1, init=Zeros)', 'MeanSquaredError'],
    'optimizer = SGD(lr=0.05); batch = 20; epochs = 30',
    { 'data.csv': noise },
  ),
  'dropout and weight decay': network(
    'circles(points=200, noise=0.1, test=0.2)',
    [
      'Affine(32)',
      'ReLU',
      'Dropout(0.3)',
      'Affine(32)',
      'ReLU',
      'Dropout(0.3)',
      'Affine(2)',
      'SoftmaxWithLoss',
    ],
    'optimizer = AdamW(lr=0.005, weight_decay=0.01); batch = 20; epochs = 60',
  ),
  'deep tanh with LayerNorm': network(
    'spiral(classes=3, points=200, noise=0.1, test=0.2)',
    [
      ...Array.from({ length: 6 }, () => ['Affine(24)', 'LayerNorm', 'Tanh']).flat(),
      'Affine(3)',
      'SoftmaxWithLoss',
    ],
    'optimizer = Momentum(lr=0.02); batch = 30; epochs = 20; clip_norm = 1',
  ),
  'BatchNorm first': network(
    'blobs(classes=3, points=60, test=0.2)',
    ['BatchNorm', 'Affine(16)', 'Sigmoid', 'Affine(3)', 'SoftmaxWithLoss'],
    'optimizer = RMSProp(lr=0.01); batch = 20; epochs = 40',
  ),
};

function withBlock(block: string, written: WrittenNetwork): WrittenNetwork {
  return { ...written, text: `${block}${written.text}` };
}

/** The same network under another seed. */
export function seeded({ text, ...rest }: WrittenNetwork, seed: number): WrittenNetwork {
  return { ...rest, text: text.replace('train {', `train {\n    seed = ${String(seed)}`) };
}
