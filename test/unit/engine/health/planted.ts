import type { HealthRuleName } from '../../../../src/engine/health/finding';
import { randomStream } from '../../../../src/engine/random';
import type { WrittenNetwork } from './written';

/** Puts a network together; the loss tells the classes of its data. */
export function network(
  data: string,
  layers: readonly string[],
  train: string,
  files?: WrittenNetwork['files'],
): WrittenNetwork {
  const text = `network Planted {
  data = ${data}
  layers {
    ${layers.join('\n    ')}
  }
  train {
    ${train.split('; ').join('\n    ')}
  }
}
`;
  return { text, ...(files && { files }) };
}

const spiral = 'spiral(classes=3, points=60, noise=0.2, test=0.2)';
const blobs = 'blobs(classes=3, points=60, test=0.2)';
const classes3 = ['Affine(3)', 'SoftmaxWithLoss'];

/** Rows of a CSV file, drawn from a seeded stream. */
export function rows(header: string, count: number, row: (random: () => number) => string): string {
  const stream = randomStream(3, 'sampling');
  const lines = Array.from({ length: count }, () => row(() => stream.normal()));
  return `${header}\n${lines.join('\n')}\n`;
}

/** Heights in centimetres and incomes: columns as people have them. */
const people = rows('height,income,group', 120, (random) => {
  const group = random() > 0 ? 1 : 0;
  return `${String(165 + 8 * group + 4 * random())},${String(30_000 + 9000 * group + 5000 * random())},${String(group)}`;
});
const houses = rows('area,price', 80, (random) => {
  const area = 100 + 30 * random();
  return `${String(area)},${String(2 * area + 10 + 3 * random())}`;
});
const bytes = rows('a,b,c,d,t', 120, (random) => {
  const group = random() > 0 ? 1 : 0;
  const pixel = (mean: number): string =>
    String(Math.max(0, Math.min(255, Math.round(mean + 30 * random()))));
  return `${pixel(60 + 120 * group)},${pixel(180 - 120 * group)},${pixel(128)},${pixel(200)},${String(group)}`;
});
/** A curve and a line whose targets are in the thousands, over inputs that are well scaled. */
export function largeTargets(target: (x: number, random: () => number) => number): string {
  return rows('x,y', 120, (random) => {
    const x = random();
    return `${String(x)},${String(target(x, random))}`;
  });
}
const wave = largeTargets((x, random) => 3000 * Math.sin(2 * x) + 50 * random());
const wages = largeTargets((x, random) => 17_000 + 300 * Math.sin(2 * x) + 10 * random());
const slope = largeTargets((x, random) => 5000 + 2000 * x + 100 * random());
const noise = rows('a,b,t', 60, (random) => `${String(random())},${String(random())},${String(random())}`);

const csv = (target: string): string => `csv("data.csv", target="${target}", test=0.2)`;

/** By rule: networks with that fault, each from another cause. The first remedy of the finding cures it. */
export const planted: Readonly<Record<HealthRuleName, readonly WrittenNetwork[]>> = {
  'non-finite': [
    network(spiral, ['Affine(16)', 'ReLU', ...classes3], 'optimizer = SGD(lr=1e30); batch = 30; epochs = 20'),
    network(
      csv('price'),
      ['Affine(1)', 'MeanSquaredError'],
      'optimizer = SGD(lr=0.1); batch = 16; epochs = 30',
      {
        'data.csv': houses,
      },
    ),
    network(
      spiral,
      ['Affine(16)', 'Tanh', ...classes3],
      'optimizer = SGD(lr=0.3); batch = 30; epochs = 60; weight_decay = 10',
    ),
    network(
      'sine(points=100)',
      ['Affine(16, init=Normal(1e20))', 'ReLU', 'Affine(1, init=Normal(1e20))', 'MeanSquaredError'],
      'optimizer = SGD(lr=0.01); batch = 20; epochs = 20',
    ),
  ],
  'unscaled-inputs': [
    network(
      csv('group'),
      ['Affine(8)', 'Sigmoid', 'Affine(2)', 'SoftmaxWithLoss'],
      'optimizer = SGD(lr=0.1); batch = 16; epochs = 30',
      {
        'data.csv': people,
      },
    ),
    network(
      csv('price'),
      ['Affine(1)', 'MeanSquaredError'],
      'optimizer = SGD(lr=0.1); batch = 16; epochs = 30',
      {
        'data.csv': houses,
      },
    ),
    network(
      csv('t'),
      ['Affine(16)', 'ReLU', 'Affine(2)', 'SoftmaxWithLoss'],
      'optimizer = SGD(lr=0.1); batch = 16; epochs = 30',
      {
        'data.csv': bytes,
      },
    ),
    // An epoch is over before saturation has lasted long enough to be spoken of.
    network(
      csv('t'),
      ['Affine(16)', 'Sigmoid', 'Affine(2)', 'SoftmaxWithLoss'],
      'optimizer = SGD(lr=0.5); batch = 60; epochs = 30',
      {
        'data.csv': bytes,
      },
    ),
  ],
  'unscaled-targets': [
    network(
      csv('y'),
      ['Affine(16)', 'ReLU', 'Affine(1)', 'MeanSquaredError'],
      'optimizer = SGD(lr=0.1); batch = 16; epochs = 60',
      { 'data.csv': wave },
    ),
    network(
      csv('y'),
      ['Affine(16)', 'ReLU', 'Affine(1)', 'MeanSquaredError'],
      'optimizer = SGD(lr=0.1); batch = 16; epochs = 60',
      { 'data.csv': wages },
    ),
    network(
      csv('y'),
      ['Affine(16)', 'ReLU', 'Affine(1)', 'MeanSquaredError'],
      'optimizer = Momentum(lr=0.01); batch = 16; epochs = 60',
      { 'data.csv': slope },
    ),
  ],
  'all-alike': [
    network(
      'moons(points=60, noise=0.1, test=0.2)',
      ['Affine(8, init=Zeros)', 'Sigmoid', 'Affine(1, init=Zeros)', 'SigmoidWithLoss'],
      'optimizer = SGD(lr=1); batch = 20; epochs = 60',
    ),
    network(
      'sine(points=100)',
      ['Affine(8, init=Constant(0.5))', 'Tanh', 'Affine(1, init=Constant(0.1))', 'MeanSquaredError'],
      'optimizer = Adam(lr=0.02); batch = 20; epochs = 100',
    ),
    network(
      spiral,
      ['Affine(16, init=Zeros)', 'ReLU', 'Affine(3, init=Zeros)', 'SoftmaxWithLoss'],
      'optimizer = Adam(lr=0.01); batch = 30; epochs = 60',
    ),
  ],
  'batch-of-one': [
    network(
      spiral,
      ['Affine(16)', 'BatchNorm', 'ReLU', ...classes3],
      'optimizer = SGD(lr=0.05); batch = 1; epochs = 4',
    ),
    network(
      'moons(points=60, noise=0.1, test=0.2)',
      ['Affine(8)', 'BatchNorm', 'Tanh', 'Affine(8)', 'BatchNorm', 'Tanh', 'Affine(2)', 'SoftmaxWithLoss'],
      'optimizer = Adam(lr=0.01); batch = 1; epochs = 4',
    ),
    network(
      'sine(points=100)',
      ['BatchNorm', 'Affine(16)', 'Sigmoid', 'Affine(1)', 'MeanSquaredError'],
      'batch = 1; epochs = 4',
    ),
  ],
  'large-learning-rate': [
    // Most units of both layers are dead after two epochs: that is the rate's doing.
    network(
      'moons(points=100, noise=0.15, test=0.2)',
      ['Affine(20)', 'ReLU', 'Affine(20)', 'ReLU', 'Affine(2)', 'SoftmaxWithLoss'],
      'optimizer = Adam(lr=1); batch = 20; epochs = 40',
    ),
    network(spiral, ['Affine(16)', 'ReLU', ...classes3], 'optimizer = Adam(lr=3); batch = 30; epochs = 60'),
    network(spiral, ['Affine(16)', 'Tanh', ...classes3], 'optimizer = SGD(lr=30); batch = 30; epochs = 60'),
    network(
      spiral,
      ['Affine(16)', 'Sigmoid', ...classes3],
      'optimizer = RMSProp(lr=5); batch = 20; epochs = 60',
    ),
  ],
  'strong-weight-decay': [
    network(
      spiral,
      ['Affine(16)', 'ReLU', ...classes3],
      'optimizer = SGD(lr=0.01); batch = 30; epochs = 60; weight_decay = 20',
    ),
    network(
      'moons(points=60, noise=0.1, test=0.2)',
      ['Affine(8)', 'Tanh', 'Affine(2)', 'SoftmaxWithLoss'],
      'optimizer = Adam(lr=0.01); batch = 20; epochs = 60; weight_decay = 10',
    ),
    network(
      'moons(points=60, noise=0.1, test=0.2)',
      ['Affine(8)', 'ReLU', 'Affine(2)', 'SoftmaxWithLoss'],
      'optimizer = AdamW(lr=0.01, weight_decay=30); batch = 20; epochs = 60',
    ),
    // Less than a tenth of a weight at every update, and still more than the gradient gives back.
    network(
      spiral,
      ['Affine(32)', 'ReLU', ...classes3],
      'optimizer = SGD(lr=0.1); batch = 32; epochs = 60; weight_decay = 1',
    ),
    // Beyond 100 %: the weights explode, and that is not the gradient's doing.
    network(
      spiral,
      ['Affine(32)', 'ReLU', ...classes3],
      'optimizer = SGD(lr=0.1); batch = 32; epochs = 60; weight_decay = 20',
    ),
    network(
      spiral,
      ['Affine(32)', 'ReLU', ...classes3],
      'optimizer = SGD(lr=0.1); batch = 32; epochs = 60; l1 = 1',
    ),
    network(
      spiral,
      ['Affine(32)', 'ReLU', ...classes3],
      'optimizer = Adam(lr=0.01); batch = 32; epochs = 60; l1 = 0.1',
    ),
  ],
  'unfit-schedule': [
    network(
      spiral,
      ['Affine(32)', 'ReLU', ...classes3],
      'optimizer = SGD(lr=0.01); schedule = Step(every=50, factor=10); batch = 32; epochs = 50',
    ),
    network(
      spiral,
      ['Affine(32)', 'ReLU', ...classes3],
      'optimizer = SGD(lr=0.1); schedule = Cosine(warmup=100000); batch = 32; epochs = 50',
    ),
    network(
      spiral,
      ['Affine(32)', 'ReLU', ...classes3],
      'optimizer = SGD(lr=0.1); schedule = Step(every=1, factor=0.1); batch = 32; epochs = 50',
    ),
  ],
  'dead-relu': [
    network(
      spiral,
      [...Array.from({ length: 3 }, () => ['Affine(32)', 'ReLU']).flat(), ...classes3],
      'optimizer = Momentum(lr=0.5); batch = 24; epochs = 30',
    ),
    network(
      blobs,
      [
        'Affine(16, init=Uniform(-1, -0.99))',
        'ReLU',
        'Affine(32, init=Uniform(-0.5, -0.1))',
        'ReLU',
        ...classes3,
      ],
      'optimizer = SGD(lr=0.01); batch = 30; epochs = 20',
    ),
    network(
      'moons(points=100, noise=0.1, test=0.2)',
      ['Affine(32)', 'ReLU', 'Affine(32)', 'ReLU', 'Affine(2)', 'SoftmaxWithLoss'],
      'optimizer = Momentum(lr=0.9); batch = 30; epochs = 40',
    ),
    network(
      spiral,
      [...Array.from({ length: 3 }, () => ['Affine(16, init=Normal(0.001))', 'ReLU']).flat(), ...classes3],
      'optimizer = SGD(lr=0.1); batch = 30; epochs = 60',
    ),
  ],
  saturation: [
    network(
      spiral,
      ['Affine(16, init=Normal(30))', 'Tanh', 'Affine(16, init=Normal(30))', 'Tanh', ...classes3],
      'optimizer = SGD(lr=0.1); batch = 30; epochs = 150',
    ),
    network(
      spiral,
      ['Affine(16)', 'Tanh', 'Affine(16, init=Uniform(-40, 40))', 'Sigmoid', ...classes3],
      'optimizer = SGD(lr=0.5); batch = 30; epochs = 300',
    ),
    network(
      spiral,
      ['Affine(16)', 'Tanh', 'Affine(16)', 'Tanh', ...classes3],
      'optimizer = RMSProp(lr=0.5); batch = 30; epochs = 40',
    ),
  ],
  'exploding-gradient': [
    network(
      'sine(points=100)',
      ['Affine(64)', 'Tanh', 'Affine(1)', 'MeanSquaredError'],
      'optimizer = SGD(lr=0.7); batch = 20; epochs = 40',
    ),
    network(
      spiral,
      ['Affine(64)', 'Tanh', 'Affine(64)', 'Tanh', ...classes3],
      'optimizer = Momentum(lr=0.9); batch = 30; epochs = 40',
    ),
    network(
      spiral,
      ['Affine(16)', 'Sigmoid', ...classes3],
      'optimizer = Adam(lr=0.1, beta2=0.1); batch = 30; epochs = 40',
    ),
  ],
  'vanishing-gradient': [
    network(
      spiral,
      [...Array.from({ length: 4 }, () => ['Affine(16, init=Normal(0.01))', 'Sigmoid']).flat(), ...classes3],
      'optimizer = SGD(lr=0.1); batch = 30; epochs = 30',
    ),
    network(
      spiral,
      [...Array.from({ length: 6 }, () => ['Affine(16)', 'Sigmoid']).flat(), ...classes3],
      'optimizer = SGD(lr=0.1); batch = 30; epochs = 60',
    ),
    network(
      spiral,
      [
        ...Array.from({ length: 3 }, () => ['Affine(16, init=Normal(0.001))', 'LeakyReLU']).flat(),
        ...classes3,
      ],
      'optimizer = SGD(lr=0.1); batch = 30; epochs = 60',
    ),
  ],
  'small-updates': [
    network(spiral, ['Affine(16)', 'ReLU', ...classes3], 'optimizer = SGD(lr=1e-6); batch = 30; epochs = 30'),
    network(
      spiral,
      ['Affine(16)', 'ReLU', ...classes3],
      'optimizer = SGD(lr=0.1); batch = 30; epochs = 30; clip_norm = 1e-6',
    ),
    network(
      spiral,
      ['Affine(16)', 'Tanh', ...classes3],
      'optimizer = Adam(lr=1e-7); batch = 30; epochs = 30',
    ),
  ],
  'loss-not-decreasing': [
    // It falls to what chance gives at once, from a start that is worse.
    network(
      'moons(points=100, noise=0.15, test=0.2)',
      [...Array.from({ length: 5 }, () => ['Affine(12)', 'Sigmoid']).flat(), 'Affine(2)', 'SoftmaxWithLoss'],
      'optimizer = SGD(lr=0.1); batch = 20; epochs = 40',
    ),
    network(
      spiral,
      [...Array.from({ length: 4 }, () => ['Affine(16, init=Normal(0.01))', 'Tanh']).flat(), ...classes3],
      'optimizer = SGD(lr=0.1); batch = 24; epochs = 40',
    ),
    network(
      'moons(points=100, noise=0.1)',
      ['Affine(2)', 'SoftmaxWithLoss'],
      'optimizer = SGD(lr=5e-5); batch = 50; epochs = 150',
    ),
    network('xor()', ['Affine(2)', 'SoftmaxWithLoss'], 'optimizer = SGD(lr=0.1); batch = 4; epochs = 1500'),
    network(
      'circles(points=100, noise=0.1)',
      ['Affine(1)', 'SigmoidWithLoss'],
      'optimizer = AdaGrad(lr=0.9); batch = 10; epochs = 200',
    ),
  ],
  overfitting: [
    network(
      'moons(points=30, noise=0.5, test=0.5)',
      ['Affine(64)', 'ReLU', 'Affine(64)', 'ReLU', 'Affine(2)', 'SoftmaxWithLoss'],
      'optimizer = Adam(lr=0.003); batch = 10; epochs = 100',
    ),
    network(
      'blobs(classes=3, points=20, test=0.5, noise=3)',
      ['Affine(128)', 'Tanh', ...classes3],
      'optimizer = Adam(lr=0.01); batch = 10; epochs = 200',
    ),
    network(
      csv('t').replace('0.2', '0.5'),
      ['Affine(128)', 'ReLU', 'Affine(1)', 'MeanSquaredError'],
      'optimizer = Adam(lr=0.02); batch = 10; epochs = 400',
      {
        'data.csv': noise,
      },
    ),
  ],
  'bad-initial-loss': [
    network(
      spiral,
      ['Affine(16)', 'ReLU', 'Affine(3, init=Normal(10))', 'SoftmaxWithLoss'],
      'optimizer = Adam(lr=0.01); batch = 30; epochs = 30',
    ),
    network(
      spiral,
      ['Affine(16, init=Normal(30))', 'ReLU', ...classes3],
      'optimizer = Adam(lr=0.01); batch = 30; epochs = 30',
    ),
    network(
      'moons(points=100, noise=0.1, test=0.2)',
      ['Affine(16)', 'ReLU', 'Affine(1, init=Uniform(-20, 20))', 'SigmoidWithLoss'],
      'optimizer = Adam(lr=0.01); batch = 30; epochs = 30',
    ),
    // A single layer, whose weights start as usual: a few rows of small numbers that are all above 0.
    ...[
      'a;b;t\n1;2;x\n2;3;y\n',
      'a;b;t\n1;2;x\n2;3;y\n3;1;x\n',
      'i;a;b;t\n0;1;2;n\n1;2;3;y\n2;3;1;n\n3;0;1;y\n',
    ].map((few) =>
      network(
        'csv("data.csv", target="t")',
        ['Affine(2)', 'SoftmaxWithLoss'],
        'optimizer = Adam(lr=0.01); batch = 8; epochs = 3',
        {
          'data.csv': few,
        },
      ),
    ),
  ],
};
