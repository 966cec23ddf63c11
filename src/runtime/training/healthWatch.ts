import { HealthMonitor } from '../../engine/health/monitor';
import type { EvaluationSample, ScalarSample } from '../../engine/health/observations';
import { message, type Message } from '../../engine/message';
import { countAlikeUnits } from '../../engine/training/alikeUnits';
import { epochsDone, stepInEpoch } from '../../engine/training/epochCount';
import type { Trainer } from '../../engine/training/trainer';
import { watchedRun } from '../../engine/training/watchedRun';
import { DeadUnitHistory } from './deadUnits';
import type { RunPast } from './runPast';

/**
 * Alike units are counted in time linear in the parameters: so many steps go by
 * before it is done again, so that short epochs pay for it no oftener than long ones.
 */
const stepsBetweenAlike = 100;

/** Shows a run to the health rules while it goes on, and remembers where its numbers were last finite. */
export class HealthWatch {
  monitor: HealthMonitor;
  readonly deadUnits = new DeadUnitHistory();
  /** Before this step alike units are not counted again, though an epoch ends. */
  private alikeDueAt = 0;
  /** After so many updates a NaN or an infinity was met. */
  private brokenAt: number | undefined;
  /** After so many updates everything was last seen to be finite. */
  private finiteAt: number;

  constructor(
    private readonly trainer: Trainer,
    private readonly testSamples: number,
  ) {
    this.monitor = this.newMonitor();
    this.finiteAt = trainer.step;
  }

  /** Whether a NaN or an infinity was met. */
  get isBroken(): boolean {
    return this.brokenAt !== undefined;
  }

  addEvaluation(evaluation: EvaluationSample, isFinite: boolean): void {
    if (!isFinite) this.brokenAt ??= evaluation.step;
    this.monitor.evaluation(evaluation);
  }

  addLoss(step: number, loss: number): void {
    this.monitor.loss({ step, loss });
    if (!Number.isFinite(loss)) this.brokenAt ??= step;
  }

  /** After the update of a measured step. */
  addScalars(scalars: ScalarSample, isFinite: boolean): void {
    if (isFinite) this.finiteAt = this.trainer.step;
    else this.brokenAt ??= this.trainer.step;
    this.monitor.scalars(scalars);
  }

  /**
   * Looks at the units after the first step, and after epochs.
   * @param firstStep of the run: of an epoch in which the definition was edited only a part was seen
   */
  observeUnits(firstStep: number): void {
    const { trainer, monitor } = this;
    const { epochs, step } = trainer;
    const isEpochEnd = stepInEpoch(step, epochs) === 0;
    if (step === 1 || (isEpochEnd && step >= this.alikeDueAt)) {
      monitor.alike({ step, alikeUnits: countAlikeUnits(trainer) });
      this.alikeDueAt = step + stepsBetweenAlike;
    }
    if (!isEpochEnd || step - epochs.stepsPerEpoch < firstStep - 1) return;
    this.deadUnits.add(epochsDone(step, epochs), trainer.seenActive);
    monitor.epoch({ step, deadUnitFraction: trainer.deadUnitFractions() });
  }

  /** A parameter was set by hand: units may be alike that were not. */
  parameterSet(): void {
    this.alikeDueAt = 0;
  }

  /**
   * Finds where the first NaN or infinity came from.
   * @returns what to say of it; `undefined` where there is none
   */
  *locate(past: RunPast): Generator<void, Message | undefined> {
    if (this.brokenAt === undefined) return undefined;
    const origin = yield* past.locate(this.brokenAt, this.finiteAt);
    if (origin !== undefined) this.monitor.nonFinite(origin);
    const finding = this.monitor.findings.find(({ rule }) => rule === 'non-finite');
    return finding?.message ?? message('The loss became NaN or infinite at step {0}.', this.brokenAt);
  }

  /** The run is back before its first step. */
  reset(): void {
    this.monitor = this.newMonitor();
    this.deadUnits.clear();
    this.alikeDueAt = 0;
    this.brokenAt = undefined;
    this.finiteAt = 0;
  }

  private newMonitor(): HealthMonitor {
    return new HealthMonitor(watchedRun(this.trainer, this.testSamples));
  }
}
