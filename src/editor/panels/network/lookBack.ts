import { dequal } from 'dequal/lite';
import * as vscode from 'vscode';
import type { HostToNetworkPanel } from '../../../protocol/networkPanelMessages';
import type { ViewRequests } from '../../../protocol/trainingViews';
import type { ShownRun } from './panelSubject';

/** Which step is looked back at, and what of it is shown. */
interface Question {
  readonly step: number;
  readonly requests: ViewRequests;
}

/** The earlier step of its run that a panel looks back at, if it does. */
export class LookBack {
  private step: number | null = null;
  private isAsking = false;

  constructor(
    private readonly run: ShownRun,
    private readonly requested: () => ViewRequests,
    private readonly send: (message: HostToNetworkPanel) => void,
  ) {}

  /** Whether the panel shows the run as it is now. */
  get isLive(): boolean {
    return this.step === null;
  }

  /** The run is another one now. */
  forget(): void {
    this.step = null;
  }

  async show(step: number | null): Promise<void> {
    this.step = step;
    await this.refresh();
  }

  /** The newest request counts: a step dragged over while another is computed is never asked for. */
  async refresh(): Promise<void> {
    if (this.isLive) {
      this.run.showStep(undefined);
      this.run.views.hurry();
      return;
    }
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      let done: Question | undefined;
      for (let asked = this.asked(); asked !== undefined && !dequal(asked, done); asked = this.asked()) {
        const { step, requests } = asked;
        const inspection = await this.run.inspect(step, requests);
        const { loss } = inspection ?? {};
        const numbers = loss === undefined ? new Float64Array() : Float64Array.of(loss);
        const answer = inspection && { ...inspection, loss: numbers };
        this.send({ kind: 'lookBack', step, answer: answer ?? noAnswer() });
        // Only if it is still looked at: meanwhile everything may be live again.
        if (this.asked() !== undefined) this.run.showStep(inspection);
        done = asked;
      }
    } finally {
      this.isAsking = false;
    }
  }

  /** The numbers behind the lines are those of now again. */
  end(): void {
    if (this.run.shownStep !== undefined) this.run.showStep(undefined);
  }

  private asked(): Question | undefined {
    const { step } = this;
    return step === null ? undefined : { step, requests: this.requested() };
  }
}

/** What is said where the runtime has no answer any more. */
export function noAnswer(): string {
  return vscode.l10n.t('This cannot be explained any more: the run has gone on, or has ended.');
}
