import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../../src/data/dataset';
import { describe as describeDataset } from '../../../../src/data/dataset';
import { loadData } from '../../../../src/data/load';
import { describeSource, load, loadReport, readFixture, reportOf, sourceOf, targetNumbers } from '../samples';

function rows({ inputs, sampleShape: [width = 1] }: Dataset): number[][] {
  return Array.from({ length: inputs.length / width }, (_, row) =>
    Array.from(inputs.subarray(row * width, (row + 1) * width)),
  );
}

const generators = ['xor', 'spiral', 'circles', 'moons', 'blobs', 'sine'] as const;

describe.each(generators)('%s()', (name) => {
  it('is described as it is made', () => {
    for (const given of [{}, { points: 7, test: 0.25 }, { points: 3, test: 4 }]) {
      if (name === 'xor' || name === 'sine') continue;
      expect(describeSource(name, given)).toEqual(describeDataset(load(name, given)));
    }
    expect(describeSource(name)).toEqual(describeDataset(load(name)));
  });

  it('is the same under the same seed, and another under another', () => {
    const given = { points: 12, noise: 0.3 };
    const first = load(name, given, {}, { seed: 1 });
    expect(load(name, given, {}, { seed: 1 })).toEqual(first);
    const other = load(name, given, {}, { seed: 2 });
    expect([...other.inputs, ...targetNumbers(other)]).not.toEqual([
      ...first.inputs,
      ...targetNumbers(first),
    ]);
  });

  it('keeps its samples when another part of them is tested with', () => {
    const whole = load(name, { points: 12 });
    const split = load(name, { points: 12, test: 0.5 });
    expect(split.inputs).toEqual(whole.inputs);
    expect(split.test.length).toBe(whole.count / 2);
  });

  it('has finite numbers at any size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        (points, noise) => {
          const data = load(name, { points, noise });
          expect(data.inputs.every(Number.isFinite)).toBe(true);
          expect(targetNumbers(data).every(Number.isFinite)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('refuses arguments out of range', () => {
    expect(loadReport(name, { points: 0 }, {})).toEqual({
      text: 'points must be at least 1, not 0.',
      argument: 'points',
    });
    expect(loadReport(name, { noise: -1 }, {}).argument).toBe('noise');
    expect(loadReport(name, { points: 1e9 }, {}).argument).toBe('points');
    expect(loadReport(name, { pints: 3 }, {})).toEqual({
      text: `${name} has no argument pints.`,
      argument: 'pints',
    });
  });
});

describe('spiral()', () => {
  const book = readFixture(
    'spiral.json',
    v.object({
      seed: v.number(),
      classes: v.number(),
      points: v.number(),
      noise: v.number(),
      inputs: v.array(v.array(v.number())),
      labels: v.array(v.number()),
    }),
  );

  it('is the book’s, computed in Python from the same random numbers', () => {
    const { seed, classes, points, noise } = book;
    const data = load('spiral', { classes, points, noise }, {}, { seed });
    expect(targetNumbers(data)).toEqual(book.labels);
    for (const [index, row] of rows(data).entries()) {
      for (const [axis, value] of row.entries()) {
        expect(value).toBeCloseTo(book.inputs[index]?.[axis] ?? NaN, 14);
      }
    }
  });

  it('without noise lies on r = i/n, θ = 4k + 4r', () => {
    const points = rows(load('spiral', { noise: 0, points: 10, classes: 2 }));
    expect(points[0]).toEqual([0, 0]);
    expect(points[15]).toEqual([0.5 * Math.sin(6), 0.5 * Math.cos(6)]);
  });

  it('has three arms of a hundred points', () => {
    expect(describeSource('spiral')).toEqual({
      sampleShape: [2],
      targets: { kind: 'labels', classes: 3, isSorted: true },
      samples: { train: 300, test: 0 },
    });
  });
});

describe('the other generators', () => {
  it('xor is the truth table', () => {
    const data = load('xor');
    expect(rows(data)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(data.targets).toEqual({ kind: 'labels', labels: Int32Array.of(0, 1, 1, 0), classes: 2 });
  });

  it('xor can serve a loss that compares numbers', () => {
    const { targets } = load('xor', {}, {}, { seed: 0, targets: 'values' });
    expect(targets).toMatchObject({ kind: 'values', values: Float64Array.of(0, 1, 1, 0), width: 1 });
  });

  it('circles have radius 1 and factor', () => {
    const data = load('circles', { noise: 0, points: 16, factor: 0.25 });
    const radii = rows(data).map(([x = 0, y = 0]) => Math.hypot(x, y));
    for (const [sample, label] of targetNumbers(data).entries()) {
      expect(radii[sample]).toBeCloseTo(label === 0 ? 1 : 0.25, 14);
    }
  });

  it('moons are half circles round (0, 0) and (1, 1/2)', () => {
    const data = load('moons', { noise: 0, points: 9 });
    for (const [sample, label] of targetNumbers(data).entries()) {
      const [x = 0, y = 0] = rows(data)[sample] ?? [];
      if (label === 0) expect([Math.hypot(x, y), y >= 0]).toEqual([expect.closeTo(1, 14), true]);
      else expect([Math.hypot(x - 1, y - 0.5), y <= 0.5]).toEqual([expect.closeTo(1, 14), true]);
    }
  });

  it('blobs lie round their centres with the deviation given', () => {
    const data = load('blobs', { classes: 4, points: 2000, noise: 0.5 });
    const [points, labels] = [rows(data), targetNumbers(data)];
    for (let label = 0; label < 4; label++) {
      const xs = points.filter((_, sample) => labels[sample] === label).map(([x = 0]) => x);
      const mean = xs.reduce((sum, x) => sum + x, 0) / xs.length;
      const deviation = Math.sqrt(xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / xs.length);
      expect(Math.abs(mean - 4 * Math.cos((Math.PI * label) / 2))).toBeLessThan(0.05);
      expect(Math.abs(deviation - 0.5)).toBeLessThan(0.04);
    }
  });

  it('sine runs from −π to π', () => {
    const data = load('sine', { noise: 0, points: 5 });
    const angles = [-1, -0.5, 0, 0.5, 1].map((half) => half * Math.PI);
    expect(Array.from(data.inputs)).toEqual(angles);
    expect(data.targets).toMatchObject({
      kind: 'values',
      values: Float64Array.from(angles, Math.sin),
      width: 1,
    });
  });

  it('sine has no labels to give', () => {
    const result = loadData(sourceOf('sine'), {}, {}, { seed: 0, targets: 'labels' });
    expect(reportOf(result).text).toBe('The loss needs labels, but the data has values.');
  });
});
