import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  naturalLogarithm,
  randomStream,
  type RandomUse,
  resumeRandomStream,
} from '../../../src/engine/random';

const uses: readonly RandomUse[] = [
  'initialisation',
  'shuffling',
  'dropout',
  'data',
  'sampling',
  'constructor',
  'splitting',
];

const independent = v.parse(
  v.array(
    v.object({
      seed: v.number(),
      use: v.picklist(uses),
      uniform: v.array(v.number()),
      normal: v.array(v.number()),
      integer: v.array(v.number()),
      shuffled: v.array(v.number()),
    }),
  ),
  JSON.parse(readFileSync('test/fixtures/data/random.json', 'utf8')),
);

function take<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

describe('random streams', () => {
  it.each(independent)('agree with the published generator: seed $seed, $use', (expected) => {
    const stream = randomStream(expected.seed, expected.use);
    expect(take(4, () => stream.uniform())).toEqual(expected.uniform);
    for (const normal of expected.normal) expect(stream.normal()).toBeCloseTo(normal, 14);
    const counts = [1, 2, 3, 10, 1000, 3_000_000_000, 2 ** 32];
    expect(counts.map((count) => stream.integer(count))).toEqual(expected.integer);
    const order = [0, 1, 2, 3, 4, 5, 6, 7];
    stream.shuffle(order);
    expect(order).toEqual(expected.shuffled);
  });

  it('give normal numbers without the rounding of any engine’s Math.log', () => {
    const stream = randomStream(0, 'data');
    expect(take(3, () => stream.normal())).toEqual([
      1.4556372229720171, 0.33330039046390875, 1.9108278289486125,
    ]);
  });

  it('differ between seeds and between uses', () => {
    const starts = [-1, 0, 1, 2, 2 ** 32, 2 ** 40 + 1].flatMap((seed) =>
      uses.map((use) => randomStream(seed, use).uniform()),
    );
    expect(new Set(starts).size).toBe(starts.length);
  });

  it('are not correlated between neighbouring seeds', () => {
    const count = 2000;
    const a = randomStream(0, 'initialisation');
    const b = randomStream(1, 'initialisation');
    let product = 0;
    for (let index = 0; index < count; index++) product += a.normal() * b.normal();
    expect(Math.abs(product / count)).toBeLessThan(4 / Math.sqrt(count));
  });

  it('go on from a state that went through JSON', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom(...uses), fc.nat(20), (seed, use, drawn) => {
        const stream = randomStream(seed, use);
        take(drawn, () => stream.normal());
        const state: unknown = JSON.parse(JSON.stringify(stream.state()));
        expect({ spareNormal: undefined, ...Object(state) }).toEqual(stream.state());
        const resumed = resumeRandomStream(stream.state());
        const expected = take(9, () => [stream.normal(), stream.uniform(), stream.integer(7)]);
        expect(take(9, () => [resumed.normal(), resumed.uniform(), resumed.integer(7)])).toEqual(expected);
      }),
    );
  });

  it('have the moments of the uniform and the normal distribution', () => {
    const stream = randomStream(3, 'sampling');
    const count = 40_000;
    const moments = (draw: () => number): [number, number, number] => {
      let [first, second, fourth] = [0, 0, 0];
      for (let index = 0; index < count; index++) {
        const value = draw();
        first += value / count;
        second += value ** 2 / count;
        fourth += value ** 4 / count;
      }
      return [first, second, fourth];
    };
    const [mean, square] = moments(() => stream.uniform());
    expect(mean).toBeCloseTo(1 / 2, 2);
    expect(square).toBeCloseTo(1 / 3, 2);
    const [normalMean, normalSquare, normalFourth] = moments(() => stream.normal());
    expect(Math.abs(normalMean)).toBeLessThan(0.02);
    expect(Math.abs(normalSquare - 1)).toBeLessThan(0.03);
    expect(Math.abs(normalFourth - 3)).toBeLessThan(0.2);
  });

  it('shuffle into every order equally often', () => {
    const stream = randomStream(5, 'shuffling');
    const seen = new Map<string, number>();
    for (let index = 0; index < 6000; index++) {
      const order = Int32Array.of(0, 1, 2);
      stream.shuffle(order);
      const key = order.join('');
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual(['012', '021', '102', '120', '201', '210']);
    for (const times of seen.values()) expect(Math.abs(times - 1000)).toBeLessThan(150);
  });

  it('refuse a seed that is no safe integer', () => {
    expect(() => randomStream(0.5, 'data')).toThrow(RangeError);
    expect(() => randomStream(NaN, 'data')).toThrow(RangeError);
  });
});

describe('naturalLogarithm', () => {
  it('agrees with Math.log', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        const expected = Math.log(x);
        expect(Math.abs(naturalLogarithm(x) - expected)).toBeLessThanOrEqual(
          2e-15 * Math.max(1, Math.abs(expected)),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what has no finite logarithm', () => {
    for (const x of [0, -1, NaN, Infinity]) expect(() => naturalLogarithm(x)).toThrow(RangeError);
  });
});
