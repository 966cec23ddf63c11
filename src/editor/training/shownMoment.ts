import { epochOf } from '../../protocol/epoch';
import type { StepInspection, TrainingStatus } from '../../protocol/trainingFrame';
import type { WalkedPass } from '../../protocol/trainingViews';
import type { RunHistory } from './history';

/** The one moment of a run that lenses, status bar, lines, sidebar and panel show. */
export interface ShownMoment {
  /** Updates done. */
  readonly step: number;
  /** The epoch that the step is in, from 1; 0 before the first step. */
  readonly epoch: number;
  readonly epochs: number;
  /** Updates that the run had done by then: more than `step` while an earlier one is looked at. */
  readonly stepsDone: number;
  /** Of the last mini-batch; absent before the first. */
  readonly loss: number | undefined;
  /** Layers × `layerScalarNames`; empty before the first mini-batch. */
  readonly scalars: ArrayLike<number>;
  /** The step the scalars are of, which may be some steps ago; absent before its update is made. */
  readonly measuredAt: number | undefined;
  /** The step that is looked back at, if one is. */
  readonly lookedBackAt: StepInspection | undefined;
}

/** What a moment is taken of. */
interface Reported {
  readonly status: TrainingStatus | undefined;
  /** What forward and backward gave, where no update was made with it yet. */
  readonly pass: WalkedPass | undefined;
  readonly history: RunHistory;
  readonly shownStep: StepInspection | undefined;
}

/**
 * As the run is now, or as it was at the step that is looked back at; `undefined` before there is a run. Of a
 * pass that no update was made with yet it has the numbers.
 */
export function momentOf({ status, pass, history, shownStep }: Reported): ShownMoment | undefined {
  if (status === undefined) return undefined;
  const { step, epoch, epochs } = status;
  if (shownStep !== undefined) {
    return {
      step: shownStep.step,
      epoch: epochOf(shownStep.step, status),
      epochs,
      stepsDone: step,
      loss: shownStep.loss,
      scalars: shownStep.scalars,
      measuredAt: shownStep.step,
      lookedBackAt: shownStep,
    };
  }
  const live = { step, epoch, epochs, stepsDone: step, lookedBackAt: undefined };
  if (pass !== undefined) {
    return { ...live, loss: pass.loss[0], scalars: pass.scalars, measuredAt: undefined };
  }
  const newest = history.newestScalars;
  return { ...live, loss: history.lastLoss, scalars: newest?.row ?? [], measuredAt: newest?.step };
}
