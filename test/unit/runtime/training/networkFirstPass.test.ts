import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import { runPython } from '../../python';
import { gradeGiven, type GivenNetwork } from './givenNetwork';

/** As test/oracle/network/given_make.py writes it. */
interface GivenCase extends GivenNetwork {
  readonly name: string;
}

const cases = JSON.parse(
  readFileSync(new URL('../../../oracle/network/data/givenNetworks.json', import.meta.url), 'utf8'),
) as readonly GivenCase[];

/** How every answer fares, and what is hinted at. */
function grade(
  written: GivenCase,
  given: string,
): { readonly sentences: readonly string[]; readonly hints: readonly string[] } {
  const { file, grades } = gradeGiven(written, given);
  expect(grades).toHaveLength(Object.keys(written.expects).length);
  return {
    sentences: grades.map((each) =>
      each.kind === 'ok'
        ? 'ok'
        : `${each.expectation.name}: ${each.kind === 'failed' ? formatMessage(each.message) : each.kind}`,
    ),
    hints: file.diagnostics.map(({ code }) => code),
  };
}

/**
 * A network as Keras computes it, in NumPy: images are rows×columns×channels, kernels
 * rows×columns×channels×filters, and what is flattened is in that order. What is expected is in the order of
 * here; running statistics have moved by the mini-batch.
 */
const keras = `
import json, sys
import numpy as np

random = np.random.default_rng(3)
x = random.normal(size=(5, 6, 6, 2))
t = np.array([0, 2, 1, 2, 0])
kernel, bias = random.normal(size=(3, 3, 2, 4)), random.normal(size=4)
gamma, beta = random.normal(size=4) + 2, random.normal(size=4)
mean, variance = random.normal(size=4), random.uniform(1, 2, size=4)
dense, dense_bias = random.normal(size=(2 * 2 * 4, 3)), random.normal(size=3)

conv = np.zeros((5, 4, 4, 4)) + bias
for row in range(3):
    for column in range(3):
        conv += x[:, row:row + 4, column:column + 4] @ kernel[row, column]
axes = (0, 1, 2)
norm = gamma * (conv - conv.mean(axes)) / np.sqrt(conv.var(axes) + 1e-3) + beta
pooled = np.maximum(norm, 0).reshape(5, 2, 2, 2, 2, 4).max((2, 4))
flat = pooled.reshape(5, -1)
scores = flat @ dense + dense_bias
p = np.exp(scores - scores.max(1, keepdims=True))
p /= p.sum(1, keepdims=True)
d = (p - np.eye(3)[t]) / 5
order = np.arange(16).reshape(2, 2, 4).transpose(2, 0, 1).ravel()

def written(array, whole=False):
    return {"shape": array.shape, "values": array.ravel().tolist(), "whole": whole}

names = json.loads(sys.argv[1])
arrays = [kernel, bias, gamma, beta, mean, variance, dense, dense_bias]
print(json.dumps({
    "name": "keras",
    "layers": "Conv(4, size=3)\\nBatchNorm(eps=1e-3)\\nReLU\\nMaxPool(2)\\nFlatten\\nAffine(3)\\nSoftmaxWithLoss",
    "x": written(x.transpose(0, 3, 1, 2)),
    "t": written(t, True),
    "parameters": {name: written(array) for name, array in zip(names, arrays)},
    "expects": {name: written(array) for name, array in {
        "loss": np.array(-np.log(p[np.arange(5), t]).mean()),
        "conv1.W": kernel.transpose(3, 2, 0, 1),
        "conv1": conv.transpose(0, 3, 1, 2),
        "batchnorm1": norm.transpose(0, 3, 1, 2),
        "batchnorm1.runningMean": 0.9 * mean + 0.1 * conv.mean(axes),
        "batchnorm1.runningVariance": 0.9 * variance + 0.1 * conv.var(axes, ddof=1),
        "affine1": scores,
        "affine1.W": dense[order],
        "grad(affine1.W)": (flat.T @ d)[order],
        "grad(affine1.b)": d.sum(0),
    }.items()},
}))
`;

function kerasCase(names: readonly string[]): GivenCase {
  return JSON.parse(runPython(['-c', keras, JSON.stringify(names)])) as GivenCase;
}

const kerasParts = [
  'conv1/kernel',
  'conv1/bias',
  'batchnorm1/gamma',
  'batchnorm1/beta',
  'batchnorm1/moving_mean',
  'batchnorm1/moving_variance',
  'affine1/kernel',
  'affine1/bias',
];

describe('what Keras keeps', () => {
  it.each([
    ['by its names', kerasParts, 'npz("params.npz")'],
    ['as its weights files name it', kerasParts.map((name) => `model/${name}:0`), 'npz("params.npz")'],
    [
      'by order and shape, under other names',
      ['k', 'kb', 'g', 'be', 'mm', 'mv', 'd', 'db'],
      'npz("params.npz")',
    ],
    [
      'where it is said',
      ['k', 'kb', 'g', 'be', 'mm', 'mv', 'd', 'db'],
      'npz("params.npz", conv1.W="k", channels_last=true)',
    ],
  ])('is read %s', (_, names, given) => {
    const { sentences, hints } = grade(kerasCase(names), given);
    expect(sentences.filter((sentence) => sentence !== 'ok')).toEqual([]);
    expect(sentences).toHaveLength(10);
    expect(hints).toEqual([]);
  });
});

describe('networks that start from given arrays', () => {
  it.each(cases)('$name', (written) => {
    const { sentences, hints } = grade(written, 'npz("params.npz")');
    expect(sentences.filter((sentence) => sentence !== 'ok')).toEqual([]);
    expect(hints).toEqual([]);
  });

  it('a wrong reading of a square matrix is found out', () => {
    const [, , dense] = cases;
    if (!dense) throw new Error('There is no such case.');
    const { shape = [], values = [] } = dense.parameters['fc2.weight'] ?? {};
    const [rows = 0] = shape;
    const turned = values.map((_, entry) => values[(entry % rows) * rows + Math.floor(entry / rows)] ?? NaN);
    const parameters = { ...dense.parameters, 'fc2.weight': { shape, values: turned } };
    expect(grade({ ...dense, parameters }, 'npz("params.npz")').sentences).not.toEqual(
      Object.keys(dense.expects).map(() => 'ok'),
    );
  });
});
