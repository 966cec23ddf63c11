import type { DistributionHistory, DistributionKind } from '../../../src/protocol/trainingViews';
import type { RecordedRun } from './recording';

/** Histograms of a layer over the next steps of a run, counted here from all entries. */
export async function historyOf(
  run: RecordedRun,
  layer: number,
  kind: DistributionKind,
  count: number,
  bins = 40,
): Promise<DistributionHistory> {
  const entries: (readonly number[])[] = [];
  for (let step = 0; step < count; step++) {
    await run.steps(1);
    const raw = await run.raw({ pictures: [{ layer, kinds: [kind], side: 512 }] });
    const picture = raw.views.pictures.find((one) => one.layer === layer && one.kind === kind);
    if (picture?.extremes !== undefined || picture === undefined) throw new Error('the picture is not exact');
    entries.push(Array.from(picture.cells));
  }
  const limit = entries.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const counts = new Int32Array(count * bins);
  entries.forEach((values, row) => {
    for (const value of values) {
      const bin = Math.min(bins - 1, Math.floor(((value + limit) / (2 * limit)) * bins));
      counts[row * bins + bin] = (counts[row * bins + bin] ?? 0) + 1;
    }
  });
  return {
    layer,
    kind,
    limit,
    bins,
    counts,
    steps: Float64Array.from({ length: count }, (_, step) => step),
    nonFinite: new Int32Array(count),
  };
}
