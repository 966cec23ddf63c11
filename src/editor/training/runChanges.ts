import type { RunMark } from '../../protocol/networkPanelState';
import type { TrainingCommand } from '../../protocol/training';
import type { TrainingStatus } from '../../protocol/trainingFrame';
import { lineDifference } from '../../protocol/lineDifference';

/** A change by hand, after so many steps. */
export type HandEdit =
  | {
      readonly kind: 'parameter';
      readonly step: number;
      readonly name: string;
      readonly entry: number;
      readonly value: number;
    }
  | { readonly kind: 'learningRate'; readonly step: number; readonly value: number }
  | { readonly kind: 'moreSteps'; readonly step: number; readonly steps: number };

/** More could not be told apart on an axis. */
const mostMarks = 200;

/** What changed the course of a run since its first step: numbers set by hand, and edits of its text. */
export class RunChanges {
  /** Whether the text alone no longer leads to its numbers: a learning rate or a weight was set. */
  byHand = false;
  /** The learning rate that was set by hand, as long as the file says another one. */
  rate: number | undefined;
  /** What changed its course, by step. */
  marks: readonly RunMark[] = [];

  /**
   * Notes a command that was carried out.
   * @param stepsBefore how many steps there were to do before it
   * @returns the edit that it is, if any
   */
  note(
    command: TrainingCommand,
    { step, totalSteps }: Pick<TrainingStatus, 'step' | 'totalSteps'>,
    stepsBefore: number,
  ): HandEdit | undefined {
    if (command.kind === 'trainMore' && totalSteps > stepsBefore)
      return { kind: 'moreSteps', step, steps: totalSteps - stepsBefore };
    if (command.kind === 'setParameter') {
      const { parameter, entry, value } = command;
      this.byHand = true;
      this.#mark({ kind: 'parameter', step, parameter, value });
      return { kind: 'parameter', step, name: parameter, entry, value };
    }
    if (command.kind !== 'setLearningRate') return undefined;
    const { learningRate } = command;
    this.byHand = true;
    this.rate = learningRate;
    this.#mark({ kind: 'learningRate', step, value: learningRate });
    return { kind: 'learningRate', step, value: learningRate };
  }

  /** Notes that the run goes on with another text. */
  noteText(step: number, before: string, after: string): void {
    const { removed, added } = lineDifference(before, after);
    this.#mark({ kind: 'edited', step, removed: [...removed], added: [...added] });
  }

  /** Forgets a learning rate that the run no longer has, or that its text says as well. */
  settleRate(now: number, written: unknown): void {
    if (now !== this.rate || written === this.rate) this.rate = undefined;
  }

  /** Of several changes of the same thing at one step the last one counts. */
  #mark(mark: RunMark): void {
    const last = this.marks.at(-1);
    const isSame =
      last?.step === mark.step &&
      last.kind === mark.kind &&
      (last.kind !== 'parameter' || mark.kind !== 'parameter' || last.parameter === mark.parameter);
    const kept = isSame ? this.marks.slice(0, -1) : this.marks;
    this.marks = [...kept, mark].slice(-mostMarks);
  }
}
