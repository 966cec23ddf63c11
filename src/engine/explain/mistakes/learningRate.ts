import { message } from '../../message';
import { constantFactorFamily, ofNumbers, type Mistake } from './mistake';

/** What people mostly train with. ½ is not among them: it has readings of its own. */
export const usualLearningRates: readonly number[] = [0.1, 0.01, 0.001, 0.0001, 0.05, 0.005, 0.2, 0.02];

/** The update in place of the gradient. */
export const learningRate: Mistake = {
  kind: 'learning-rate',
  family: constantFactorFamily,
  documentation:
    'The numbers are the gradient times a learning rate people use, with either sign: this is the update, not the gradient.',
  *candidates(scene) {
    if (scene.pass === undefined) return;
    for (const rate of usualLearningRates) {
      for (const factor of [rate, -rate]) {
        yield ofNumbers(
          scene.times(factor),
          message('This is the update, not the gradient: {0} times the right numbers.', factor),
        );
      }
    }
  },
};
