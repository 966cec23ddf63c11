import { signal } from '@preact/signals';
import { Envelope, type Points } from '../../../src/protocol/envelope';
import type { PanelSeries } from '../../../src/protocol/networkPanelViews';
import {
  evaluationColumns,
  evaluationNames,
  layerScalarNames,
  type EvaluationName,
  type LayerScalarName,
} from '../../../src/protocol/trainingFrame';
import { calmed } from '../../kit/pacing/throttled';

/** Milliseconds between two changes of what is drawn of the series while they grow. */
const calmMilliseconds = 150;

/** More than the widest chart has pixels: the lowest and highest of each span stand for it. */
const spans = 2048;

/** Training goes on for as long as somebody lets it, and so do its evaluations. */
const evaluationSpans = 512;

const nothing: Points = { steps: new Float64Array(), values: new Float64Array() };

/**
 * Everything the charts draw. It only grows; `version` tells when, at a calm rate.
 *
 * Steps are counted as people count them: step 1 is the first, and what was measured in it (its loss, its gradients)
 * stands at 1. Evaluations and learning rates stand at the step after which they held; 0 is before the first.
 */
class Series {
  private readonly changes = signal(0);
  readonly version = calmed(this.changes, calmMilliseconds);
  private loss = new Envelope(spans);
  private rates = new Envelope(spans);
  /** By `evaluationNames`. */
  private readonly evaluated = evaluationNames.map(() => new Envelope(evaluationSpans));
  /** Layers × `layerScalarNames`. */
  private scalars: (Envelope | undefined)[] = [];
  /** The last of each, which an envelope may have dropped. */
  private newestScalars: (number | undefined)[] = [];
  private last: number | undefined;

  get losses(): Points {
    return this.loss.points();
  }

  get learningRates(): Points {
    return this.rates.points();
  }

  /**
   * Empty where evaluations have no such number, as values that are fitted have no accuracy. NaN among others stands for a
   * loss that broke.
   */
  evaluation(name: EvaluationName): Points {
    const points = this.evaluated[evaluationNames.indexOf(name)]?.points() ?? nothing;
    return points.values.every(Number.isNaN) ? nothing : points;
  }

  /** Empty where the layer has no such number. */
  scalar(layer: number, name: LayerScalarName): Points {
    const column = layer * layerScalarNames.length + layerScalarNames.indexOf(name);
    return this.scalars[column]?.points() ?? nothing;
  }

  /** The last that was measured; `undefined` where there is none. */
  newest(layer: number, name: LayerScalarName): number | undefined {
    return this.newestScalars[layer * layerScalarNames.length + layerScalarNames.indexOf(name)];
  }

  /** Of the last mini-batch. */
  get newestLoss(): number | undefined {
    return this.last;
  }

  clear(): void {
    this.newestScalars = [];
    this.last = undefined;
    this.loss.clear();
    this.rates.clear();
    for (const envelope of this.evaluated) envelope.clear();
    this.scalars = [];
    this.changes.value++;
  }

  add({ lossSteps, losses, evaluations, scalarSteps, scalars, learningRates }: PanelSeries): void {
    this.last = losses.at(-1) ?? this.last;
    // It comes with the number of updates done before the mini-batch.
    lossSteps.forEach((done, at) => {
      this.loss.add(done + 1, losses[at] ?? NaN);
    });
    for (let at = 0; at + 1 < learningRates.length; at += 2) {
      this.rates.add(learningRates[at] ?? NaN, learningRates[at + 1] ?? NaN);
    }
    const columns = evaluationColumns.length;
    for (let row = 0; row < evaluations.length; row += columns) {
      const [step = NaN, ...values] = evaluations.subarray(row, row + columns);
      this.evaluated.forEach((envelope, at) => {
        envelope.add(step, values[at] ?? NaN);
      });
    }
    this.addScalars(scalarSteps, scalars);
    this.changes.value++;
  }

  private addScalars(steps: Float64Array, values: Float64Array): void {
    if (steps.length === 0) return;
    const width = values.length / steps.length;
    steps.forEach((done, row) => {
      for (let column = 0; column < width; column++) {
        const value = values[row * width + column] ?? NaN;
        let envelope = this.scalars[column];
        if (envelope === undefined) {
          // A layer without weights has no gradient norm: such a number never comes.
          if (Number.isNaN(value)) continue;
          this.scalars[column] = envelope = new Envelope(spans / 4);
        }
        envelope.add(done + 1, value);
        this.newestScalars[column] = value;
      }
    });
  }
}

export const series = new Series();
