import type { NonFiniteOrigin } from '../../engine/health/observations';
import { findNonFinite } from '../../engine/training/findNonFinite';
import type { Trainer } from '../../engine/training/trainer';
import type { TrainerState } from '../../engine/training/trainerState';
import type { ParameterEdit } from '../../protocol/training';
import type { SnapshotRing } from './snapshotRing';

/** How many steps are searched at most: nobody waits long for it. */
const mostSearched = 256;

/** A learning rate that a person set, from this step on. */
interface RateChange {
  readonly step: number;
  readonly learningRate: number;
}

interface StepEdit extends ParameterEdit {
  /** Updates done when it was made. */
  readonly step: number;
}

/**
 * Goes back to any step of a run: from the last snapshot before it the steps are done again, and since a run
 * follows from its definition, its data and what was set by hand, every number comes out the same.
 * Everything rests after every step, so that it can be interrupted.
 */
export class Replay {
  private changes: RateChange[] = [];
  private edits: StepEdit[] = [];

  /**
   * @param origin the state before everything, where it is not that of the seed: a definition was replaced
   */
  constructor(
    private readonly trainer: Trainer,
    private readonly snapshots: SnapshotRing<TrainerState>,
    private origin: TrainerState | undefined,
  ) {}

  /** The step before the first that can be done again. */
  get originStep(): number {
    return this.origin?.step ?? 0;
  }

  /** The trainer is back at its seed. */
  forget(): void {
    this.origin = undefined;
    this.changes = [];
    this.edits = [];
  }

  /**
   * Writes one number of a parameter, now and whenever this
   * step is reached again. Not between `compute` and `update`.
   */
  edit(edit: ParameterEdit): void {
    this.edits.push({ ...edit, step: this.trainer.step });
    this.applyEdits();
  }

  /** To be called before the step that is the first with it. */
  rateChanged(step: number, learningRate: number): void {
    this.changes = [...this.changes.filter((change) => change.step < step), { step, learningRate }];
  }

  /**
   * To where `step` updates are done, not before the origin;
   * values, gradients and masks are those of the last of them.
   */
  *goTo(step: number): Generator<void, void> {
    const { trainer } = this;
    const snapshot = this.snapshots.before(Math.max(0, step - 1))?.state ?? this.origin;
    if (snapshot === undefined) trainer.reset();
    else trainer.restore(snapshot);
    // What was set before the first step was lost with the reset; the rest comes with its steps.
    this.applyChanges();
    while (trainer.step < step) {
      trainer.runStep();
      this.applyChanges();
      yield;
    }
  }

  /**
   * The first number that was not finite, given that one was met after so many updates.
   * Leaves the trainer between `compute` and `update`.
   * @param healthy after so many updates all was well; what is too long ago is not searched
   */
  *locate(step: number, healthy: number): Generator<void, NonFiniteOrigin | undefined> {
    const { trainer } = this;
    const { definition } = trainer.blueprint;
    yield* this.goTo(Math.max(healthy, step - mostSearched));
    for (;;) {
      trainer.compute();
      const found = findNonFinite(definition, trainer.plan, trainer.step);
      if (found !== undefined || trainer.step >= step) return found;
      yield;
      trainer.update();
      this.applyChanges();
    }
  }

  private applyChanges(): void {
    const change = this.changes.filter(({ step }) => step <= this.trainer.step).at(-1);
    if (change !== undefined) this.trainer.learningRate = change.learningRate;
    this.applyEdits();
  }

  /** Those of this step, in their order: a snapshot may have been taken before, between or after them. */
  private applyEdits(): void {
    const { step, parameters } = this.trainer;
    for (const edit of this.edits) {
      if (edit.step !== step) continue;
      const target = parameters.find(({ name }) => name === edit.parameter);
      if (target !== undefined) target.value.data[edit.entry] = edit.value;
    }
  }
}
