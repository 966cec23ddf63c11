import { expect, it } from 'vitest';
import { countAlikeUnits } from '../../../../src/engine/training/alikeUnits';
import { affine, networkOf, randomData, trainerOf } from './networks';

it('every unit that has a twin counts, the first of them too', () => {
  const trainer = trainerOf(
    networkOf([affine(4), 'Tanh', affine(3), 'SoftmaxWithLoss'], { precision: 'float64' }),
    randomData([2], { classes: 3 }),
  );
  const [W, , W2] = trainer.parameters;
  // Units 0, 1 and 3 have equal weights before and behind them, so that their gradients are equal, too.
  W?.value.data.set([1, 1, 5, 1, 2, 2, 6, 2]);
  W2?.value.data.set([1, 2, 3, 1, 2, 3, 9, 8, 7, 1, 2, 3]);
  trainer.compute();
  expect(countAlikeUnits(trainer)).toEqual([3, NaN, 0, NaN]);
});
