import { Envelope } from '../../protocol/envelope';
import type { Points } from '../../protocol/envelope';
import { evaluationColumns, evaluationNames, layerScalarNames } from '../../protocol/trainingFrame';
import type {
  EvaluationName,
  LayerScalarName,
  TrainingFrame,
  TrainingStatus,
} from '../../protocol/trainingFrame';
import { RowEnvelope } from './rowEnvelope';

/** More spans than any screen has columns. */
const mostSpans = 8192;

/** As many spans of all layers' scalars as fit into this many numbers, yet enough for a chart. */
const mostScalars = 2 ** 20;
const leastSpans = 256;

const scalars = layerScalarNames.length;

/** Training goes on for as long as somebody lets it, and so do its evaluations. */
const mostEvaluations = 512;

/** What a run has told since it began, bounded however long it goes on. */
export class RunHistory {
  /** Rows of layers × `layerScalarNames`. */
  readonly scalars: RowEnvelope;
  /** Of the newest mini-batch that was told of; absent before the first. */
  lastLoss: number | undefined;
  private readonly lossEnvelope = new Envelope(mostSpans);
  private readonly rateEnvelope = new Envelope(mostSpans);
  private lastRateStep = -1;
  /** Of `evaluationNames`. */
  private readonly evaluated = new RowEnvelope(evaluationNames.length, mostEvaluations);
  /** The newest numbers that there were. */
  private readonly lastEvaluated = new Map<EvaluationName, number>();

  /** @param start where the run stands before its first frame: the rate of a first step that no frame tells of */
  constructor(
    readonly layerCount: number,
    start?: Pick<TrainingStatus, 'step' | 'scheduledLearningRate'>,
  ) {
    const width = Math.max(1, layerCount * scalars);
    const spans = Math.min(mostSpans, Math.max(leastSpans, Math.floor(mostScalars / width)));
    this.scalars = new RowEnvelope(layerCount * scalars, spans - (spans % 2));
    if (start !== undefined) this.addRate(start);
  }

  /** As the schedule made them: by step, of the update that follows it. */
  get learningRates(): Points {
    return this.rateEnvelope.points();
  }

  /** Rows of `evaluationColumns`. */
  get evaluations(): Float64Array {
    const { steps, values } = this.evaluated;
    const width = evaluationNames.length;
    return Float64Array.from(
      [...steps].flatMap((step, row) => [step, ...values.subarray(row * width, (row + 1) * width)]),
    );
  }

  /** Losses of mini-batches. */
  get losses(): Points {
    return this.lossEnvelope.points();
  }

  /** The newest number of an evaluation that has one. */
  lastEvaluation(name: EvaluationName): number | undefined {
    return this.lastEvaluated.get(name);
  }

  /** One scalar of one layer from the beginning to now. */
  scalarsOf(layer: number, name: LayerScalarName): number[] {
    return this.scalars.column(layer * scalars + layerScalarNames.indexOf(name));
  }

  absorb({ status, losses, evaluations, scalars: series, restarted }: TrainingFrame): void {
    if (restarted) this.clear();
    for (const [index, step] of losses.steps.entries()) {
      this.lastLoss = losses.values[index] ?? NaN;
      this.lossEnvelope.add(step, this.lastLoss);
    }
    this.scalars.append(series.steps, series.values);
    this.absorbEvaluations(evaluations);
    this.addRate(status);
  }

  clear(): void {
    this.lossEnvelope.clear();
    this.lastLoss = undefined;
    this.scalars.clear();
    this.rateEnvelope.clear();
    this.lastRateStep = -1;
    this.evaluated.clear();
    this.lastEvaluated.clear();
  }

  private absorbEvaluations(rows: Float64Array): void {
    for (let at = 0; at < rows.length; at += evaluationColumns.length) {
      const [step = NaN, ...values] = rows.subarray(at, at + evaluationColumns.length);
      this.evaluated.append([step], values);
      evaluationNames.forEach((name, column) => {
        const value = values[column] ?? NaN;
        if (!Number.isNaN(value)) this.lastEvaluated.set(name, value);
      });
    }
  }

  private addRate({
    step,
    scheduledLearningRate,
  }: Pick<TrainingStatus, 'step' | 'scheduledLearningRate'>): void {
    if (step <= this.lastRateStep) return;
    this.lastRateStep = step;
    this.rateEnvelope.add(step, scheduledLearningRate);
  }
}

/** One scalar of one layer in a row of layers × `layerScalarNames`; `undefined` where the layer has no such number. */
export function scalarIn(row: ArrayLike<number>, layer: number, name: LayerScalarName): number | undefined {
  const value = row[layer * scalars + layerScalarNames.indexOf(name)];
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
