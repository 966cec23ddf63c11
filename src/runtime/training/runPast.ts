import type { NonFiniteOrigin } from '../../engine/health/observations';
import type { Trainer } from '../../engine/training/trainer';
import { bytesOf, type TrainerState } from '../../engine/training/trainerState';
import type { ParameterEdit } from '../../protocol/training';
import type { TrainingStatus } from '../../protocol/trainingFrame';
import { Replay } from './replay';
import { SnapshotRing } from './snapshotRing';

/** How far a run is. */
export type RunPosition = Pick<
  TrainingStatus,
  'step' | 'isBetween' | 'learningRate' | 'scheduledLearningRate'
>;

/**
 * The past of a run, and the way there and back: snapshots along it, what was set by hand, and the state
 * before a pass that was computed to be looked at. While something looks at another step the trainer is
 * there, and the run still says where it is itself.
 */
export class RunPast {
  private readonly snapshots: SnapshotRing<TrainerState>;
  private readonly replay: Replay;
  /** Where the run is while the trainer is at another step. */
  private lookingFrom: RunPosition | undefined;
  /** Where the training was before `compute`. */
  private beforeCompute: TrainerState | undefined;

  /** @param trainer where it is, the past begins: not at the first step after a definition was replaced */
  constructor(
    private readonly trainer: Trainer,
    snapshotBytes?: number,
  ) {
    this.snapshots = new SnapshotRing(snapshotBytes);
    const beginning = trainer.state();
    this.replay = new Replay(trainer, this.snapshots, trainer.step === 0 ? undefined : beginning);
    this.snapshots.start(bytesOf(beginning), trainer.totalSteps);
  }

  /** Updates that the run has done, wherever the trainer is. It is asked for at every step. */
  get step(): number {
    return this.lookingFrom?.step ?? this.trainer.step;
  }

  /** Of the run, wherever the trainer is. */
  get position(): RunPosition {
    if (this.lookingFrom !== undefined) return this.lookingFrom;
    const { step, isBetween, learningRate, scheduledLearningRate } = this.trainer;
    return { step, isBetween, learningRate, scheduledLearningRate };
  }

  /** Whether the trainer is at another step for a while: then nothing may be read from it or done with it. */
  get isLookingBack(): boolean {
    return this.lookingFrom !== undefined;
  }

  /**
   * The first step that can be looked back at: those before a definition was replaced belong to another run.
   */
  get firstStep(): number {
    return this.replay.originStep + 1;
  }

  /** Steps at which a look back is cheap. */
  get snapshotSteps(): readonly number[] {
    return this.snapshots.steps;
  }

  /** Back at the seed, with nothing behind. */
  forget(): void {
    this.replay.forget();
    this.lookingFrom = undefined;
    this.beforeCompute = undefined;
    this.snapshots.start(bytesOf(this.trainer.state()), this.trainer.totalSteps);
  }

  /** To be called before each step. */
  keepBeforeStep(): void {
    const { step } = this.trainer;
    if (this.snapshots.wants(step)) this.snapshots.put(step, this.stateBetweenSteps());
  }

  /** Keeps where the run is: it may be its last step. */
  keepLast(): void {
    if (this.isLookingBack || (this.trainer.isBetween && this.beforeCompute === undefined)) return;
    this.snapshots.put(this.step, this.stateBetweenSteps());
  }

  /** Forward and backward on the next mini-batch, so that they can be looked at. */
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

  /** The step that `compute` began is done. */
  stepDone(): void {
    this.beforeCompute = undefined;
  }

  setLearningRate(learningRate: number): void {
    this.trainer.learningRate = learningRate;
    this.replay.rateChanged(this.step, learningRate);
  }

  /** Writes one number of a parameter. What was computed with the old one is discarded. */
  setParameter(edit: ParameterEdit): void {
    this.discardCompute();
    this.replay.edit(edit);
  }

  /**
   * Where the first NaN or infinity came from. The trainer stays between `compute` and `update` of that step.
   * @param brokenAt after so many updates one was met
   * @param finiteAt after so many all was well
   */
  *locate(brokenAt: number, finiteAt: number): Generator<void, NonFiniteOrigin | undefined> {
    return yield* this.lookBack(() => this.replay.locate(brokenAt, finiteAt));
  }

  /** Looks at another step of the run; afterwards the trainer is where it was. */
  *at<Result>(step: number, look: () => Generator<void, Result>): Generator<void, Result> {
    return yield* this.lookBack(() => this.elsewhere(step, look));
  }

  /**
   * Something that computes the next mini-batch; afterwards values and gradients are again those of the last.
   */
  *aside<Result>(hasPass: boolean, compute: () => Result): Generator<void, Result> {
    return yield* this.lookBack(() => this.computeAside(hasPass, compute));
  }

  private *elsewhere<Result>(step: number, look: () => Generator<void, Result>): Generator<void, Result> {
    const { step: here, isBetween } = this.position;
    yield* this.replay.goTo(step);
    const result = yield* look();
    yield* this.replay.goTo(here);
    if (isBetween) this.trainer.compute();
    return result;
  }

  private *computeAside<Result>(hasPass: boolean, compute: () => Result): Generator<void, Result> {
    const { step } = this;
    const before = this.trainer.state();
    const result = compute();
    if (hasPass) yield* this.replay.goTo(step);
    else this.trainer.restore(before);
    return result;
  }

  private *lookBack<Result>(look: () => Generator<void, Result>): Generator<void, Result> {
    this.lookingFrom = this.position;
    try {
      return yield* look();
    } finally {
      this.lookingFrom = undefined;
    }
  }

  /** Between `compute` and `update` it is that of before. */
  private stateBetweenSteps(): TrainerState {
    return this.trainer.isBetween && this.beforeCompute !== undefined
      ? this.beforeCompute
      : this.trainer.state();
  }
}
