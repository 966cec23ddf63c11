import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { spreadOf } from '../../../src/cli/comparisonTable';
import { decodeSnapshot } from '../../../src/recording/snapshot';
import { backprop, example } from './backprop';

interface Spread {
  readonly lowest: number;
  readonly median: number;
  readonly highest: number;
}

interface Group {
  readonly trainLoss: Spread;
  readonly testLoss: Spread;
  readonly testAccuracy: Spread;
}

interface Row {
  readonly variant: Readonly<Record<string, string>>;
  readonly recording: string;
}

/** What a comparison of an example comes to: a group for each combination, and the single runs. */
async function compared(
  file: string,
  name: string,
  ...words: readonly string[]
): Promise<{ readonly groups: ReadonlyMap<string, Group>; readonly rows: readonly Row[] }> {
  const { exitCode, output } = await backprop('compare', example(file), name, '--json', ...words);
  expect(exitCode).toBe(0);
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  const { groups } = lines.at(-1) as { readonly groups: readonly (Group & { readonly variant: string })[] };
  return {
    groups: new Map(groups.map((group) => [group.variant, group])),
    rows: lines.slice(0, -1) as readonly Row[],
  };
}

function of(groups: ReadonlyMap<string, Group>, variant: string): Group {
  const group = groups.get(variant);
  if (!group) throw new Error(`There is no variant ${variant}.`);
  return group;
}

/** Of the activations of a layer at the first step, their standard deviation. */
function deviationAt(recording: string, layer: string): number {
  const bytes = readFileSync(path.join(recording, 'snapshots', '000000001.safetensors'));
  const picture = decodeSnapshot('snapshot', new Uint8Array(bytes))?.pictures.find(
    (each) => each.layer === layer && each.kind === 'activation',
  );
  // The second of the columns that docs/recording.md has.
  return picture?.statistics?.[1] ?? NaN;
}

describe('what the examples of comparisons say is so', () => {
  it('of four optimisers the step size suits SGD least, whatever the seed', async () => {
    const { groups } = await compared('optimizers', 'Optimizers');
    const sgd = of(groups, 'optimizer = SGD(lr=0.01)').trainLoss;
    for (const other of ['Momentum(lr=0.01)', 'AdaGrad(lr=0.01)', 'Adam(lr=0.001)']) {
      const { lowest, highest } = of(groups, `optimizer = ${other}`).trainLoss;
      expect(highest).toBeLessThan(sgd.lowest / 2);
      expect(highest - lowest).toBeLessThan(sgd.lowest - highest);
    }
  });

  it('the seed alone makes some percent of accuracy', async () => {
    const { groups } = await compared('optimizers', 'Seeds');
    const { lowest, highest } = of(groups, '').testAccuracy;
    expect(highest - lowest).toBeGreaterThan(0.02);
    expect(highest - lowest).toBeLessThan(0.15);
  });

  it('sigmoids saturate, or are all alike, or stay spread out', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'backprop sigmoids '));
    const { rows } = await compared('initialisations', 'Sigmoids', '--record', folder);
    const deviations = new Map(
      rows.map(({ variant, recording }) => [variant['init'], deviationAt(recording, 'act5')]),
    );
    // At 0 and 1 only it is 0.5.
    expect(deviations.get('Normal(std=1)')).toBeGreaterThan(0.4);
    expect(deviations.get('Normal(std=0.01)')).toBeLessThan(0.03);
    expect(deviations.get('Xavier')).toBeGreaterThan(0.08);
    expect(deviations.get('Xavier')).toBeLessThan(0.25);
  });

  it('small weights learn nothing, Xavier serves Tanh, and ReLU needs He', async () => {
    const { groups } = await compared('initialisations', 'Activations');
    const loss = (act: string, init: string): number =>
      of(groups, `act = ${act}, init = ${init}`).trainLoss.median;
    // The loss of guessing among ten.
    for (const act of ['Tanh', 'ReLU']) expect(loss(act, 'Normal(std=0.01)')).toBeCloseTo(Math.log(10), 2);
    expect(loss('Tanh', 'Xavier')).toBeLessThan(1.5);
    expect(loss('ReLU', 'Xavier')).toBeGreaterThan(2);
    expect(loss('ReLU', 'He')).toBeLessThan(1.5);
  });

  it('weight decay and Dropout narrow the gap between training and test', async () => {
    const { groups } = await compared('overfitting', 'Remedies');
    const gap = (drop: boolean, decay: number): number => {
      const { trainLoss, testLoss } = of(groups, `drop = ${String(drop)}, weight_decay = ${String(decay)}`);
      return testLoss.median - trainLoss.median;
    };
    const { trainLoss, testLoss } = of(groups, 'drop = false, weight_decay = 0');
    expect(testLoss.lowest).toBeGreaterThan(4 * trainLoss.highest);
    expect(gap(false, 0.01)).toBeLessThan(gap(false, 0));
    expect(gap(true, 0)).toBeLessThan(gap(false, 0));
  });

  it('BatchNorm is faster and depends less on the seed and on the beginning', async () => {
    const both = (await compared('batch-norm', 'WithAndWithout')).groups;
    const [with_, without] = [of(both, 'norm = true').trainLoss, of(both, 'norm = false').trainLoss];
    expect(with_.highest).toBeLessThan(without.lowest);
    expect(with_.highest - with_.lowest).toBeLessThan(without.highest - without.lowest);
    const starts = (await compared('batch-norm', 'Starts')).groups;
    for (const [label, { trainLoss }] of starts) {
      if (label.startsWith('norm = true') || label.endsWith('He')) expect(trainLoss.median).toBeLessThan(0.5);
      else expect(trainLoss.median).toBeGreaterThan(2);
    }
  });
});

describe('the spread of several seeds', () => {
  it('has the middle of two in the middle, and a number that broke last', () => {
    expect(spreadOf([3, 1, 2, 10])).toEqual({ lowest: 1, median: 2.5, highest: 10 });
    expect(spreadOf([NaN, 2, 1])).toEqual({ lowest: 1, median: 2, highest: NaN });
  });
});
