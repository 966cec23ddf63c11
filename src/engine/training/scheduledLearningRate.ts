import { operand } from '../layers/support/operands';
import { numberSetting } from '../layers/support/layerSettings';
import type { TrainingDefinition } from '../network/networkDefinition';
import { optimizerOf, scheduleOf } from '../network/networkError';
import type { Schedule } from './schedules';

/**
 * The learning rate of every update: the optimizer's own, and
 * what the schedule makes of it until the training ends.
 */
export class ScheduledLearningRate {
  /** The optimizer's own. May be changed at any time. */
  own: number;
  private readonly schedule: Schedule;
  /** Where the training ends, and would have ended before more was asked for: ascending. */
  private ends: number[];

  /** @param planned steps of the training as its definition says */
  constructor(
    private readonly settings: Pick<TrainingDefinition, 'optimizer' | 'schedule'>,
    private readonly planned: number,
  ) {
    this.schedule = scheduleOf(settings.schedule);
    this.own = this.written();
    this.ends = [planned];
  }

  /** Steps of the whole training, with those that were added. */
  get totalSteps(): number {
    return operand(this.ends, this.ends.length - 1);
  }

  /** The training ends after so many steps, not after those planned: epochs take another number of them. */
  plan(steps: number): void {
    this.ends = [steps];
  }

  /**
   * Adds steps at the end, for which the schedule begins again.
   * The learning rates of the steps before stay as they are.
   */
  addSteps(steps: number): void {
    this.ends.push(this.totalSteps + steps);
  }

  /** What the schedule makes of the learning rate for the next update. @param step updates done before */
  at(step: number): number {
    const { ends } = this;
    const open = ends.findIndex((end) => step < end);
    const at = open < 0 ? ends.length - 1 : open;
    const [from, to] = [at === 0 ? 0 : operand(ends, at - 1), operand(ends, at)];
    return this.schedule.learningRate(this.own, { step, from, to }, this.settings.schedule.settings);
  }

  /** Back to what the definition says. */
  reset(): void {
    this.own = this.written();
    this.ends = [this.planned];
  }

  private written(): number {
    const { optimizer } = this.settings;
    return numberSetting(optimizer.settings, operand(optimizerOf(optimizer).settings, 0));
  }
}
