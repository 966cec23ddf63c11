import type { HealthFinding } from '../../../engine/health/finding';
import type { Message } from '../../../engine/message';
import type { PanelSeries } from '../../../protocol/networkPanelViews';
import type { PanelFinding, RunStatus } from '../../../protocol/networkPanelState';
import type { TrainingFrame, TrainingStatus } from '../../../protocol/trainingFrame';
import type { TrainingViews } from '../../../protocol/trainingViews';

/** Makes a sentence in the reader's language. */
export type Translate = (message: Message) => string;

export function panelStatus({ reason, ...status }: TrainingStatus, translate: Translate): RunStatus {
  return { ...status, ...(reason && { reason: translate(reason) }) };
}

export function panelFindings(
  findings: readonly HealthFinding[],
  translate: Translate,
): readonly PanelFinding[] {
  return findings.map(({ message, explanation, remedies, ...finding }) => ({
    ...finding,
    text: translate(message),
    explanation: translate(explanation),
    remedies: remedies.map((remedy) => translate(remedy.text)),
  }));
}

/** What a frame adds to the charts. */
export function panelSeries({ status, losses, evaluations, scalars }: TrainingFrame): PanelSeries {
  return {
    lossSteps: losses.steps,
    losses: losses.values,
    evaluations,
    scalarSteps: scalars.steps,
    scalars: scalars.values,
    learningRates: Float64Array.of(status.step, status.scheduledLearningRate),
  };
}

/** `null` where a frame has numbers only: what was shown before stays. */
export function panelViews({ views }: TrainingFrame): TrainingViews | null {
  const { pictures, ...others } = views;
  return pictures.length > 0 || Object.keys(others).length > 0 ? views : null;
}
