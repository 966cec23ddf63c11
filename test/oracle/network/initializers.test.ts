import { describe, expect, it } from 'vitest';
import { initializers, initializationStream } from '../../../src/engine/initializers';
import { networkLayerOf } from '../../../src/engine/network/layersOfNetwork';
import type { Settings } from '../../../src/engine/layers/support/layer';
import type { Shape } from '../../../src/engine/shape';
import { readOracle } from './networkOracle';

interface Weights {
  readonly layer: string;
  readonly sampleShape: Shape;
  readonly settings: Settings;
}

type InitializerCase =
  | { readonly settings: Settings; readonly layer: Weights; readonly value: number }
  | {
      readonly settings: Settings;
      readonly layer: Weights;
      readonly fanIn: number;
      readonly fanOut: number;
      readonly mean: number;
      readonly std: number;
      readonly quantiles: readonly number[];
    };

interface InitializerOracle {
  readonly probabilities: readonly number[];
  readonly initializers: Readonly<Record<string, readonly InitializerCase[]>>;
}

// make.py writes it in this form.
const oracle = readOracle('initializers') as InitializerOracle | undefined;
const draws = 100_000;

describe.each(initializers.map((initializer) => [initializer.name, initializer] as const))(
  '%s as PyTorch draws it',
  (name, initializer) => {
    const cases = oracle?.initializers[name] ?? [];

    it('has an oracle', () => {
      expect(cases.length).toBeGreaterThan(0);
    });

    it.each(cases.map((one) => [one.layer.layer, one] as const))('for %s', (_layer, one) => {
      const { layer, settings } = one;
      const weights = networkLayerOf(layer)
        .asLayer.parameters?.(layer.sampleShape, layer.settings)
        .find(({ name: parameter }) => parameter === 'W');
      if (weights === undefined) throw new Error('The layer has no weights.');
      const values = new Float64Array(draws);
      initializer.fill(values, weights, settings, initializationStream(0, 'oracle.W'));
      if ('value' in one) {
        expect(new Set(values)).toEqual(new Set([one.value]));
        return;
      }
      expect([weights.fanIn, weights.fanOut]).toEqual([one.fanIn, one.fanOut]);
      const mean = values.reduce((sum, value) => sum + value, 0) / draws;
      const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws);
      // Three standard errors.
      expect(Math.abs(mean - one.mean)).toBeLessThan((3 * one.std) / Math.sqrt(draws));
      expect(Math.abs(std / one.std - 1)).toBeLessThan(3 / Math.sqrt(2 * draws));
      // Kolmogorov and Smirnov: the critical distance at 1 % is 1.63/√n.
      const sorted = values.slice().sort();
      const distance = one.quantiles.map((quantile, index) => {
        const above = sorted.findIndex((value) => value > quantile);
        return Math.abs((above === -1 ? draws : above) / draws - (oracle?.probabilities[index] ?? NaN));
      });
      expect(Math.max(...distance)).toBeLessThan(1.63 / Math.sqrt(draws));
    });
  },
);
