import type { HealthFinding } from '../../engine/health/finding';
import { HealthMonitor } from '../../engine/health/monitor';
import type { LayerScalars, WatchedRun } from '../../engine/health/observations';
import type { HealthSettings } from '../../engine/health/table';
import { message, type Message } from '../../engine/message';
import type { Trainer } from '../../engine/training/trainer';
import { bytesOf, type TrainerState } from '../../engine/training/trainerState';
import { Envelope, type Points } from '../../protocol/envelope';
import {
  evaluationColumns,
  layerScalarNames,
  type Picture,
  type PictureWish,
  type ScalarSeries,
  type StepInspection,
} from '../../protocol/trainingFrame';
import { Evaluator, type EvaluationRow } from './evaluator';
import { deadUnitsOf, takePictures, type DeadUnits } from './pictures';
import { Replay } from './replay';
import { ScalarSamples } from './scalarSamples';
import { SnapshotRing } from './snapshotRing';

/** What is new of a run since it was last asked. */
export interface RunNews {
  readonly losses: Points;
  readonly evaluations: Float64Array;
  readonly scalars: ScalarSeries;
  readonly findings?: readonly HealthFinding[];
  readonly pictures: readonly Picture[];
}

export interface RunOptions {
  readonly health?: HealthSettings;
  readonly snapshotBytes?: number;
}

/** Work that rests now and then, so that it can be interrupted. */
export type Work = Generator<void, void>;

/**
 * One run of a trainer and all that is kept of it: losses, scalars, evaluations, health, snapshots. It knows nothing
 * of time: somebody else decides when the next step is done.
 */
export class TrainingRun {
  /** The steps of all epochs; grows when more epochs are asked for. */
  totalSteps: number;
  /** Why it cannot go on: its loss is no number any more. */
  failure: Message | undefined;
  private readonly evaluator: Evaluator;
  private readonly snapshots: SnapshotRing<TrainerState>;
  private readonly replay: Replay;
  private readonly losses = new Envelope();
  private readonly scalars: ScalarSamples;
  private readonly scalarRow: Float64Array;
  private evaluations: number[] = [];
  private evaluatedAt = -1;
  private monitor: HealthMonitor;
  private reportedFindings = 0;
  private deadUnits: DeadUnits = new Map();

  /** @param trainer where it stands is where the run begins: not at the first step after a definition was replaced */
  constructor(
    readonly trainer: Trainer,
    private readonly options: RunOptions = {},
  ) {
    const { definition, totalSteps } = trainer.blueprint;
    this.totalSteps = totalSteps;
    this.evaluator = new Evaluator(trainer);
    this.monitor = this.newMonitor();
    const width = definition.layers.length * layerScalarNames.length;
    this.scalars = new ScalarSamples(width);
    this.scalarRow = new Float64Array(width);
    this.snapshots = new SnapshotRing(options.snapshotBytes);
    const beginning = trainer.state();
    this.replay = new Replay(trainer, this.snapshots, trainer.step === 0 ? undefined : beginning);
    this.snapshots.start(bytesOf(beginning), totalSteps);
  }

  get step(): number {
    return this.trainer.step;
  }

  get isFinished(): boolean {
    return this.step >= this.totalSteps;
  }

  /** Steps at which a look back is cheap. */
  get snapshotSteps(): readonly number[] {
    return this.snapshots.steps;
  }

  /** Whether the run wants to be evaluated before its next step. */
  get wantsEvaluation(): boolean {
    return this.evaluatedAt !== this.step && this.failure === undefined && this.evaluator.isDue(this.step);
  }

  /** How many steps may be done before something else wants to be: an evaluation, or the end. */
  get stepsToEvent(): number {
    return Math.min(this.totalSteps - this.step, this.evaluator.stepsToNext(this.step));
  }

  /** As it is planned for this step; at the start and the end on more samples. */
  *evaluate(whole = this.step === 0 || this.isFinished): Work {
    const { step, evaluator } = this;
    if (this.evaluatedAt === step && !(whole && !evaluator.choosesAll)) return;
    this.evaluatedAt = step;
    const compared = yield* evaluator.evaluate('choice');
    this.monitor.evaluation(compared);
    this.addEvaluation(whole && !evaluator.choosesAll ? yield* evaluator.evaluate('whole') : compared);
  }

  /** One step. `measured`: with the scalars of the layers, to the same numbers. */
  advance(measured: boolean): void {
    const { trainer, monitor } = this;
    const { step } = trainer;
    if (this.snapshots.wants(step)) this.snapshots.put(step, trainer.state());
    if (measured) {
      const { loss, scalars } = trainer.runMeasuredStep();
      this.addLoss(step, loss);
      monitor.scalars(scalars);
      this.scalars.add(step, rowOf(scalars.layers, this.scalarRow));
    } else {
      this.addLoss(step, trainer.runStep());
    }
    if (trainer.step % trainer.blueprint.stepsPerEpoch !== 0) return;
    this.deadUnits = deadUnitsOf(trainer.seenActive);
    monitor.epoch({ step: trainer.step, deadUnitFraction: trainer.deadUnitFractions() });
  }

  /** Whether the last loss was no finite number: then `locate` is to be done, and no further step. */
  get isBroken(): boolean {
    return this.brokenAt !== undefined;
  }
  private brokenAt: number | undefined;

  /** Finds where the first NaN or infinity came from, and says so. */
  *locate(): Work {
    if (this.brokenAt === undefined) return;
    const origin = yield* this.replay.locate(this.brokenAt);
    if (origin !== undefined) this.monitor.nonFinite(origin);
    const finding = this.monitor.findings.find(({ rule }) => rule === 'nonFinite');
    this.failure = finding?.message ?? message('The loss became NaN or infinite at step {0}.', this.brokenAt);
  }

  setLearningRate(learningRate: number): void {
    this.trainer.learningRate = learningRate;
    this.replay.rateChanged(this.step, learningRate);
  }

  /** Keeps where the run stands for looking back: it may be its last step. */
  keepLast(): void {
    if (!this.trainer.isBetween) this.snapshots.put(this.step, this.trainer.state());
  }

  /** Looks back at a step done, then puts everything back to where it is. */
  *inspect(step: number, wishes: readonly PictureWish[]): Generator<void, StepInspection> {
    const { trainer } = this;
    const here = this.step;
    const wasBetween = trainer.isBetween;
    yield* this.replay.goTo(step - 1);
    const { loss, scalars } = trainer.runMeasuredStep();
    const row = new Float64Array(this.scalarRow.length);
    const inspection = {
      ...{ step, loss, scalars: rowOf(scalars.layers, row) },
      pictures: takePictures(trainer, wishes, new Map()),
    };
    yield* this.replay.goTo(here);
    if (wasBetween) trainer.compute();
    return inspection;
  }

  /** Back to before the first step, to the same numbers. */
  reset(): void {
    this.trainer.reset();
    this.replay.forget();
    this.totalSteps = this.trainer.blueprint.totalSteps;
    this.snapshots.start(bytesOf(this.trainer.state()), this.totalSteps);
    this.losses.clear();
    this.scalars.clear();
    this.evaluations = [];
    this.evaluatedAt = -1;
    this.monitor = this.newMonitor();
    this.reportedFindings = -1;
    this.deadUnits = new Map();
    this.failure = undefined;
    this.brokenAt = undefined;
  }

  /** Everything new, as copies; starts collecting afresh. */
  takeNews(wishes: readonly PictureWish[]): RunNews {
    const evaluations = Float64Array.from(this.evaluations);
    this.evaluations = [];
    const changed = this.reportedFindings !== this.monitor.version;
    this.reportedFindings = this.monitor.version;
    return {
      ...{ losses: this.losses.take(), evaluations, scalars: this.scalars.take() },
      pictures:
        this.step === 0 && !this.trainer.isBetween ? [] : takePictures(this.trainer, wishes, this.deadUnits),
      ...(changed && { findings: [...this.monitor.findings] }),
    };
  }

  private addLoss(step: number, loss: number): void {
    this.losses.add(step, loss);
    this.monitor.loss({ step, loss });
    if (!Number.isFinite(loss)) this.brokenAt = step;
  }

  private addEvaluation(row: EvaluationRow): void {
    for (const column of evaluationColumns) this.evaluations.push(row[column]);
  }

  private newMonitor(): HealthMonitor {
    return new HealthMonitor(watchedRun(this.trainer), this.options.health);
  }
}

function watchedRun({ blueprint }: Trainer): WatchedRun {
  const { definition, data, stepsPerEpoch } = blueprint;
  const isSoftmax = definition.layers.at(-1)?.layer === 'SoftmaxWithLoss';
  return {
    layers: definition.layers.map(({ name, layer }) => ({ name, type: layer })),
    stepsPerEpoch,
    ...(isSoftmax && data.targets.kind === 'labels' && { classes: data.targets.classes }),
  };
}

function rowOf(layers: readonly LayerScalars[], row: Float64Array): Float64Array {
  let at = 0;
  for (const layer of layers) for (const name of layerScalarNames) row[at++] = layer[name];
  return row;
}
