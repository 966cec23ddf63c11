import { message, type Message } from '../../engine/message';
import type { KernelBackend } from '../../engine/kernels/kernels';
import type { CheckProgress } from '../../engine/explain/gradientCheck';
import { checkingNetworkGradients, type NetworkCheckResult } from '../../engine/explain/networkGradientCheck';
import { epochsDone } from '../../engine/training/epochCount';
import type { Numbers } from '../../engine/tensor';
import type { Trainer } from '../../engine/training/trainer';
import type { FoundSamples } from '../../protocol/trainingAnswers';
import type { StepInspection, TrainingFrame } from '../../protocol/trainingFrame';
import type { LayerWork, LayerWorkQuestion, SampleSearch } from '../../protocol/trainingQuestions';
import type {
  DataPart,
  Picture,
  PictureRequest,
  TrainingViews,
  ViewRequests,
} from '../../protocol/trainingViews';
import type { ParameterEdit } from '../../protocol/training';
import { DistributionRecorder } from './distributions';
import { FrameNews, scalarRow } from './frameNews';
import { HealthWatch } from './healthWatch';
import type { Job } from './jobQueue';
import { matrixOf, RunEvaluation } from './runEvaluation';
import { takePictures } from './pictures';
import { RunPast, type RunPosition } from './runPast';
import { findSamples } from './sampleSearch';
import { ViewMaker } from './views';
import { workOutLayerEntry } from './workOutLayerEntry';

/** What is new of a run since it was last asked. */
export type RunNews = Omit<TrainingFrame, 'status' | 'restarted'>;

export interface RunOptions {
  readonly snapshotBytes?: number;
}

/** A comparison of gradients with central differences, for who follows it or cancels it. */
export interface FollowedCheck {
  progress?: CheckProgress;
  isCancelled: boolean;
}

/**
 * One run of a trainer: its steps, and what is seen of them by evaluations, health rules and views. It knows
 * nothing of time: somebody else decides when the next step is done.
 */
export class TrainingRun {
  /** Why it cannot go on: a number of it is none any more. */
  failure: Message | undefined;
  readonly evaluation: RunEvaluation;
  /** Called after each step, while everything of it is there. */
  onStep: (() => void) | undefined;
  private readonly past: RunPast;
  private readonly news: FrameNews;
  private readonly watch: HealthWatch;
  private readonly distributions: DistributionRecorder;
  private readonly views: ViewMaker;
  /** Parameters as they were before the step that is walked by hand, by place. */
  private beforeWalk: readonly Numbers[] | undefined;
  /** The same of the walked step that is done, until the next one. */
  private beforeUpdate: readonly Numbers[] | undefined;
  /** How often a parameter was set by hand. */
  private edits = 0;

  /** @param trainer where it is, the run begins: not at the first step after a definition was replaced */
  constructor(
    readonly trainer: Trainer,
    { snapshotBytes }: RunOptions = {},
  ) {
    this.evaluation = new RunEvaluation(trainer);
    this.distributions = new DistributionRecorder(trainer);
    this.views = new ViewMaker(trainer, this.distributions);
    this.watch = new HealthWatch(trainer, this.evaluation.plan.testSamples);
    this.past = new RunPast(trainer, snapshotBytes);
    this.news = new FrameNews(trainer.blueprint.definition.layers.length, this.position);
  }

  get step(): number {
    return this.past.step;
  }

  get position(): RunPosition {
    return this.past.position;
  }

  /** Whether the trainer is at another step for a while: then nothing may be read from it or done with it. */
  get isLookingBack(): boolean {
    return this.past.isLookingBack;
  }

  /**
   * The first step that can be looked back at: those before a definition was replaced belong to another run.
   */
  get firstStep(): number {
    return this.past.firstStep;
  }

  /** The last that can: between `compute` and `update` it is the one that is walked. */
  get lastStep(): number {
    const { step, isBetween } = this.position;
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
    return this.past.snapshotSteps;
  }

  /** Whether the run wants to be evaluated before its next step. */
  get wantsEvaluation(): boolean {
    return this.failure === undefined && this.evaluation.isDue(this.step);
  }

  /** How many steps may be done before something else wants to be: an evaluation, or the end. */
  get stepsToEvent(): number {
    return Math.min(this.totalSteps - this.step, this.evaluation.stepsToNext(this.step));
  }

  /** Whether a NaN or an infinity was met: then `locate` is to be done, and no further step. */
  get isBroken(): boolean {
    return this.watch.isBroken;
  }

  /** As it is planned for this step; at the start and the end on more samples. */
  *evaluate(isEnd = this.step === 0 || this.isFinished): Job {
    const { step } = this;
    const outcome = yield* this.evaluation.evaluate(step, isEnd, this.revision);
    if (outcome === undefined) return;
    const { reported, compared, isFinite } = outcome;
    // How large the loss was at first, more samples show better; later ones are compared with each other.
    const judged = step === 0 ? { ...compared, trainLoss: reported.trainLoss } : compared;
    this.watch.addEvaluation(judged, isFinite);
    this.news.addEvaluation(reported);
  }

  /**
   * One step. `measured`: with the scalars of the layers, to the same numbers; the last step always is, for
   * its scalars stay on the screen. `hasTime`: somebody waits for nothing but this step.
   */
  advance(measured: boolean, hasTime = measured): void {
    const { trainer, distributions } = this;
    const { step } = trainer;
    this.past.keepBeforeStep();
    this.beforeUpdate = trainer.isBetween ? this.beforeWalk : undefined;
    if (distributions.wants(step, hasTime)) {
      trainer.compute();
      distributions.capture();
    }
    if (measured || step + 1 === this.totalSteps) this.stepMeasured();
    else this.addLoss(step, trainer.runStep());
    this.past.stepDone();
    this.watch.observeUnits(this.firstStep);
    this.onStep?.();
  }

  private stepMeasured(): void {
    const { trainer } = this;
    const { step } = trainer;
    const { loss, scalars, isFinite } = trainer.runMeasuredStep();
    this.addLoss(step, loss);
    this.watch.addScalars(scalars, isFinite);
    this.news.addScalars(step, scalars.layers);
  }

  private addLoss(step: number, loss: number): void {
    this.news.addLoss(step, loss);
    this.watch.addLoss(step, loss);
  }

  /** Finds where the first NaN or infinity came from, and says so. */
  *locate(): Job {
    this.failure = (yield* this.watch.locate(this.past)) ?? this.failure;
  }

  trainMore(epochs: number): void {
    this.addSteps(epochs * this.trainer.blueprint.stepsPerEpoch);
  }

  addSteps(steps: number): void {
    this.trainer.trainMore(steps);
  }

  setLearningRate(learningRate: number): void {
    this.past.setLearningRate(learningRate);
  }

  /** Writes one number of a parameter. What was computed with the old one is discarded. */
  setParameter(edit: ParameterEdit): void {
    this.past.setParameter(edit);
    this.beforeUpdate = undefined;
    this.edits++;
    this.watch.parameterSet();
  }

  /**
   * Forward and backward on the next mini-batch, so that they can be looked at; `advance` then does the rest.
   */
  compute(): void {
    const { trainer } = this;
    if (!trainer.isBetween) this.beforeWalk = trainer.parameters.map(({ value }) => value.data.slice());
    this.beforeUpdate = undefined;
    this.past.compute();
  }

  /** Back to before `compute`, as if it had not been. Values and gradients stay to be looked at. */
  discardCompute(): void {
    this.past.discardCompute();
  }

  /** Keeps where the run is for looking back: it may be its last step. */
  keepLast(): void {
    this.past.keepLast();
  }

  /**
   * Whether a confusion matrix is requested that can be had, and is not there for the parameters as they are.
   */
  lacksConfusion({ confusion }: ViewRequests): boolean {
    return confusion !== undefined && this.evaluation.lacksConfusion(confusion, this.revision);
  }

  /** Counts on all samples of a part. */
  countConfusion(part: DataPart): Job {
    return this.evaluation.countConfusion(part, this.revision);
  }

  /**
   * Which samples of a part the network is most wrong about: now, or after the step that is looked back at.
   */
  *findSamples(search: SampleSearch): Generator<void, FoundSamples> {
    const { trainer } = this;
    const { step = this.step } = search;
    const look = (): Generator<void, FoundSamples> => findSamples(trainer, search);
    return yield* step === this.step ? look() : this.past.at(step, look);
  }

  /**
   * How an entry came about in a pass: the last one, or that of the step that is looked back at. After the
   * update the weights are others, so the pass is computed once more, with those of before it.
   */
  *workOutEntry(question: LayerWorkQuestion): Generator<void, LayerWork> {
    const { trainer } = this;
    const { step = this.lastStep } = question;
    if (!this.hasPass) return { kind: 'none', message: message('Nothing has been computed yet.') };
    if (trainer.isBetween && step === this.lastStep) return workOutLayerEntry(trainer.plan, question);
    return yield* this.past.at(step - 1, () => workOutNextPass(trainer, question));
  }

  /**
   * Backward against central differences at the parameters now. Nothing of the run changes.
   * @returns `undefined` where it was cancelled
   */
  *checkGradients(
    backend: KernelBackend,
    check: FollowedCheck = { isCancelled: false },
  ): Generator<void, NetworkCheckResult | undefined> {
    const { trainer } = this;
    const { seed } = trainer.blueprint.definition.training;
    const work = checkingNetworkGradients(trainer, backend, { seed });
    // What it needs it copies before its first rest.
    let turn = trainer.isBetween ? work.next() : yield* this.past.aside(this.hasPass, () => work.next());
    while (turn.done !== true) {
      check.progress = turn.value;
      if (check.isCancelled) return undefined;
      yield;
      turn = work.next();
    }
    return turn.value;
  }

  /** Looks back at a step done, then puts everything back to where it is. */
  *inspect(step: number, requests: ViewRequests): Generator<void, StepInspection> {
    return yield* this.past.at(step - 1, () => this.lookAt(step, requests));
  }

  /** Back to before the first step, to the same numbers. */
  reset(): void {
    this.trainer.reset();
    this.past.forget();
    this.news.clear(this.position);
    this.evaluation.clear();
    this.watch.reset();
    this.distributions.reset();
    this.edits = 0;
    this.beforeUpdate = undefined;
    this.failure = undefined;
  }

  /**
   * Everything new, as copies; starts collecting afresh.
   * @param requests without them nothing is shown
   */
  takeNews(requests: ViewRequests | undefined, isAtRest = true): RunNews {
    return {
      ...this.news.take(this.position, this.watch.monitor, this.snapshotSteps),
      views:
        requests === undefined || this.isLookingBack ? { pictures: [] } : this.takeViews(requests, isAtRest),
    };
  }

  /** Of the last mini-batch and the parameters now; nothing that is new is taken by this. */
  pictures(requests: readonly PictureRequest[]): readonly Picture[] {
    return takePictures(this.trainer, requests, this.watch.deadUnits.latest);
  }

  private takeViews(requests: ViewRequests, isAtRest: boolean): TrainingViews {
    const confusion = requests.confusion && this.evaluation.confusion(requests.confusion);
    const deadUnits = this.watch.deadUnits.latest;
    const { hasPass, beforeUpdate } = this;
    return this.views.take(requests, {
      deadUnits,
      confusion,
      hasPass,
      isAtRest,
      isPast: false,
      beforeUpdate,
    });
  }

  /** Does the next step, to look at it. */
  private *lookAt(step: number, requests: ViewRequests): Generator<void, StepInspection> {
    const { trainer } = this;
    const { loss, scalars } = trainer.runMeasuredStep();
    const part = requests.confusion;
    const counts = part && (yield* trainer.evaluation(part))?.confusion;
    const views = this.views.take(requests, {
      confusion: part && counts && matrixOf(part, step, counts),
      deadUnits: this.watch.deadUnits.after(Math.floor(epochsDone(step, trainer.epochs))),
      hasPass: true,
      isAtRest: true,
      isPast: true,
      beforeUpdate: undefined,
    });
    return { step, loss, scalars: scalarRow(scalars.layers), views };
  }

  /** Which parameters these are. */
  private get revision(): string {
    return `${this.step}.${this.edits}`;
  }
}

// eslint-disable-next-line require-yield -- It is one short piece of the work of a look back.
function* workOutNextPass(trainer: Trainer, question: LayerWorkQuestion): Generator<void, LayerWork> {
  trainer.compute();
  return workOutLayerEntry(trainer.plan, question);
}
