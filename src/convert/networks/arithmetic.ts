/**
 * What a network computes by hand, in terms of `x`, what the layer before gives, `t`, which comes with
 * the batch, and `n`, the number of samples: the layers and losses these are.
 */
const layersOfArithmetic: ReadonlyMap<string, string> = new Map([
  ['maximum(x, 0)', 'ReLU'],
  ['maximum(0, x)', 'ReLU'],
  ['relu(x)', 'ReLU'],
  ['x * (x > 0)', 'ReLU'],
  ['(x > 0) * x', 'ReLU'],
  ['where(x > 0, x, 0)', 'ReLU'],
  ['1 / (1 + exp(-x))', 'Sigmoid'],
  ['sigmoid(x)', 'Sigmoid'],
  ['tanh(x)', 'Tanh'],
  ['log(1 + exp(x))', 'Softplus'],
  ['softmax(x)', 'Softmax'],
  ['transpose(exp(transpose(x)) / sum(exp(transpose(x)), axis=0))', 'Softmax'],
  ...['x', 'x - max(x, axis=1, keepdims=true)', 'x - max(x, axis=-1, keepdims=true)'].flatMap((shifted) =>
    ['1', '-1'].map(
      (axis) => [`exp(${shifted}) / sum(exp(${shifted}), axis=${axis}, keepdims=true)`, 'Softmax'] as const,
    ),
  ),
  ...['transpose(x) - max(transpose(x), axis=0)'].map(
    (shifted) => [`transpose(exp(${shifted}) / sum(exp(${shifted}), axis=0))`, 'Softmax'] as const,
  ),
]);

/** A loss written by hand, and the layer in front of it that is part of ours. */
export interface LossOfArithmetic {
  readonly call: string;
  readonly absorbs?: 'Softmax';
}

const crossEntropy: LossOfArithmetic = { call: 'SoftmaxWithLoss', absorbs: 'Softmax' };

const lossesOfArithmetic: ReadonlyMap<string, LossOfArithmetic> = new Map<string, LossOfArithmetic>([
  ['mean((x - t) ** 2)', { call: 'MeanSquaredError' }],
  ['mean((t - x) ** 2)', { call: 'MeanSquaredError' }],
  ['mean(square(x - t))', { call: 'MeanSquaredError' }],
  ['mean(square(t - x))', { call: 'MeanSquaredError' }],
  ['mean(abs(x - t))', { call: 'MeanAbsoluteError' }],
  ['mean(abs(t - x))', { call: 'MeanAbsoluteError' }],
  ['-sum(log(x[t])) / n', crossEntropy],
  ['-sum(t * log(x)) / n', crossEntropy],
  ['-mean(log(x[t]))', crossEntropy],
  ['-mean(sum(t * log(x), axis=1))', crossEntropy],
]);

/** Numbers written in several ways, and what keeps a logarithm finite, make no other loss. */
export function lossOf(text: string): LossOfArithmetic | undefined {
  return lossesOfArithmetic.get(plain(text).replaceAll(/log\((x(?:\[t\])?) \+ 1e-\d+\)/g, 'log($1)'));
}

export function layerNameOf(text: string): string | undefined {
  return layersOfArithmetic.get(plain(text));
}

function plain(text: string): string {
  return text
    .replaceAll(/\b(\d+)\.0*(?=\D|$)/g, '$1')
    .replaceAll(/\b0\.(0*)1(?=\D|$)/g, (_, zeros: string) => {
      return `1e-${String(zeros.length + 1)}`;
    });
}
