/** The lines that an edit took away and put in, each in the order of its text. */
export interface LineDifference {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Where more lines lie between the first and the last that differ, all of them count as changed. */
const mostCompared = 500;

/** Which lines differ between two texts: as few as can be, whatever moved around them. */
export function lineDifference(before: string, after: string): LineDifference {
  const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  const shorter = Math.min(old.length, now.length);
  while (start + end < shorter && old.at(-1 - end) === now.at(-1 - end)) end++;
  return differenceOf(old.slice(start, old.length - end), now.slice(start, now.length - end));
}

/** By the longest common subsequence. */
function differenceOf(old: readonly string[], now: readonly string[]): LineDifference {
  if (old.length > mostCompared || now.length > mostCompared) return { removed: old, added: now };
  const width = now.length + 1;
  // How many lines the rest of both texts, from these two on, have in common.
  const common = new Uint16Array((old.length + 1) * width);
  const commonFrom = (from: number, to: number): number => common[from * width + to] ?? 0;
  for (let from = old.length - 1; from >= 0; from--) {
    for (let to = now.length - 1; to >= 0; to--) {
      common[from * width + to] =
        old[from] === now[to]
          ? commonFrom(from + 1, to + 1) + 1
          : Math.max(commonFrom(from + 1, to), commonFrom(from, to + 1));
    }
  }
  const removed: string[] = [];
  const added: string[] = [];
  let [from, to] = [0, 0];
  while (from < old.length || to < now.length) {
    if (from < old.length && old[from] === now[to]) {
      from++;
      to++;
    } else if (
      to >= now.length ||
      (from < old.length && commonFrom(from + 1, to) >= commonFrom(from, to + 1))
    ) {
      removed.push(old[from++] ?? '');
    } else {
      added.push(now[to++] ?? '');
    }
  }
  return { removed, added };
}
