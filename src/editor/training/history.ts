import type { Rows } from '../../protocol/boundedSeries';
import { GrowingSeries } from '../../protocol/runSeries';
import { type LayerScalarName, layerScalarNames, type TrainingFrame } from '../../protocol/trainingFrame';
import type { RunSeries } from '../../protocol/trainingViews';

/** More parts than any screen has columns. */
const mostParts = 8192;

/**
 * The scalars of all layers together take so much memory at
 * most, yet enough for a chart: a part takes 32 bytes a number.
 */
const mostScalarBytes = 2 ** 23;
const [leastScalarParts, mostScalarParts] = [256, 2048];

/** Training goes on for as long as somebody lets it, and so do its evaluations. */
const mostEvaluations = 512;

const scalars = layerScalarNames.length;

/** What a run has reported since it began, bounded however long it goes on. */
export class RunHistory {
  private readonly series: GrowingSeries;

  constructor(readonly layerCount: number) {
    const columns = layerCount * scalars;
    const affordable = 2 * Math.floor(mostScalarBytes / 32 / Math.max(1, columns) / 2);
    this.series = new GrowingSeries(columns, {
      losses: mostParts,
      evaluations: mostEvaluations,
      scalars: Math.min(mostScalarParts, Math.max(leastScalarParts, affordable)),
    });
  }

  /** Of the newest mini-batch that was reported; absent before the first. */
  get lastLoss(): number | undefined {
    return this.series.losses.newest?.row[0];
  }

  /** The newest sample of all layers' scalars, layers × `layerScalarNames`, and the step it is of. */
  get newestScalars(): { readonly step: number; readonly row: ArrayLike<number> } | undefined {
    return this.series.scalars.newest;
  }

  /** All of it, as a copy. */
  read(): RunSeries {
    return this.series.read();
  }

  /** One scalar of some layers from the beginning to now: a column for each layer. */
  scalarsOf(layers: readonly number[], name: LayerScalarName): Rows {
    return this.series.scalars.rows(layers.map((layer) => layer * scalars + layerScalarNames.indexOf(name)));
  }

  /**
   * Begins with what another history has reported: that of the run before its definition was edited.
   * @param places by layer, its place in the other history; `undefined` where it is new
   */
  continue({ series }: RunHistory, places: readonly (number | undefined)[]): void {
    const { scalars: before, ...others } = series.read();
    const [from, to] = [series.scalars.columns, this.series.scalars.columns];
    const values = new Float64Array(before.steps.length * to).fill(NaN);
    for (let row = 0; row < before.steps.length; row++) {
      for (const [layer, place] of places.entries()) {
        if (place === undefined) continue;
        const start = row * from + place * scalars;
        values.set(before.values.subarray(start, start + scalars), row * to + layer * scalars);
      }
    }
    this.series.append({ ...others, scalars: { steps: before.steps, values } });
  }

  absorb({ series, restarted }: Pick<TrainingFrame, 'series' | 'restarted'>): void {
    if (restarted) this.series.clear();
    this.series.append(series);
  }
}

/**
 * One scalar of one layer in a row of layers × `layerScalarNames`;
 * `undefined` where the layer has no such number.
 */
export function scalarIn(row: ArrayLike<number>, layer: number, name: LayerScalarName): number | undefined {
  const value = row[layer * scalars + layerScalarNames.indexOf(name)];
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
