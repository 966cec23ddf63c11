import { mostProbable } from '../../classes/mostProbable';

/** A probability for every class: the one number of a sigmoid is that of the second of two. */
export function probabilitiesOf(prediction: Float32Array): Float32Array {
  const [second = NaN] = prediction;
  return prediction.length === 1 ? Float32Array.of(1 - second, second) : prediction;
}

/** The most probable class; −1 where a probability is no number. */
export function saidClass(prediction: Float32Array): number {
  return mostProbable(probabilitiesOf(prediction));
}
