import { HealthMonitor } from '../../engine/health/monitor';
import { message, type Message } from '../../engine/message';
import type { KernelBackend } from '../../engine/kernels/kernels';
import { checkingNetworkGradients, type NetworkCheckResult } from '../../engine/explain/networkGradientCheck';
import { countAlikeUnits } from '../../engine/training/alikeUnits';
import type { Trainer } from '../../engine/training/trainer';
import { bytesOf, type TrainerState } from '../../engine/training/trainerState';
import { watchedRun } from '../../engine/training/watchedRun';
import { GrowingSeries } from '../../protocol/runSeries';
import {
  evaluationNames,
  layerScalarNames,
  type StepInspection,
  type TrainingFrame,
  type TrainingStatus,
} from '../../protocol/trainingFrame';
import type { ParameterEdit } from '../../protocol/training';
import type {
  DataPart,
  FoundSample,
  SampleSearch,
  TrainingViews,
  ViewRequests,
} from '../../protocol/trainingViews';
import { ConfusionKeeper, matrixOf } from './confusion';
import { DeadUnitHistory } from './deadUnits';
import { DistributionRecorder } from './distributions';
import { Evaluator, type EvaluationRow } from './evaluator';
import type { Job } from './job';
import { Replay } from './replay';
import { findSamples } from './sampleSearch';
import { scalarRow } from './scalarRow';
import { SnapshotRing } from './snapshotRing';
import { ViewMaker } from './views';

/** A view that takes nothing for a while gets the lowest and highest of what there was. */
const newSeriesBounds = { losses: 256, evaluations: 256, scalars: 128 };

/** What is new of a run since it was last asked. */
export type RunNews = Omit<TrainingFrame, 'status' | 'restarted'>;

/** Where a run stands. */
export type Standing = Pick<TrainingStatus, 'step' | 'isBetween' | 'learningRate' | 'scheduledLearningRate'>;

export interface RunOptions {
  readonly snapshotBytes?: number;
}

/**
 * One run of a trainer and all that is kept of it: losses, scalars, evaluations, health, snapshots. It knows nothing
 * of time: somebody else decides when the next step is done.
 */
export class TrainingRun {
  /** Why it cannot go on: a number of it is none any more. */
  failure: Message | undefined;
  readonly evaluator: Evaluator;
  private readonly snapshots: SnapshotRing<TrainerState>;
  private readonly replay: Replay;
  /** What was measured since the last frame. */
  private readonly newSeries: GrowingSeries;
  private readonly scalarRow: Float64Array;
  private readonly evaluationRow = new Float64Array(evaluationNames.length);
  private lastRateStep = -1;
  private evaluatedAt = -1;
  private monitor: HealthMonitor;
  private reportedFindings = 0;
  private readonly deadUnits = new DeadUnitHistory();
  private readonly distributions: DistributionRecorder;
  private readonly confusions = new ConfusionKeeper();
  private readonly views: ViewMaker;
  /** While the trainer is at another step, to look back from here. */
  private lookingFrom: Standing | undefined;
  /** Where the training stood before `compute`. */
  private beforeCompute: TrainerState | undefined;
  private reportedSnapshots = '';
  /** How often a parameter was set by hand. */
  private edits = 0;

  /** @param trainer where it stands is where the run begins: not at the first step after a definition was replaced */
  constructor(
    readonly trainer: Trainer,
    { snapshotBytes }: RunOptions = {},
  ) {
    const { definition } = trainer.blueprint;
    this.evaluator = new Evaluator(trainer);
    this.distributions = new DistributionRecorder(trainer);
    this.views = new ViewMaker(trainer, this.distributions);
    this.monitor = this.newMonitor();
    const width = definition.layers.length * layerScalarNames.length;
    this.newSeries = new GrowingSeries(width, newSeriesBounds);
    this.scalarRow = new Float64Array(width);
    this.snapshots = new SnapshotRing(snapshotBytes);
    this.soundAt = trainer.step;
    const beginning = trainer.state();
    this.replay = new Replay(trainer, this.snapshots, trainer.step === 0 ? undefined : beginning);
    this.snapshots.start(bytesOf(beginning), this.totalSteps);
    this.addLearningRate();
  }

  get step(): number {
    return this.lookingFrom?.step ?? this.trainer.step;
  }

  get standing(): Standing {
    if (this.lookingFrom !== undefined) return this.lookingFrom;
    const { step, isBetween, learningRate, scheduledLearningRate } = this.trainer;
    return { step, isBetween, learningRate, scheduledLearningRate };
  }

  /** Whether the trainer is at another step for a while: then nothing may be read from it or done with it. */
  get isLookingBack(): boolean {
    return this.lookingFrom !== undefined;
  }

  /** The first step that can be looked back at: those before a definition was replaced belong to another run. */
  get firstStep(): number {
    return this.replay.originStep + 1;
  }

  /** The last that can: between `compute` and `update` it is the one that is walked. */
  get lastStep(): number {
    const { step, isBetween } = this.standing;
    return step + (isBetween ? 1 : 0);
  }

  /** Whether this run has computed any mini-batch: else there are no values and no gradients to show. */
  get hasPass(): boolean {
    return this.lastStep >= this.firstStep;
  }

  /** The steps of all epochs; grows when more epochs are asked for. */
  get totalSteps(): number {
    return this.trainer.totalSteps;
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
  *evaluate(whole = this.step === 0 || this.isFinished): Job {
    const { step, evaluator } = this;
    if (this.evaluatedAt === step && !(whole && !evaluator.choosesAll)) return;
    this.evaluatedAt = step;
    const compared = yield* this.evaluateOn('choice');
    const told = whole && !evaluator.choosesAll ? yield* this.evaluateOn('whole') : compared;
    // How large the loss was at first, more samples tell better; one evaluation is compared with the next on the same.
    this.monitor.evaluation(step === 0 ? { ...compared, trainLoss: told.trainLoss } : compared);
    this.addEvaluation(told);
  }

  private *evaluateOn(on: 'choice' | 'whole'): Generator<void, EvaluationRow> {
    const { revision } = this;
    const { row, confusions, isFinite } = yield* this.evaluator.evaluate(on);
    if (!isFinite) this.brokenAt ??= this.step;
    for (const { part, counts, isWhole } of confusions) {
      this.confusions.put(part, { counts, isWhole, revision });
    }
    return row;
  }

  /**
   * One step. `measured`: with the scalars of the layers, to the same numbers; the last step always is, for its scalars
   * stay on the screen. `hasTime`: somebody waits for nothing but this step.
   */
  advance(measured: boolean, hasTime = measured): void {
    const { trainer, monitor, distributions } = this;
    const { step } = trainer;
    if (this.snapshots.wants(step)) this.snapshots.put(step, this.state());
    if (distributions.wants(step, hasTime)) {
      trainer.compute();
      distributions.capture();
    }
    if (measured || step + 1 === this.totalSteps) {
      const { loss, scalars, isFinite } = trainer.runMeasuredStep();
      this.addLoss(step, loss);
      if (isFinite) this.soundAt = trainer.step;
      else this.brokenAt ??= trainer.step;
      monitor.scalars(scalars);
      this.newSeries.scalars.add(step, scalarRow(scalars.layers, this.scalarRow));
    } else {
      this.addLoss(step, trainer.runStep());
    }
    this.beforeCompute = undefined;
    const isEpochEnd = trainer.step % trainer.blueprint.stepsPerEpoch === 0;
    if (trainer.step === 1 || isEpochEnd) {
      monitor.alike({ step: trainer.step, alikeUnits: countAlikeUnits(trainer) });
    }
    if (!isEpochEnd) return;
    this.deadUnits.add(trainer.step / trainer.blueprint.stepsPerEpoch, trainer.seenActive);
    monitor.epoch({ step: trainer.step, deadUnitFraction: trainer.deadUnitFractions() });
  }

  /** Whether a NaN or an infinity was met: then `locate` is to be done, and no further step. */
  get isBroken(): boolean {
    return this.brokenAt !== undefined;
  }
  /** Updates done. */
  private brokenAt: number | undefined;
  /** After so many updates everything was last seen to be finite. */
  private soundAt: number;

  /** Finds where the first NaN or infinity came from, and says so. */
  *locate(): Job {
    if (this.brokenAt === undefined) return;
    const { brokenAt, soundAt, replay } = this;
    const origin = yield* this.lookBack(() => replay.locate(brokenAt, soundAt));
    if (origin !== undefined) this.monitor.nonFinite(origin);
    const finding = this.monitor.findings.find(({ rule }) => rule === 'non-finite');
    this.failure = finding?.message ?? message('The loss became NaN or infinite at step {0}.', this.brokenAt);
  }

  trainMore(epochs: number): void {
    this.trainer.trainMore(epochs * this.trainer.blueprint.stepsPerEpoch);
  }

  setLearningRate(learningRate: number): void {
    this.trainer.learningRate = learningRate;
    this.replay.rateChanged(this.step, learningRate);
  }

  /** Forward and backward on the next mini-batch, so that they can be looked at; `advance` then does the rest. */
  compute(): void {
    if (this.trainer.isBetween) return;
    this.beforeCompute = this.trainer.state();
    this.trainer.compute();
  }

  /** Back to before `compute`, as if it had not been. Values and gradients stay to be looked at. */
  discardCompute(): void {
    if (this.trainer.isBetween && this.beforeCompute !== undefined) this.trainer.restore(this.beforeCompute);
    this.beforeCompute = undefined;
  }

  /** Writes one number of a parameter. What was computed with the old one is discarded. */
  setParameter(edit: ParameterEdit): void {
    this.discardCompute();
    this.replay.edit(edit);
    this.edits++;
  }

  /** Whether a confusion matrix is requested that can be had, and is not there for the parameters as they are. */
  wantsConfusion({ confusion }: ViewRequests): boolean {
    const { data } = this.trainer.blueprint;
    return (
      confusion !== undefined &&
      data.targets.kind === 'labels' &&
      data[confusion].length > 0 &&
      !this.confusions.isComplete(confusion, this.revision)
    );
  }

  /** Counts on all samples of a part. */
  *countConfusion(part: DataPart): Job {
    const { revision } = this;
    const counts = (yield* this.trainer.evaluation(part))?.confusion ?? new Int32Array(0);
    this.confusions.put(part, { counts, revision, isWhole: true });
  }

  /** Which samples of a part the network is most wrong about: now, or after the step that is looked back at. */
  *findSamples(search: SampleSearch): Generator<void, readonly FoundSample[]> {
    const { trainer } = this;
    const { step = this.step } = search;
    const look = (): Generator<void, readonly FoundSample[]> => findSamples(trainer, search);
    return yield* step === this.step ? look() : this.lookBack(() => this.elsewhere(step, look));
  }

  /** Backward against central differences at the parameters now. Nothing of the run changes. */
  *checkGradients(backend: KernelBackend): Generator<void, NetworkCheckResult> {
    const { trainer } = this;
    const { seed } = trainer.blueprint.definition.training;
    const work = checkingNetworkGradients(trainer, backend, { seed });
    // What it needs it copies before its first rest.
    let turn = trainer.isBetween ? work.next() : yield* this.lookBack(() => this.aside(() => work.next()));
    while (turn.done !== true) {
      yield;
      turn = work.next();
    }
    return turn.value;
  }

  /** Keeps where the run stands for looking back: it may be its last step. */
  keepLast(): void {
    if (this.isLookingBack || (this.trainer.isBetween && this.beforeCompute === undefined)) return;
    this.snapshots.put(this.step, this.state());
  }

  /** Looks back at a step done, then puts everything back to where it is. */
  *inspect(step: number, requests: ViewRequests): Generator<void, StepInspection> {
    return yield* this.lookBack(() => this.elsewhere(step - 1, () => this.lookAt(step, requests)));
  }

  /** Back to before the first step, to the same numbers. */
  reset(): void {
    this.trainer.reset();
    this.replay.forget();
    this.lookingFrom = undefined;
    this.beforeCompute = undefined;
    this.snapshots.start(bytesOf(this.trainer.state()), this.totalSteps);
    this.newSeries.clear();
    this.lastRateStep = -1;
    this.addLearningRate();
    this.evaluatedAt = -1;
    this.monitor = this.newMonitor();
    this.reportedFindings = -1;
    this.deadUnits.clear();
    this.distributions.reset();
    this.confusions.clear();
    this.edits = 0;
    this.failure = undefined;
    this.brokenAt = undefined;
    this.soundAt = 0;
  }

  /**
   * Everything new, as copies; starts collecting afresh.
   * @param requests without them nothing is shown
   */
  takeNews(requests: ViewRequests | undefined, isAtRest = true): RunNews {
    this.addLearningRate();
    const changed = this.reportedFindings !== this.monitor.version;
    this.reportedFindings = this.monitor.version;
    const snapshots = this.newSnapshotSteps();
    return {
      series: this.newSeries.take(),
      views:
        requests === undefined || this.isLookingBack ? { pictures: [] } : this.takeViews(requests, isAtRest),
      ...(changed && { findings: [...this.monitor.findings] }),
      ...(snapshots && { snapshots }),
    };
  }

  private takeViews(requests: ViewRequests, isAtRest: boolean): TrainingViews {
    const confusion = requests.confusion && this.confusions.take(requests.confusion);
    const deadUnits = this.deadUnits.latest;
    const { hasPass } = this;
    return this.views.take(requests, { deadUnits, confusion, hasPass, isAtRest, isPast: false });
  }

  /** Only where they changed. */
  private newSnapshotSteps(): Float64Array | undefined {
    const { snapshotSteps } = this;
    const text = snapshotSteps.join();
    if (text === this.reportedSnapshots) return undefined;
    this.reportedSnapshots = text;
    return Float64Array.from(snapshotSteps);
  }

  /** Between `compute` and `update` it is that of before. */
  private state(): TrainerState {
    return this.trainer.isBetween && this.beforeCompute !== undefined
      ? this.beforeCompute
      : this.trainer.state();
  }

  /** Does the next step, to look at it. */
  private *lookAt(step: number, requests: ViewRequests): Generator<void, StepInspection> {
    const { trainer } = this;
    const { loss, scalars } = trainer.runMeasuredStep();
    const part = requests.confusion;
    const counts = part && (yield* trainer.evaluation(part))?.confusion;
    const views = this.views.take(requests, {
      confusion: part && counts && matrixOf(part, counts),
      deadUnits: this.deadUnits.after(Math.floor(step / trainer.blueprint.stepsPerEpoch)),
      hasPass: true,
      isAtRest: true,
      isPast: true,
    });
    return { step, loss, scalars: scalarRow(scalars.layers), views };
  }

  /** Something at another step of the run; afterwards the trainer is where it was. */
  private *elsewhere<Result>(step: number, look: () => Generator<void, Result>): Generator<void, Result> {
    const { trainer, replay } = this;
    const { step: here, isBetween } = this.standing;
    yield* replay.goTo(step);
    const result = yield* look();
    yield* replay.goTo(here);
    if (isBetween) trainer.compute();
    return result;
  }

  /** Something that computes the next mini-batch; afterwards values and gradients are again those of the last. */
  private *aside<Result>(compute: () => Result): Generator<void, Result> {
    const { step, hasPass } = this;
    const before = this.trainer.state();
    const result = compute();
    if (hasPass) yield* this.replay.goTo(step);
    else this.trainer.restore(before);
    return result;
  }

  private *lookBack<Result>(look: () => Generator<void, Result>): Generator<void, Result> {
    this.lookingFrom = this.standing;
    try {
      return yield* look();
    } finally {
      this.lookingFrom = undefined;
    }
  }

  /** Which parameters these are. */
  private get revision(): string {
    return `${this.step}.${this.edits}`;
  }

  private addLoss(step: number, loss: number): void {
    this.newSeries.losses.addValue(step, loss);
    this.monitor.loss({ step, loss });
    if (!Number.isFinite(loss)) this.brokenAt ??= step;
  }

  private addEvaluation(row: EvaluationRow): void {
    for (const [column, name] of evaluationNames.entries()) this.evaluationRow[column] = row[name];
    this.newSeries.evaluations.add(row.step, this.evaluationRow);
  }

  private addLearningRate(): void {
    const { step, scheduledLearningRate } = this.standing;
    if (step <= this.lastRateStep) return;
    this.lastRateStep = step;
    this.newSeries.learningRates.addValue(step, scheduledLearningRate);
  }

  private newMonitor(): HealthMonitor {
    return new HealthMonitor(watchedRun(this.trainer, this.evaluator.plan.testSamples));
  }
}
