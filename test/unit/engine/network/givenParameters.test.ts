import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import { assignGiven, describeGiven, writeGiven } from '../../../../src/engine/network/givenParameters';
import type { GivenParameters } from '../../../../src/engine/network/givenPlaces';
import type { GivenArchive, GivenNumbers } from '../../../../src/engine/network/networkDefinition';
import { inferNetwork } from '../../../../src/engine/network/networkInference';
import { affine, conv, networkOf } from '../training/networks';

function array(name: string, ...shape: readonly number[]): GivenNumbers {
  const length = shape.reduce((a, b) => a * b, 1);
  return { name, shape, data: Float64Array.from({ length }, (_, entry) => entry + 1) };
}

/** Two layers: 2 → `first` → 3, on samples of two numbers. */
function assign(
  arrays: readonly GivenNumbers[],
  { first = 4, ...more }: Partial<GivenArchive> & { readonly first?: number } = {},
): GivenParameters {
  const layers = [
    affine(first, { name: 'hidden' }),
    'BatchNorm',
    affine(3, { name: 'out' }),
    'SoftmaxWithLoss',
  ];
  const definition = networkOf(layers, { precision: 'float64' });
  const { layers: inferred } = inferNetwork(definition, { sampleShape: [2] });
  return assignGiven(
    { ...definition, parameters: { file: 'p.npz', arrays, mapping: {}, ...more } },
    inferred,
    [2],
  );
}

const told = (given: GivenParameters): string => formatMessage(describeGiven(given));

describe('what went where', () => {
  it.each([
    [
      'by our names',
      [array('out.b', 3), array('hidden.W', 2, 4), array('batchnorm2.runningVariance', 4)],
      'Parameters of the file: hidden.W → hidden.W, batchnorm2.runningVariance → batchnorm2.runningVariance, out.b → out.b. Not in it: hidden.b, batchnorm2.gamma, batchnorm2.beta, batchnorm2.runningMean, out.W.',
    ],
    [
      "by PyTorch's names, with what stands around them",
      [
        array('model.hidden.weight', 4, 2),
        array('model.batchnorm2.weight', 4),
        array('model.batchnorm2.running_mean', 4),
        array('batchnorm2.num_batches_tracked'),
      ],
      'Parameters of the file: model.hidden.weight → hidden.Wᵀ, model.batchnorm2.weight → batchnorm2.gamma, model.batchnorm2.running_mean → batchnorm2.runningMean. Not in it: hidden.b, batchnorm2.beta, batchnorm2.runningVariance, out.W, out.b.',
    ],
    [
      "by Keras' names",
      [array('hidden/kernel:0', 2, 4), array('hidden/bias:0', 4)],
      'Parameters of the file: hidden/kernel:0 → hidden.W, hidden/bias:0 → hidden.b. Not in it: batchnorm2.gamma, batchnorm2.beta, batchnorm2.runningMean, batchnorm2.runningVariance, out.W, out.b.',
    ],
    [
      'by order and shape, rows as NumPy code keeps biases, and what is too much',
      [array('W1', 2, 4), array('b1', 1, 4), array('W2', 4, 3), array('b2', 1, 3), array('notes', 9)],
      'Parameters of the file: W1 → hidden.W, b1 → hidden.b, W2 → out.W, b2 → out.b. Not in it: batchnorm2.gamma, batchnorm2.beta, batchnorm2.runningMean, batchnorm2.runningVariance. Not used: notes.',
    ],
    [
      'weights first, biases behind them',
      [array('W1', 2, 4), array('W2', 4, 3), array('b1', 4), array('b2', 3)],
      'Parameters of the file: W1 → hidden.W, b1 → hidden.b, W2 → out.W, b2 → out.b. Not in it: batchnorm2.gamma, batchnorm2.beta, batchnorm2.runningMean, batchnorm2.runningVariance.',
    ],
  ])('%s', (_, arrays, sentence) => {
    const given = assign(arrays);
    expect(given.errors).toEqual([]);
    expect(told(given)).toBe(sentence);
  });

  it('as it is said, which goes before names and order', () => {
    const arrays = [array('W1', 4, 2), array('W2', 4, 2), array('hidden.b', 4), array('c', 4)];
    const given = assign(arrays, { mapping: { 'hidden.W': 'W2', 'hidden.b': 'c' } });
    expect(told(given)).toMatch(/W2 → hidden\.Wᵀ, c → hidden\.b/);
    expect(
      assign(arrays, { mapping: { 'hidden.W': 'W3', 'hiden.W': 'W1' } }).errors.map(({ message }) =>
        formatMessage(message),
      ),
    ).toEqual([
      'p.npz holds no array W3. It holds W1, W2, hidden.b, c.',
      expect.stringContaining(
        'There is no parameter hiden.W to be given, but: hidden.W, hidden.b',
      ) as unknown,
    ]);
  });

  it.each([
    ['of several blocks', ['net.0.affine1', 'net.0.affine2', 'net.1.affine1']],
    ['of a part that numbers its own', ['stem.first', 'block.affine1', 'block.affine2']],
  ])('names %s are not those of layers that are numbered here', (_, names) => {
    const definition = networkOf([affine(2), affine(2), affine(3), 'SoftmaxWithLoss'], {
      precision: 'float64',
    });
    const { layers } = inferNetwork(definition, { sampleShape: [2] });
    const arrays = names.map((name, at) => array(`${name}.weight`, at < 2 ? 2 : 3, 2));
    const parameters = { file: 'p.npz', arrays, mapping: {} };
    const given = assignGiven({ ...definition, parameters }, layers, [2]);
    const [first, second, third] = names;
    expect(told(given)).toContain(
      `${first}.weight → affine1.Wᵀ, ${second}.weight → affine2.Wᵀ, ${third}.weight → affine3.Wᵀ.`,
    );
  });

  it('a whole file of transposed matrices is not taken for another order of the layers', () => {
    // 2 → 3 → 3: as they are, the second would fit the first layer only by being skipped.
    const given = assign([array('a', 3, 2), array('b', 3), array('c', 3, 3), array('d', 3)], { first: 3 });
    expect(told(given)).toMatch(/a → hidden\.Wᵀ, b → hidden\.b, c → out\.Wᵀ, d → out\.b/);
    expect(given.assigned.every(({ isAmbiguous }) => !isAmbiguous)).toBe(true);
  });

  it('a square matrix that nothing tells about is asked about, unless somebody has said it', () => {
    const ambiguous = (more: Partial<GivenArchive>, name = 'W'): readonly unknown[] =>
      assign([array(name, 2, 2)], { first: 2, ...more }).assigned.map(({ start, isAmbiguous }) => [
        start.isTransposed,
        isAmbiguous,
      ]);
    expect(ambiguous({})).toEqual([[false, true]]);
    expect(ambiguous({}, 'hidden.weight')).toEqual([[true, true]]);
    expect(ambiguous({ isTransposed: true })).toEqual([[true, false]]);
    expect(ambiguous({ isTransposed: false })).toEqual([[false, false]]);
  });

  describe('kernels and flattened images', () => {
    const assignImages = (
      arrays: readonly GivenNumbers[],
      more: Partial<GivenArchive> = {},
      between: readonly string[] = ['Flatten', 'ReLU', 'BatchNorm'],
    ): GivenParameters => {
      const layers = [
        { ...conv(3, 3), name: 'conv' },
        ...between,
        affine(2, { name: 'out' }),
        'SoftmaxWithLoss',
      ];
      const definition = networkOf(layers, { precision: 'float64' });
      const { layers: inferred } = inferNetwork(definition, { sampleShape: [3, 5, 5] });
      return assignGiven(
        { ...definition, parameters: { file: 'p.npz', arrays, mapping: {}, ...more } },
        inferred,
        [3, 5, 5],
      );
    };
    const orders = ({ assigned }: GivenParameters): readonly unknown[] =>
      assigned.map(({ parameter, start }) => [parameter, start.channelsLast?.kind ?? 'as here']);
    const square = array('K', 3, 3, 3, 3);

    it('that fit both ways are asked about, by the argument that says it', () => {
      expect(assignImages([square]).errors.map(({ message }) => formatMessage(message))).toEqual([
        'K of p.npz is 3×3×3×3, which fits conv.W as filters×channels×rows×columns and, as Keras keeps kernels, as rows×columns×channels×filters. Say which: channels_last=true or channels_last=false.',
      ]);
    });

    it.each<[string, Partial<GivenArchive>, GivenNumbers, string]>([
      ['said to be last', { isChannelsLast: true }, square, 'kernels'],
      ['said to be first', { isChannelsLast: false }, square, 'as here'],
      ['named by Keras', {}, array('conv/kernel', 3, 3, 3, 3), 'kernels'],
      ['named by PyTorch', {}, array('conv.weight', 3, 3, 3, 3), 'as here'],
      ['named as here', {}, array('conv.W', 3, 3, 3, 3), 'as here'],
    ])('%s', (_, more, kernels, order) => {
      const given = assignImages([kernels, array('d', 27, 2)], more);
      expect(given.errors).toEqual([]);
      const flattened = order === 'kernels' ? 'flattened' : order;
      expect(orders(given)).toEqual(
        expect.arrayContaining([
          ['conv.W', order],
          ['out.W', flattened],
        ]),
      );
      const start = given.assigned.find(({ parameter }) => parameter === 'out.W')?.start;
      const written = new Float64Array(54);
      if (start) writeGiven(written, [27, 2], start);
      // Row 1 is channel 0, row 0, column 1: with channels last the fourth.
      expect(Array.from(written.subarray(2, 4))).toEqual(order === 'kernels' ? [7, 8] : [3, 4]);
    });

    it('follow an image through what keeps its order, and no further', () => {
      const last = { isChannelsLast: true };
      const through = assignImages([square, array('n', 27), array('out.W', 27, 2)], last);
      expect(orders(through)).toEqual([
        ['out.W', 'flattened'],
        ['conv.W', 'kernels'],
        ['batchnorm4.gamma', 'flattened'],
      ]);
      expect(orders(assignImages([array('out.W', 3, 2)], last, ['GlobalAvgPool']))).toEqual([
        ['out.W', 'as here'],
      ]);
    });
  });

  it('refuses what does not fit, or is no number', () => {
    const nan = { ...array('hidden.b', 4), data: [1, NaN, 3, 4] };
    expect(
      assign([nan, array('hidden.W', 5, 4)]).errors.map(({ message }) => formatMessage(message)),
    ).toEqual([
      'hidden.W has the shape 2×4, but hidden.W of p.npz has the shape 5×4.',
      'hidden.b cannot begin with NaN, as entry 1 of hidden.b of p.npz is.',
    ]);
  });
});
