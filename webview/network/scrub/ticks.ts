/** Closer ones cannot be told apart on the widest screen. */
const mostTicks = 240;

/**
 * Where ticks stand below a slider that goes from `first` to `last`: shares of its length from 0 to 1, ascending; of those too
 * close to be told apart only the first.
 */
export function tickShares(steps: readonly number[], first: number, last: number): readonly number[] {
  const shares: number[] = [];
  let place = -1;
  for (const step of steps) {
    if (step < first || step > last) continue;
    const share = last === first ? 0 : (step - first) / (last - first);
    const here = Math.round(share * mostTicks);
    if (here === place) continue;
    place = here;
    shares.push(share);
  }
  return shares;
}
