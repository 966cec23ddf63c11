/** What a tensor too large to be written out is described by. The first three are of its finite entries. */
export interface Statistics {
  readonly mean: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly zeros: number;
  /** How many entries are NaN or infinite. */
  readonly nonFinite: number;
}

export function statisticsOf(data: ArrayLike<number>): Statistics {
  let sum = 0;
  let minimum = Infinity;
  let maximum = -Infinity;
  let zeros = 0;
  let nonFinite = 0;
  for (let index = 0; index < data.length; index++) {
    const entry = data[index] ?? Number.NaN;
    if (!Number.isFinite(entry)) {
      nonFinite++;
      continue;
    }
    sum += entry;
    if (entry < minimum) minimum = entry;
    if (entry > maximum) maximum = entry;
    if (entry === 0) zeros++;
  }
  const finite = data.length - nonFinite;
  return { mean: finite === 0 ? Number.NaN : sum / finite, minimum, maximum, zeros, nonFinite };
}
