import type { HealthFinding } from '../../../engine/health/finding';
import type { Message } from '../../../engine/message';
import type { PanelFinding, RunStatus } from '../../../protocol/networkPanelState';
import type { TrainingFrame, TrainingStatus } from '../../../protocol/trainingFrame';
import { hasViews, type TrainingViews } from '../../../protocol/trainingViews';

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

/** `null` where a frame has numbers only: what was shown before stays. */
export function panelViews({ views }: TrainingFrame): TrainingViews | null {
  return hasViews(views) ? views : null;
}
