import { describe, expect, it } from 'vitest';
import { operand } from '../../../../src/engine/layers/support/operands';
import { networkOf, randomData, trainerOf } from '../training/networks';

describe.each([0.2, 0.9])('Dropout(%d)', (ratio) => {
  const layers = [
    { layer: 'Dropout', settings: { ratio } },
    { layer: 'Affine', settings: { units: 2 } },
  ];
  const trainer = trainerOf(
    networkOf([...layers, 'MeanSquaredError'], { batch: 100, precision: 'float64' }),
    randomData([100], { width: 2 }, { train: 100 }),
  );
  trainer.compute();
  const { plan } = trainer;
  const { output } = operand(plan.network.layers, 0);
  const kept = Array.from(plan.savedForBackward(output)['kept']?.data ?? []);
  const count = kept.reduce((sum, bit) => sum + bit, 0);

  it('keeps the share that is not dropped', () => {
    expect(kept).toHaveLength(10_000);
    // Four standard deviations of ten thousand draws.
    expect(Math.abs(count / kept.length - (1 - ratio))).toBeLessThan(
      4 * Math.sqrt((ratio * (1 - ratio)) / 10_000),
    );
  });

  it('scales what it keeps by 1 / (1 − ratio), and sets the rest to 0', () => {
    const input = plan.value(plan.network.input).data;
    plan.value(output).data.forEach((value, entry) => {
      const expected = kept[entry] === 1 ? (input[entry] ?? NaN) / (1 - ratio) : 0;
      expect(value).toBeCloseTo(expected, 12);
    });
  });
});
