import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../src/engine/message';
import type { Trainer } from '../../../src/engine/training/trainer';
import { randomData, trainerOf } from '../engine/training/networks';
import { checkText } from '../checkText';
import { applied, marked } from './marked';

function network(layer: string, above = ''): string {
  return `${above}network N {
  data = spiral()
  layers {
    ${layer}
    Affine(3)
    SoftmaxWithLoss
  }
  train { precision = float64 }
}
`;
}

const data = randomData([2], { classes: 3 }, { train: 10 });

function trainer(text: string): Trainer {
  const { networks, diagnostics } = checkText(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const definition = networks[0]?.program?.definition;
  if (!definition) throw new Error('The network is not sound.');
  return trainerOf(definition, data);
}

function startOf(text: string, name: string): readonly number[] {
  return [...(trainer(text).parameters.find((each) => each.name === name)?.value.data ?? [])];
}

describe('weights that are given', () => {
  it.each([
    ['a matrix', network('Affine(3, init=[[1, 2, 3], [4, 5, -6]])'), [1, 2, 3, 4, 5, -6]],
    ['by position', network('Affine(3, [[1, 2, 3], [4, 5, -6]])'), [1, 2, 3, 4, 5, -6]],
    ['outputs×inputs', network('Affine(3, init=[[1, 4], [2, 5], [3, -6]])'), [1, 2, 3, 4, 5, -6]],
    [
      'said to be transposed',
      network('Affine(3, init=transpose([[1, 4], [2, 5], [3, -6]]))'),
      [1, 2, 3, 4, 5, -6],
    ],
    ['a square matrix', network('Affine(2, init=[[1, 2], [3, 4]])'), [1, 2, 3, 4]],
    ['a square matrix, transposed', network('Affine(2, init=transpose([[1, 2], [3, 4]]))'), [1, 3, 2, 4]],
    ['a name', network('Affine(2, init=W)', 'W = [[1, 2], [3, 4]]\n'), [1, 2, 3, 4]],
    ['a name, transposed', network('Affine(2, init=transpose(W))', 'W = [[1, 2], [3, 4]]\n'), [1, 3, 2, 4]],
    ['a constructor', network('Affine(2, init=eye(2))'), [1, 0, 0, 1]],
    [
      'through a block',
      network('Start([[1, 2], [3, 4]])', 'block Start(w) { Affine(2, init=w) }\n'),
      [1, 2, 3, 4],
    ],
  ])('%s', (_, text, numbers) => {
    expect(startOf(text, 'affine1.W')).toEqual(numbers);
    const trained = trainer(text);
    trained.runStep();
    expect([...(trained.parameters[0]?.value.data ?? [])]).not.toEqual(numbers);
    trained.reset();
    expect([...(trained.parameters[0]?.value.data ?? [])]).toEqual(numbers);
  });

  it('of a convolution, filters×channels×height×width', () => {
    const text = `network N { data = digits()\nlayers { Conv(1, 2, init=[[[[1, 2], [3, 4]]]], bias=[0.5])\nAffine(10)\nSoftmaxWithLoss } }`;
    const definition = checkText(text).networks[0]?.program?.definition;
    if (!definition) throw new Error('The network is not sound.');
    const [W, b] = trainerOf(definition, randomData([1, 8, 8], { classes: 10 })).parameters;
    expect([...(W?.value.data ?? [])]).toEqual([1, 2, 3, 4]);
    expect([...(b?.value.data ?? [])]).toEqual([0.5]);
  });

  it('biases by name, and a single number by name as before', () => {
    const above = 'b1 = [1, 2, 3]\nc = 0.5\n';
    expect(startOf(network('Affine(3, bias=b1)', above), 'affine1.b')).toEqual([1, 2, 3]);
    expect(startOf(network('Affine(3, bias=c)', above), 'affine1.b')).toEqual([0.5, 0.5, 0.5]);
  });

  it.each([
    [
      'Affine(3, init=⟦[[1, 2], [3, 4]]⟧)',
      'affine1.W has the shape 2×3, but the numbers that are given have the shape 2×2.',
    ],
    [
      'Affine(3, init=⟦transpose([[1, 2, 3], [4, 5, 6]])⟧)',
      'affine1.W has the shape 2×3, but the numbers that are given have the shape 3×2.',
    ],
    ['Affine(3, init=[[1, 2, 3], ⟦[4, 5]⟧])', 'Row 2 has length 2, but row 1 has length 3.'],
    [
      'Affine(3, init=⟦relu(ones(2, 3))⟧)',
      'This is computed. Numbers that are known before anything runs are due here: a list, or an array of a file.',
    ],
    [
      'Affine(3, init=⟦0.5⟧)',
      'init takes an initialiser, as in init=He, or numbers, as in init=[[1, 2], [3, 4]].',
    ],
    ['Affine(3, bias=⟦ones(2)⟧)', 'bias needs one number for each output, 3 in all, not 2.'],
  ])('%s', (layer, sentence) => {
    const { text, ranges } = marked(network(layer));
    const errors = checkText(text).diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message, range }) => ({ sentence: formatMessage(message), range }))).toEqual([
      { sentence, range: ranges[0] },
    ]);
  });

  it('a number too large for float32 is refused where the network computes in it', () => {
    const text = network('Affine(3, init=[[1, 2, 1e39], [4, 5, 6]])').replace('float64', 'float32');
    const [error] = checkText(text).diagnostics;
    expect(error && formatMessage(error.message)).toContain('too large for float32');
  });

  it('asks which order a square matrix has, and offers the other one', () => {
    const { text, ranges } = marked(network('Affine(2, init=⟦[[1, 2], [3, 4]]⟧)'));
    const { diagnostics } = checkText(text);
    expect(diagnostics.map(({ code, range, severity }) => ({ code, range, severity }))).toEqual([
      { code: 'ambiguous-order', range: ranges[0], severity: 'hint' },
    ]);
    const fixed = diagnostics[0]?.fixes?.[0] && applied(text, diagnostics[0].fixes[0]);
    expect(fixed).toBe(network('Affine(2, init=transpose([[1, 2], [3, 4]]))'));
    expect(checkText(fixed ?? '').diagnostics).toEqual([]);
    expect(checkText(network('Affine(2, init=[[1, 2], [2, 4]])')).diagnostics).toEqual([]);
  });

  it('float32 rounds what is given', () => {
    const text = network('Affine(3, init=[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])').replace('float64', 'float32');
    expect(startOf(text, 'affine1.W')).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map(Math.fround));
  });
});
