import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectAsReference } from './againstReference';
import { countedBuilds, kernelBytes } from './builds';
import { placements } from './placements';
import type { Fill } from './randomNumbers';

const bytes = kernelBytes();

const fills = fc.constantFrom<Fill>('ordinary', 'with zeros', 'with non-finite');

describe.each(countedBuilds(bytes))('$name', ({ backend, calls }) => {
  describe.each(['float32', 'float64'] as const)('%s', (precision) => {
    it.each(Object.entries(placements))('%s computes what the reference computes', (_name, placement) => {
      fc.assert(
        fc.property(placement, fills, fc.nat(), (place, fill, seed) => {
          expectAsReference(backend, place, { precision, fill, seed });
        }),
        { numRuns: 150, seed: 20_240_101 },
      );
    });

    it('really ran every one of its functions', () => {
      const suffix = precision === 'float64' ? '_f64' : '_f32';
      const exported = [bytes.common, bytes.simd].flatMap((module) =>
        WebAssembly.Module.exports(new WebAssembly.Module(module))
          .map(({ name }) => name)
          .filter((name) => name.endsWith(suffix)),
      );
      expect(exported.length).toBeGreaterThan(30);
      expect(exported.filter((name) => !calls.has(name))).toEqual([]);
    });
  });
});
