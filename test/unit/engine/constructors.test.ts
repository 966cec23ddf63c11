import { describe, expect, it } from 'vitest';
import { constructorNamed, constructors } from '../../../src/engine/constructors';
import type { Settings } from '../../../src/engine/layers/support/layer';
import { formatMessage } from '../../../src/engine/message';

function build(name: string, settings: Settings): unknown {
  const result = constructorNamed(name)?.build(settings);
  if (result === undefined) return undefined;
  return result.ok
    ? { shape: result.shape, values: [...result.values] }
    : `${result.parameter}: ${formatMessage(result.message)}`;
}

describe('constructors', () => {
  it('are those of the language', () => {
    expect(constructors.map(({ name }) => name)).toEqual([
      'zeros',
      'ones',
      'full',
      'eye',
      'linspace',
      'arange',
      'one_hot',
      'randn',
    ]);
  });

  it.each([
    ['zeros', { shape: [2, 2] }, { shape: [2, 2], values: [0, 0, 0, 0] }],
    ['zeros', { shape: [0, 3] }, { shape: [0, 3], values: [] }],
    ['ones', { shape: [3] }, { shape: [3], values: [1, 1, 1] }],
    ['full', { shape: [2, 1], value: 0.5 }, { shape: [2, 1], values: [0.5, 0.5] }],
    ['arange', { n: 3 }, { shape: [3], values: [0, 1, 2] }],
    ['arange', { n: 0 }, { shape: [0], values: [] }],
    // As NumPy rounds them: numpy.linspace(-0.1, 0.5, 4), (0, 1, 4), (0.3, 0.1, 3).
    [
      'linspace',
      { start: -0.1, stop: 0.5, n: 4 },
      { shape: [4], values: [-0.1, 0.09999999999999998, 0.29999999999999993, 0.5] },
    ],
    ['linspace', { start: 0, stop: 1, n: 4 }, { shape: [4], values: [0, 1 / 3, 2 / 3, 1] }],
    ['linspace', { start: 0.3, stop: 0.1, n: 3 }, { shape: [3], values: [0.3, 0.2, 0.1] }],
    ['linspace', { start: 2, stop: 5, n: 1 }, { shape: [1], values: [2] }],
    ['linspace', { start: 2, stop: 5, n: 0 }, { shape: [0], values: [] }],
    ['eye', { size: 2 }, { shape: [2, 2], values: [1, 0, 0, 1] }],
    ['one_hot', { labels: [1, 0], classes: 3 }, { shape: [2, 3], values: [0, 1, 0, 1, 0, 0] }],
    ['one_hot', { labels: [1, 0] }, { shape: [2, 2], values: [0, 1, 1, 0] }],
  ] as const)('%s(%j)', (name, settings, expected) => {
    expect(build(name, settings)).toEqual(expected);
  });

  it.each([
    ['zeros', { shape: [] }, 'shape: Give at least one size.'],
    ['ones', { shape: [2, -1] }, 'shape: Sizes are whole numbers from 0 up.'],
    ['ones', { shape: [1.5] }, 'shape: Sizes are whole numbers from 0 up.'],
    [
      'zeros',
      { shape: [100_000, 100_000] },
      'shape: The result would be 100000×100000: 10000000000 numbers. A value can have 16777216 at most.',
    ],
    [
      'zeros',
      { shape: [4096, 4097] },
      'shape: The result would be 4096×4097: 16781312 numbers. A value can have 16777216 at most.',
    ],
    [
      'zeros',
      { shape: [0, 2 ** 53 - 1] },
      'shape: The result would be 0×9007199254740991: its sizes other than 0 come to 9007199254740991, and 16777216 is the most.',
    ],
    [
      'ones',
      { shape: Array<number>(65).fill(1) },
      'shape: This would have 65 axes. A value can have 64 at most.',
    ],
    ['arange', { n: -1 }, 'n: Sizes are whole numbers from 0 up.'],
    ['eye', { size: -1 }, 'size: Sizes are whole numbers from 0 up.'],
    [
      'one_hot',
      { labels: [1, 3], classes: 3 },
      'labels: Entry 1 of the labels is 3, which is not a class: there are 3, counted from 0 to 2.',
    ],
    ['one_hot', { labels: [] }, 'classes: There must be at least one class.'],
    ['randn', { shape: [2], seed: 0.5 }, 'seed: A seed is a whole number between −2⁵³ and 2⁵³.'],
  ] as const)('%s(%j) says what is wrong', (name, settings, expected) => {
    expect(build(name, settings)).toBe(expected);
  });

  it('randn gives the same numbers for the same seed, others for another', () => {
    const [first, again, other] = [0, 0, 1].map((seed) => build('randn', { shape: [2, 3], seed }));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(build('randn', { shape: [2, 3] }), 'the seed is 0 unless given').toEqual(first);
  });

  it('randn is normal: mean 0, standard deviation 1, tails of the right weight', () => {
    const result = constructorNamed('randn')?.build({ shape: [100, 1000], seed: 3 });
    if (!result?.ok) throw new Error('randn refused');
    const { values } = result;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.003);
  });
});
