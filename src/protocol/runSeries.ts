import { BoundedSeries } from './boundedSeries';
import { evaluationNames } from './trainingFrame';
import type { RunSeries } from './trainingViews';

/** How many parts of each series stand beside each other at most: even numbers. */
export interface SeriesBounds {
  /** Of the losses and of the learning rates. */
  readonly losses: number;
  readonly evaluations: number;
  readonly scalars: number;
}

/**
 * The series of a run while they grow: since it began, or since
 * somebody took what was new. Bounded however long it goes on.
 */
export class GrowingSeries {
  /** Losses of mini-batches. */
  readonly losses: BoundedSeries;
  /** Columns: `evaluationNames`. */
  readonly evaluations: BoundedSeries;
  /** Columns: layers × `layerScalarNames`. */
  readonly scalars: BoundedSeries;
  readonly learningRates: BoundedSeries;

  /** @param scalarColumns layers × `layerScalarNames` */
  constructor(scalarColumns: number, bounds: SeriesBounds) {
    this.losses = new BoundedSeries(1, bounds.losses);
    this.evaluations = new BoundedSeries(evaluationNames.length, bounds.evaluations);
    this.scalars = new BoundedSeries(scalarColumns, bounds.scalars);
    this.learningRates = new BoundedSeries(1, bounds.losses);
  }

  append({ losses, evaluations, scalars, learningRates }: RunSeries): void {
    this.losses.append(losses);
    this.evaluations.append(evaluations);
    this.scalars.append(scalars);
    this.learningRates.append(learningRates);
  }

  /** A copy of all there is. */
  read(): RunSeries {
    return {
      losses: this.losses.points(),
      evaluations: this.evaluations.rows(),
      scalars: this.scalars.rows(),
      learningRates: this.learningRates.points(),
    };
  }

  /** The same, and starts afresh. */
  take(): RunSeries {
    const series = this.read();
    this.clear();
    return series;
  }

  clear(): void {
    this.losses.clear();
    this.evaluations.clear();
    this.scalars.clear();
    this.learningRates.clear();
  }
}
