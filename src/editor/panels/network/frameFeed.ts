import { hasViews } from '../../../protocol/emptyViews';
import type { HealthFinding } from '../../../engine/health/finding';
import type { Message } from '../../../engine/message';
import type { HostToNetworkPanel } from '../../../protocol/networkPanelMessages';
import type { PanelFinding, RunStatus } from '../../../protocol/networkPanelState';
import type { TrainingFrame, TrainingStatus } from '../../../protocol/trainingFrame';
import type { RunSeries, TrainingViews } from '../../../protocol/trainingViews';

/** Makes a sentence in the reader's language. */
type Translate = (message: Message) => string;

type FrameMessage = Extract<HostToNetworkPanel, { kind: 'frame' }>;

/** All that the run has reported so far. */
export interface WholeRun {
  readonly series: RunSeries;
  /** Absent where they come with the state. */
  readonly findings?: readonly HealthFinding[];
  readonly snapshots: ArrayLike<number>;
}

interface Parts {
  readonly send: (message: FrameMessage) => void;
  readonly translate: Translate;
  readonly whole: () => WholeRun;
}

/** A frame that the panel was sent and has not drawn yet. */
interface SentFrame {
  readonly number: number;
  readonly anew: FrameMessage['anew'];
  readonly drawn: () => void;
}

/** Sends a panel the frames of a run, and all that was before where the panel cannot add to what it has. */
export class FrameFeed {
  private number = 0;
  private sent: SentFrame | undefined;
  /** What the panel cannot add to what it has. */
  private anew: FrameMessage['anew'] = 'run';
  private run: unknown;

  constructor(private readonly parts: Parts) {}

  /**
   * It knows nothing, and draws nothing any more.
   * @param cause `page`: it was loaded anew, hidden or closed; `run`: another run began
   */
  reset(cause: 'page' | 'run'): void {
    // Of a run that it was never told of nothing is known, however often it is loaded.
    if (this.anew !== 'run') this.anew = cause;
    this.settle();
  }

  /**
   * A page that knows nothing of a run is to be shown it.
   * @param run the same as before where only the page is another
   */
  begin(run: unknown): void {
    this.reset(run === this.run ? 'page' : 'run');
    this.run = run;
  }

  /** @returns when the panel has drawn it, or never will */
  show(frame: TrainingFrame): Promise<void> {
    this.settle();
    if (frame.restarted) this.anew = 'run';
    const { send, translate, whole } = this.parts;
    const { anew } = this;
    const { series, findings, snapshots } = anew === 'nothing' ? frame : whole();
    const number = ++this.number;
    this.anew = 'nothing';
    return new Promise((drawn) => {
      this.sent = { number, anew, drawn };
      send({
        kind: 'frame',
        number,
        anew,
        series,
        views: panelViews(frame),
        status: panelRunStatus(frame.status, translate),
        ...(findings && { findings: [...panelFindings(findings, translate)] }),
        ...(snapshots && { snapshots: Array.from(snapshots) }),
      });
    });
  }

  /** The panel has drawn frame `number`. */
  shown(number: number): void {
    if (number === this.sent?.number) this.settle();
  }

  /** The panel could not take what it was sent, and gets it with the next frame, with all that was before. */
  missed(): void {
    if (this.sent === undefined) return;
    if (this.sent.anew === 'run' || this.sent.anew === 'page') this.anew = this.sent.anew;
    else if (this.anew === 'nothing') this.anew = 'series';
    this.settle();
  }

  private settle(): void {
    const { sent } = this;
    this.sent = undefined;
    sent?.drawn();
  }
}

export function panelRunStatus({ reason, ...status }: TrainingStatus, translate: Translate): RunStatus {
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
    remedies: remedies.map((remedy) => ({ text: translate(remedy.text), isEdit: remedy.changes.length > 0 })),
  }));
}

/** `null` where a frame has numbers only: what was shown before stays. */
export function panelViews({ views }: TrainingFrame): TrainingViews | null {
  return hasViews(views) ? views : null;
}
