import { expect, it } from 'vitest';
import { networkOf, randomData, trainerOf } from './networks';

it.each([
  ['MeanSquaredError', 0.5],
  ['SigmoidWithLoss', 0],
])('a single output is class 1 above the threshold of %s: %d', (loss, threshold) => {
  const outputs = [threshold - 0.4, threshold - 0.1, threshold + 0.1, threshold + 0.4];
  const data = randomData([1], { classes: 2 }, { train: 4 });
  const trainer = trainerOf(
    networkOf([{ layer: 'Affine', settings: { units: 1 } }, loss], { precision: 'float64' }),
    {
      ...data,
      inputs: Float64Array.from(outputs),
      targets: { kind: 'labels', classes: 2, labels: Int32Array.of(0, 0, 1, 1) },
    },
  );
  const [W, b] = trainer.parameters;
  W?.value.data.set([1]);
  b?.value.data.set([0]);
  expect(trainer.evaluate('train')?.accuracy).toBe(1);
});
