import { describe, expect, test, vi } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import { checkText } from '../../checkText';
import { applied, marked } from '../marked';

function network(layers: string, train = 'batch = 16', data = 'digits()'): string {
  return `network N {\n  data = ${data}\n  layers {\n${layers}\n  }\n  train { ${train} }\n}`;
}

interface Hint {
  readonly source: string;
  readonly code: string;
  readonly message: string;
  readonly fixed?: string;
  readonly severity?: string;
}

const hints: readonly Hint[] = [
  {
    source: 'x = [[1, 2]]\nl = softmax_with_loss(⟦softmax(x)⟧, [1])',
    code: 'activation-in-loss',
    message: 'softmax_with_loss has softmax in it already: here it is applied twice.',
    fixed: 'x = [[1, 2]]\nl = softmax_with_loss(x, [1])',
  },
  {
    source: 'x = [1, 2]\np = sigmoid(x)\nl = sigmoid_with_loss(⟦p⟧, [1, 0])',
    code: 'activation-in-loss',
    message: 'sigmoid_with_loss has sigmoid in it already: here it is applied twice.',
  },
  {
    source: 'network N { data = sine(); layers { Affine(1); ⟦ReLU⟧; MeanSquaredError } }',
    code: 'unreachable-targets',
    message: 'ReLU gives nothing below 0, but targets lie there. Those of sine() go from -1 to 1.',
    fixed: 'network N { data = sine(); layers { Affine(1); MeanSquaredError } }',
  },
  {
    source: network('    Affine(1)\n    ⟦Sigmoid⟧\n    MeanAbsoluteError', 'batch = 16', 'sine()'),
    code: 'unreachable-targets',
    message: 'Sigmoid gives numbers from 0 to 1, but targets lie beyond. Those of sine() go from -1 to 1.',
    fixed: network('    Affine(1)\n    MeanAbsoluteError', 'batch = 16', 'sine()'),
  },
  {
    source: network(
      '    Affine(10)\n    SoftmaxWithLoss',
      'optimizer = AdamW(lr=0.1, ⟦weight_decay=0⟧); weight_decay = 2',
    ),
    code: 'second-weight-decay',
    message: 'This has no effect: weight_decay = 2 of train, in line 7, holds instead.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'optimizer = AdamW(lr=0.1); weight_decay = 2'),
  },
  {
    source: 'x = [1, -2]\ny = ⟦max(x, 0)⟧',
    code: 'foreign-form',
    message: 'max(x, 0) takes axis 0; entry by entry it is written maximum(x, 0).',
    fixed: 'x = [1, -2]\ny = maximum(x, 0)',
  },
  {
    source: network('    Affine(10)\n    ⟦ReLU⟧\n    SoftmaxWithLoss'),
    code: 'rectifier-before-loss',
    message:
      'SoftmaxWithLoss takes scores of either sign. ReLU makes those below 0 to 0 and blocks their gradient: a score that lies there is never raised.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Affine(16, ⟦bias=-5⟧)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
    code: 'shutting-bias',
    message:
      'A bias of -5 keeps the units of affine1 where relu1 is flat: no gradient comes through, and nothing is learned. Begin with 0.',
    fixed: network('    Affine(16)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Affine(16, ⟦bias=20⟧)\n    Sigmoid\n    Affine(10)\n    SoftmaxWithLoss'),
    code: 'shutting-bias',
    message:
      'A bias of 20 keeps the units of affine1 where sigmoid1 is flat: no gradient comes through, and nothing is learned. Begin with 0.',
    fixed: network('    Affine(16)\n    Sigmoid\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: 'x = [1, 2]\nl = softmax_with_loss(x, ⟦[1, 1]⟧)',
    code: 'no-class',
    message: '[1, 1] names no class: a one-hot row has one 1, and probabilities add up to 1.',
  },
  {
    source: 'x = [[1, 2], [3, 4]]\nt = [[0, 1], [0.5, 0.4]]\nl = softmax_with_loss(x, ⟦t⟧)',
    code: 'no-class',
    message: '[0.5, 0.4] names no class: a one-hot row has one 1, and probabilities add up to 1.',
  },
  {
    source: network('    Affine(1)\n    ⟦Sigmoid⟧\n    SigmoidWithLoss', 'batch = 16', 'circles()'),
    code: 'activation-in-loss',
    message: 'SigmoidWithLoss has Sigmoid in it already: without this line it is applied once.',
    fixed: network('    Affine(1)\n    SigmoidWithLoss', 'batch = 16', 'circles()'),
  },
  {
    source: network('    Affine(10)\n    ⟦Softmax⟧\n    SoftmaxWithLoss', 'batch = 16'),
    code: 'activation-in-loss',
    message: 'SoftmaxWithLoss has Softmax in it already: without this line it is applied once.',
    fixed: network('    Affine(10)\n    SoftmaxWithLoss', 'batch = 16'),
  },
  {
    source: network(
      '    Affine(16)\n    BatchNorm\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss',
      'batch = ⟦1⟧',
    ),
    code: 'batch-of-one',
    message:
      'BatchNorm subtracts the mean of the mini-batch: of one sample alone little or nothing is left. Take more samples a step.',
    fixed: network(
      '    Affine(16)\n    BatchNorm\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss',
      'batch = 32',
    ),
  },
  {
    source: network('    Affine(3)\n    SoftmaxWithLoss', 'batch = 16; shuffle = ⟦false⟧', 'spiral()'),
    code: 'unshuffled',
    message:
      'The data stands class by class, and is not shuffled: most mini-batches of 16 hold one class only, so each step teaches to answer that one, and unlearns the 2 others. The loss goes up and down with the classes.',
    fixed: network('    Affine(3)\n    SoftmaxWithLoss', 'batch = 16; shuffle = true', 'spiral()'),
  },
  {
    source: network(
      '    Affine(4, init=⟦Zeros⟧)\n    Sigmoid\n    Affine(10, init=Zeros)\n    SoftmaxWithLoss',
    ),
    code: 'equal-weights',
    message:
      'All weights of affine1 begin equal, so its units compute the same and stay copies of one another. Begin with Xavier.',
    fixed: network(
      '    Affine(4, init=Xavier)\n    Sigmoid\n    Affine(10, init=Zeros)\n    SoftmaxWithLoss',
    ),
  },
  {
    source: network(
      '    Affine(4, init=⟦Constant(0.1)⟧)\n    Tanh\n    Affine(10, init=Constant(0.1))\n    SoftmaxWithLoss',
    ),
    code: 'equal-weights',
    message:
      'All weights of affine1 begin equal, so its units compute the same and stay copies of one another. Begin with Xavier.',
    fixed: network(
      '    Affine(4, init=Xavier)\n    Tanh\n    Affine(10, init=Constant(0.1))\n    SoftmaxWithLoss',
    ),
  },
  ...['Uniform(low=0.1, high=0.1)', 'Normal(std=0)'].map((init): Hint => ({
    source: network(
      `    Affine(4, init=⟦${init}⟧)\n    Sigmoid\n    Affine(10, init=Zeros)\n    SoftmaxWithLoss`,
    ),
    code: 'equal-weights',
    message:
      'All weights of affine1 begin equal, so its units compute the same and stay copies of one another. Begin with Xavier.',
    fixed: network(
      '    Affine(4, init=Xavier)\n    Sigmoid\n    Affine(10, init=Zeros)\n    SoftmaxWithLoss',
    ),
  })),
  {
    source: network('    Affine(4, init=⟦Zeros⟧)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
    code: 'equal-weights',
    message:
      'All weights of affine1 begin equal, so its units compute the same and stay copies of one another. Begin with He.',
    fixed: network('    Affine(4, init=He)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network(
      '    Affine(4, init=⟦Zeros⟧)\n    BatchNorm\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss',
    ),
    code: 'equal-weights',
    message:
      'All weights of affine1 begin equal, so its units compute the same and stay copies of one another. Begin with He.',
    fixed: network('    Affine(4, init=He)\n    BatchNorm\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: network('    Conv(⟦1⟧, 16, 3)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
    code: 'input-size-first',
    message:
      'The number of filters here is 1, their size 16×16. If the 1 is the number of channels of the input, as in PyTorch, leave it out: Conv(16, 3)',
    fixed: network('    Conv(16, 3)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
    severity: 'error',
  },
  {
    source: network('    Conv(⟦1⟧, 8, 3)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
    code: 'input-size-first',
    message:
      'The number of filters here is 1, their size 8×8. If the 1 is the number of channels of the input, as in PyTorch, leave it out: Conv(8, 3)',
    fixed: network('    Conv(8, 3)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
  },
  {
    source: 'x = [0, 1000]\ny = ⟦log⟧(softmax(x))',
    code: 'log-of-softmax',
    message: 'This is computed as log_softmax, which is finite wherever its input is.',
    fixed: 'x = [0, 1000]\ny = log_softmax(x)',
  },
  {
    source: 'pred = [[1], [2], [3]]\nt = [1, 2, 4]\nbad = mean((pred ⟦-⟧ t)**2)\nbackward bad',
    code: 'widened-in-loss',
    message:
      '3×1 and 3 become 3×3 here: every entry of the one meets every entry of the other. A loss rarely means that.',
    fixed: 'pred = [[1], [2], [3]]\nt = [1, 2, 4]\nbad = mean((pred - reshape(t, [3, 1]))**2)\nbackward bad',
  },
];

describe('hints before anything runs', () => {
  test.each(hints)('$message', ({ source, code, message, fixed, severity = 'information' }) => {
    const { text, ranges } = marked(source);
    const { diagnostics } = checkText(text);
    expect(
      diagnostics.map((diagnostic) => ({
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: formatMessage(diagnostic.message),
        range: diagnostic.range,
      })),
    ).toEqual([{ code, severity, message, range: ranges[0] }]);
    const [fix] = diagnostics[0]?.fixes ?? [];
    expect(fix && applied(text, fix)).toBe(fixed);
    if (fixed !== undefined) expect(checkText(fixed).diagnostics).toEqual([]);
  });

  test.each([
    ['zero weights in the last layer only', network('    Affine(10, init=Zeros)\n    SoftmaxWithLoss')],
    [
      'equal weights of a unit alone',
      network('    Affine(1, init=Constant(1))\n    Tanh\n    Affine(10, init=Zeros)\n    SoftmaxWithLoss'),
    ],
    [
      'equal weights of a filter alone',
      network('    Conv(1, 2, init=Constant(1))\n    Affine(10, init=Constant(1))\n    SoftmaxWithLoss'),
    ],
    [
      'zero weights before a smooth activation and weights that differ',
      network('    Affine(4, init=Zeros)\n    Tanh\n    Affine(10)\n    SoftmaxWithLoss'),
    ],
    [
      'zero weights on the residual way, beside a way past them',
      network(
        '    Affine(4)\n    a = ReLU\n    Affine(4, init=Zeros)\n    Add(a)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss',
      ),
    ],
    [
      'zero weights whose output is concatenated with another',
      network(
        '    a = Affine(4)\n    Affine(4, init=Zeros)\n    Concat(a)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss',
      ),
    ],
    [
      'zero weights that two layers take',
      network(
        '    a = Affine(4, init=Zeros)\n    ReLU\n    Affine(4, init=Zeros)\n    Add(a)\n    Affine(10)\n    SoftmaxWithLoss',
      ),
    ],
    [
      'zero weights before a rectifier that lets through what is 0',
      network('    Affine(4, init=Zeros)\n    LeakyReLU\n    Affine(10)\n    SoftmaxWithLoss'),
    ],
    [
      'zero weights before GELU',
      network('    Affine(4, init=Zeros)\n    GELU\n    Affine(10)\n    SoftmaxWithLoss'),
    ],
    [
      'zero weights before activations that open the ReLU behind them',
      network(
        '    Affine(4, init=Zeros)\n    Tanh\n    Softplus\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss',
      ),
    ],
    [
      'equal weights before masks that differ',
      network(
        '    Affine(4, init=Constant(0.1))\n    Dropout(0.5)\n    Affine(10, init=Zeros)\n    SoftmaxWithLoss',
      ),
    ],
    [
      'equal weights beside biases that differ',
      network(
        '    Affine(3, init=Zeros, bias=[1, 2, 3])\n    ReLU\n    Affine(10, init=Zeros)\n    SoftmaxWithLoss',
      ),
    ],
    [
      'zero weights before a rectifier that a bias opens',
      network('    Affine(3, init=Zeros, bias=0.5)\n    ReLU\n    Affine(10)\n    SoftmaxWithLoss'),
    ],
    [
      'a convolution that keeps its channels',
      network('    Conv(1, 3, 1)\n    Affine(10)\n    SoftmaxWithLoss'),
    ],
    [
      'a filter as large as the image, and a stride as large',
      network('    Conv(1, 8, 8)\n    Affine(10)\n    SoftmaxWithLoss'),
    ],
    [
      'a sigmoid inside the network',
      network('    Affine(4)\n    Sigmoid\n    Affine(10)\n    SoftmaxWithLoss'),
    ],
    [
      'data that is not shuffled but taken as a whole',
      network('    Affine(3)\n    SoftmaxWithLoss', 'batch = all; shuffle = false', 'spiral()'),
    ],
    ['one sample a step without BatchNorm', network('    Affine(10)\n    SoftmaxWithLoss', 'batch = 1')],
    [
      'shares and labels of classes',
      'l = softmax_with_loss([[1, 2], [3, 4]], [1, 1])\nm = softmax_with_loss([1, 2], [0.3, 0.7])',
    ],
    ['the largest of each column', 'x = [[1, -2]]\ny = max(x, 0)'],
    ['several yeses at once', 'l = sigmoid_with_loss([1, 2], [1, 1])'],
    ['a bias that broadcasts', 'x = [[1, 2], [3, 4]]\ny = sum(x - [1, 2])\nbackward y'],
    [
      'a difference that no loss is made of',
      'a = [[1], [2]]\nb = [1, 2]\nd = a - b\nbackward d with ones(2, 2)',
    ],
  ])('nothing about %s', (_what, text) => {
    expect(checkText(text).diagnostics).toEqual([]);
  });
});

test('a target that many losses compare with is looked through once', () => {
  const rows = Array.from({ length: 40 }, () => '[0, 1]').join(', ');
  const losses = Array.from({ length: 30 }, (_, index) => `l${index} = softmax_with_loss(x, t)`).join('\n');
  const slice = vi.spyOn(Float64Array.prototype, 'slice');
  checkText(`t = [${rows}]\nx = [${rows}]\n${losses}`);
  const looked = slice.mock.calls.length;
  slice.mockRestore();
  expect(looked).toBeGreaterThanOrEqual(40);
  expect(looked).toBeLessThan(80);
});
