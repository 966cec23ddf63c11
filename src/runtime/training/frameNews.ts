import type { HealthMonitor } from '../../engine/health/monitor';
import type { LayerScalars } from '../../engine/health/observations';
import { GrowingSeries } from '../../protocol/runSeries';
import { evaluationNames, layerScalarNames, type TrainingFrame } from '../../protocol/trainingFrame';
import type { EvaluationRow } from './runEvaluation';
import type { RunPosition } from './runPast';

/** A view that takes nothing for a while gets the lowest and highest of what there was. */
const seriesBounds = { losses: 256, evaluations: 256, scalars: 128 };

/** Gathers what is new of a run since the last frame, in bounded memory. */
export class FrameNews {
  private readonly series: GrowingSeries;
  private readonly scalarRow: Float64Array;
  private readonly evaluationRow = new Float64Array(evaluationNames.length);
  private lastRateStep = -1;
  private reportedFindings = 0;
  private reportedSnapshots = new Float64Array();

  /** @param start where the run begins: its first learning rate holds from there */
  constructor(layers: number, start: RunPosition) {
    const columns = layers * layerScalarNames.length;
    this.series = new GrowingSeries(columns, seriesBounds);
    this.scalarRow = new Float64Array(columns);
    this.addLearningRate(start);
  }

  addLoss(step: number, loss: number): void {
    this.series.losses.addValue(step, loss);
  }

  addScalars(step: number, layers: readonly LayerScalars[]): void {
    this.series.scalars.add(step, scalarRow(layers, this.scalarRow));
  }

  addEvaluation(row: EvaluationRow): void {
    for (const [column, name] of evaluationNames.entries()) this.evaluationRow[column] = row[name];
    this.series.evaluations.add(row.step, this.evaluationRow);
  }

  /**
   * Everything new, as copies; starts gathering afresh. Findings and snapshots are there where they changed.
   */
  take(
    position: RunPosition,
    monitor: HealthMonitor,
    snapshotSteps: readonly number[],
  ): Pick<TrainingFrame, 'series' | 'findings' | 'snapshots'> {
    this.addLearningRate(position);
    const hasFindings = this.reportedFindings !== monitor.version;
    this.reportedFindings = monitor.version;
    const hasSnapshots = !isSame(this.reportedSnapshots, snapshotSteps);
    if (hasSnapshots) this.reportedSnapshots = Float64Array.from(snapshotSteps);
    return {
      series: this.series.take(),
      ...(hasFindings && { findings: [...monitor.findings] }),
      ...(hasSnapshots && { snapshots: this.reportedSnapshots.slice() }),
    };
  }

  /** The run is back at its start. Its findings are reported once more, though there are none. */
  clear(start: RunPosition): void {
    this.series.clear();
    this.lastRateStep = -1;
    this.reportedFindings = -1;
    this.addLearningRate(start);
  }

  private addLearningRate({ step, scheduledLearningRate }: RunPosition): void {
    if (step <= this.lastRateStep) return;
    this.lastRateStep = step;
    this.series.learningRates.addValue(step, scheduledLearningRate);
  }
}

function isSame(a: Float64Array, b: readonly number[]): boolean {
  return a.length === b.length && a.every((step, place) => step === b[place]);
}

/**
 * The scalars of all layers beside each other: layers × `layerScalarNames`.
 * Written into `row` where one is given.
 */
export function scalarRow(
  layers: readonly LayerScalars[],
  row: Float64Array = new Float64Array(layers.length * layerScalarNames.length),
): Float64Array {
  let at = 0;
  for (const layer of layers) for (const name of layerScalarNames) row[at++] = layer[name];
  return row;
}
