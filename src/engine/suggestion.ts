/** Longer words are compared by their beginning, so that a comparison has a bounded cost. */
const comparedLength = 40;

function folded(word: string): string {
  return word.normalize('NFKC').toLowerCase().slice(0, comparedLength);
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (Damerau–Levenshtein).
 */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (last[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let best = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/** The candidate someone who wrote `word` most likely meant, if any is near enough. Case counts little. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const foldedWord = folded(word);
  const tolerance = Math.max(1, Math.floor(foldedWord.length / 3));
  let best: string | undefined;
  let bestDistance = tolerance + 0.5;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const other = folded(candidate);
    if (Math.abs(other.length - foldedWord.length) > tolerance) continue;
    // One-letter words are all one edit apart: that says nothing.
    if (Math.min(other.length, foldedWord.length) < 2 && other !== foldedWord) continue;
    const distance = editDistance(foldedWord, other);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}
