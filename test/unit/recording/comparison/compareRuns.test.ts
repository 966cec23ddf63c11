import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../../src/recording/comparison/compareRuns';
import type { RunDescription } from '../../../../src/recording/runDescription';
import { definition, rows, runOf } from './comparedRuns';

const each = { bySeed: false };
const bySeed = { bySeed: true };

function seeded(
  seed: number,
  losses: readonly number[],
  optimizer = 'SGD(lr=0.1)',
): ReturnType<typeof runOf> {
  return runOf({ origin: definition(seed, optimizer), settings: { optimizer } }, losses);
}

describe('settings beside each other', () => {
  it('are only those that differ, with names made of them', () => {
    const { settings, entries } = compareRuns(
      [seeded(0, [1], 'SGD(lr=0.1)'), seeded(0, [1], 'Adam(lr=0.01)')],
      each,
    );
    expect(settings).toEqual(['optimizer', 'definition']);
    expect(entries.map((entry) => entry.settings)).toEqual([
      ['SGD(lr=0.1)', 1],
      ['Adam(lr=0.01)', 2],
    ]);
    expect(entries.map(({ name }) => name)).toEqual(['SGD(lr=0.1)', 'Adam(lr=0.01)']);
  });

  it('are not told twice of variants, which have them in their names', () => {
    const variant = (optimizer: string, settings: RunDescription['settings']): ReturnType<typeof runOf> =>
      runOf({ name: `Net: optimizer = ${optimizer}`, origin: definition(0, optimizer), settings }, [1]);
    const optimizers = ['SGD(lr=0.1)', 'Adam(lr=0.01)'];
    const told = compareRuns(
      optimizers.map((optimizer) => variant(optimizer, { optimizer })),
      each,
    );
    expect(told.entries.map(({ name }) => name)).toEqual(optimizers);
    const untold = compareRuns(
      optimizers.map((optimizer) => variant(optimizer, {})),
      each,
    );
    expect(untold.entries.map(({ name }) => name)).toEqual([
      'Net: optimizer = SGD(lr=0.1)',
      'Net: optimizer = Adam(lr=0.01)',
    ]);
  });

  it('a seed in the text, and how the text is indented, make no other definition', () => {
    const origin = definition(1);
    if (origin?.kind !== 'definition') throw new Error('It has no text.');
    const indented = { ...origin, text: origin.text.replaceAll('\n', '\r\n  ') };
    const { settings } = compareRuns(
      [seeded(0, [1]), runOf({ origin: indented, settings: { optimizer: 'SGD(lr=0.1)' } }, [1])],
      each,
    );
    expect(settings).toEqual(['seed']);
  });

  it('are those that a run began with; what was changed meanwhile stands beside them with its step', () => {
    const [sgd, adam] = [definition(0, 'SGD(lr=0.1)'), definition(0, 'Adam(lr=0.01)')];
    if (adam?.kind !== 'definition') throw new Error('It has no text.');
    const edits: RunDescription['edits'] = [
      { kind: 'parameter', step: 3, name: 'a.W', entry: 2, value: 0.5 },
      { kind: 'definition', step: 40, text: adam.text },
      { kind: 'moreSteps', step: 50, steps: 10 },
    ];
    const edited = runOf({ origin: sgd, edits, settings: { optimizer: 'SGD(lr=0.1)' } }, [1]);
    const { settings, entries } = compareRuns([edited, seeded(0, [1], 'Adam(lr=0.01)')], each);
    expect(settings).toEqual(['optimizer', 'edits', 'definition']);
    expect(entries.map((entry) => entry.settings)).toEqual([
      ['SGD(lr=0.1)', '3: parameter a.W[2] = 0.5; 40: definition 2', 1],
      ['Adam(lr=0.01)', undefined, 2],
    ]);
    // A run that was changed is no other seed of one that was not.
    expect(compareRuns([edited, seeded(1, [1])], bySeed).hasSeeds).toBe(false);
  });

  it('names runs of different networks, and counts those that are alike', () => {
    const other = { name: 'Other', layers: [] };
    const { entries, settings } = compareRuns([runOf({}, [1]), runOf({}, [1]), runOf(other, [1])], each);
    expect(entries.map(({ name }) => name)).toEqual([
      'Small, Affine 3 → SoftmaxWithLoss',
      'Small, Affine 3 → SoftmaxWithLoss (2)',
      'Other, ',
    ]);
    expect(settings).toEqual(['layers', 'parameters']);
  });

  it('names the run of a definition beside that of a script by what both are given', () => {
    const torch = { optimizer: 'Adam', batch: 15, torch: '1.13', eps: 1e-8, loss: 'cross_entropy' };
    const linear = { name: 'net.0', type: 'Linear', shape: [3], parameters: 9, inputs: ['input'] };
    const script = { kind: 'script' as const, file: '/home/me/train.py', arguments: [] };
    const { entries, cautions } = compareRuns(
      [
        runOf({ origin: definition(0), settings: { optimizer: 'SGD(lr=0.1)', batch: 30, epochs: 5 } }, [1]),
        runOf({ origin: script, settings: torch, layers: [linear] }, [1]),
      ],
      each,
    );
    const [ours = '', theirs = ''] = entries.map(({ name }) => name);
    expect(ours).toMatch(/SGD\(lr=0\.1\), batch 30/);
    expect(theirs).toBe('Adam, batch 15, train.py');
    // Both are softmax with cross-entropy.
    expect(cautions).toEqual([]);
  });

  it('says where the same call gave other numbers', () => {
    const data = { source: 'csv("a.csv")', trainSamples: 2, testSamples: 0 };
    const of = (sha: string, seed: number): ReturnType<typeof runOf> =>
      runOf({ origin: definition(seed), data: { ...data, sha256: sha.repeat(64) } }, [1]);
    expect(compareRuns([of('a', 0), of('b', 0)], each).settings).toEqual(['numbers']);
    expect(compareRuns([of('a', 0), of('b', 1)], each).settings).toEqual(['seed']);
  });
});

describe('runs that differ only by their seed', () => {
  it('are one entry: the median between the lowest and the highest', () => {
    const runs = [seeded(0, [3, 1]), seeded(1, [5, 4]), seeded(2, [4, 2]), seeded(0, [9, 9], 'Adam(lr=1)')];
    const { entries, hasSeeds, settings } = compareRuns(runs, bySeed);
    expect(hasSeeds).toBe(true);
    expect(settings).toEqual(['optimizer', 'definition']);
    expect(entries.map(({ runs: places }) => places)).toEqual([[0, 1, 2], [3]]);
    const [band, single] = entries.map(({ curves }) => curves.loss);
    expect(band).toEqual({
      ...rows([4, 2]),
      band: { low: Float64Array.of(3, 1), high: Float64Array.of(5, 4) },
    });
    expect(single).toEqual(rows([9, 9]));
    expect(entries[0]?.figures.loss).toEqual({ value: 2, low: 1, high: 4 });
  });

  it('stay apart where that is asked for', () => {
    const { entries, hasSeeds, settings } = compareRuns([seeded(0, [1]), seeded(1, [2])], each);
    expect(hasSeeds).toBe(true);
    expect(settings).toEqual(['seed']);
    expect(entries.map(({ name }) => name)).toEqual(['seed 0', 'seed 1']);
  });

  it('may be of different lengths: from where a run has ended the others stay', () => {
    const [entry] = compareRuns([seeded(0, [1, 2, 3, 4]), seeded(1, [5, 6])], bySeed).entries;
    expect(entry?.curves.loss.values).toEqual(Float64Array.of(3, 4, 3, 4));
    expect(entry?.curves.loss.band?.high).toEqual(Float64Array.of(5, 6, 3, 4));
  });

  it('may have lost their numbers: NaN is highest', () => {
    const [entry] = compareRuns([seeded(0, [1, NaN]), seeded(1, [2, 2]), seeded(2, [3, 3])], bySeed).entries;
    expect(entry?.curves.loss.values).toEqual(Float64Array.of(2, 3));
    expect(entry?.curves.loss.band?.high).toEqual(Float64Array.of(3, NaN));
    expect(entry?.figures.loss).toEqual({ value: 3, low: 2, high: NaN });
    expect(entry?.firstNotFinite).toBe(1);
  });
});

describe('the ranking', () => {
  it('is by the loss, the lowest first, and NaN last', () => {
    const runs = [seeded(0, [NaN]), seeded(1, [0.5]), seeded(2, [Infinity]), seeded(3, [0.25])];
    expect(compareRuns(runs, each).ranking).toEqual({ by: 'loss', order: [3, 1, 2, 0] });
  });

  it('is by the test loss where a run has one', () => {
    const [a, b] = [seeded(0, [1]), seeded(1, [2])];
    const tested = { ...b, figures: { ...b.figures, testLoss: 7 } };
    expect(compareRuns([a, tested], each).ranking).toEqual({ by: 'testLoss', order: [1, 0] });
  });

  it('is not there before anything was measured, nor is anything of no runs', () => {
    expect(compareRuns([runOf({}, [])], each).ranking).toBeUndefined();
    expect(compareRuns([], each).entries).toEqual([]);
  });

  it('warns where losses are of different data or are different losses, and where only some tell', () => {
    const data = (source: string, sha256?: string) => ({
      data: { source, trainSamples: 1, testSamples: 0, ...(sha256 !== undefined && { sha256 }) },
    });
    const loss = (type: string) => ({
      layers: [{ name: 'loss', type, shape: [], parameters: 0, inputs: [] }],
    });
    const [squares, entropy] = [loss('MeanSquaredError'), loss('SoftmaxWithLoss')];
    const cautionsOf = (...runs: readonly Partial<RunDescription>[]): readonly string[] =>
      compareRuns(
        runs.map((run) => runOf(run, [])),
        each,
      ).cautions;
    expect(cautionsOf({ ...data('a', '1'), ...squares }, { ...data('b', '2'), ...entropy })).toEqual([
      'data',
      'lossFunction',
    ]);
    expect(cautionsOf({ layers: [] }, { ...data('b'), ...squares })).toEqual([
      'unknownData',
      'unknownLossFunction',
    ]);
    expect(cautionsOf({}, data('a', '1'), data('b', '2'))).toEqual(['data']);
    // Another seed divides the same data otherwise, and a file may have been renamed.
    expect(cautionsOf(data('a', '1'), data('a', '2'))).toEqual([]);
    expect(cautionsOf(data('a', '1'), data('b', '1'))).toEqual([]);
    expect(cautionsOf({}, {})).toEqual([]);
  });
});

describe('gradients of the layers', () => {
  it('are of one layer or of all, whichever runs have it', () => {
    const withLayers = (names: readonly string[]): ReturnType<typeof runOf> => ({
      ...runOf({}, [1]),
      layers: names.map((layer) => ({
        layer,
        gradientNorm: rows([layer === 'a' ? 3 : 4]),
        updateToWeightRatio: rows([0.5]),
      })),
    });
    const runs = [withLayers(['a', 'b']), withLayers(['b', 'c'])];
    const values = (layer?: string): number[] =>
      compareRuns(runs, { ...each, ...(layer !== undefined && { layer }) }).entries.map(
        ({ curves }) => curves.gradientNorm.values[0] ?? NaN,
      );
    expect(compareRuns(runs, each).layers).toEqual(['a', 'b', 'c']);
    expect(values()).toEqual([5, Math.hypot(4, 4)]);
    expect(values('a')).toEqual([3, NaN]);
  });
});
