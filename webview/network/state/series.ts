import { signal } from '@preact/signals';
import { BoundedSeries, type Points, type Rows } from '../../../src/protocol/boundedSeries';
import {
  type EvaluationName,
  evaluationNames,
  type LayerScalarName,
  layerScalarNames,
} from '../../../src/protocol/trainingFrame';
import type { RunSeries } from '../../../src/protocol/trainingViews';
import { throttled } from '../../kit/pacing/throttled';

/** Milliseconds between two changes of what is drawn of the series while they grow. */
const redrawMilliseconds = 150;

/** More than the widest chart has pixels: the lowest and highest of each part stand for it. */
const parts = 2048;

/** Training goes on for as long as somebody lets it, and so do its evaluations. */
const evaluationParts = 512;

/** Of one scalar of one layer: there are many, and each is drawn beside others. */
const scalarParts = 512;

const nothing: Points = { steps: new Float64Array(), values: new Float64Array() };

/**
 * Everything the charts draw. It only grows; `version` tells when, no oftener than charts are redrawn.
 *
 * Steps are counted as people count them: step 1 is the first, and what was
 * measured in it (its loss, its gradients) stands at 1. Evaluations and learning
 * rates stand at the step after which they held; 0 is before the first.
 */
class Series {
  private readonly changes = signal(0);
  readonly version = throttled(this.changes, redrawMilliseconds);
  private loss = new BoundedSeries(1, parts);
  private rates = new BoundedSeries(1, parts);
  private readonly evaluated = new BoundedSeries(evaluationNames.length, evaluationParts);
  /** Layers × `layerScalarNames`. */
  private scalars: (BoundedSeries | undefined)[] = [];

  get losses(): Points {
    return this.loss.points();
  }

  get learningRates(): Points {
    return this.rates.points();
  }

  /**
   * Empty where evaluations have no such number, as values that are fitted have no accuracy. NaN among others
   * stands for a loss that broke.
   */
  evaluation(name: EvaluationName): Points {
    const points = this.evaluated.points(evaluationNames.indexOf(name));
    return points.values.every(Number.isNaN) ? nothing : points;
  }

  /** Empty where the layer has no such number. */
  scalar(layer: number, name: LayerScalarName): Points {
    return this.scalars[columnOf(layer, name)]?.points() ?? nothing;
  }

  /** The last that was measured; `undefined` where there is none. */
  newest(layer: number, name: LayerScalarName): number | undefined {
    return this.scalars[columnOf(layer, name)]?.newest?.row[0];
  }

  /** Of the last mini-batch. */
  get newestLoss(): number | undefined {
    return this.loss.newest?.row[0];
  }

  clear(): void {
    this.loss.clear();
    this.rates.clear();
    this.evaluated.clear();
    this.scalars = [];
    this.changes.value++;
  }

  add({ losses, evaluations, scalars, learningRates }: RunSeries): void {
    // It comes with the number of updates done before the mini-batch.
    losses.steps.forEach((done, at) => {
      this.loss.addValue(done + 1, losses.values[at] ?? NaN);
    });
    this.rates.append(learningRates);
    this.evaluated.append(evaluations);
    this.addScalars(scalars);
    this.changes.value++;
  }

  private addScalars({ steps, values }: Rows): void {
    if (steps.length === 0) return;
    const width = values.length / steps.length;
    steps.forEach((done, row) => {
      for (let column = 0; column < width; column++) {
        const value = values[row * width + column] ?? NaN;
        // A layer without weights has no gradient norm: such a number never comes.
        if (Number.isNaN(value) && this.scalars[column] === undefined) continue;
        const scalar = (this.scalars[column] ??= new BoundedSeries(1, scalarParts));
        scalar.addValue(done + 1, value);
      }
    });
  }
}

function columnOf(layer: number, name: LayerScalarName): number {
  return layer * layerScalarNames.length + layerScalarNames.indexOf(name);
}

export const series = new Series();
