/** The most probable class; −1 where a number is missing. */
export function mostProbable(probabilities: ArrayLike<number>): number {
  let best = -1;
  for (let at = 0; at < probabilities.length; at++) {
    const probability = probabilities[at] ?? NaN;
    if (Number.isNaN(probability)) return -1;
    if (best < 0 || probability > (probabilities[best] ?? 0)) best = at;
  }
  return best;
}
