import type * as vscode from 'vscode';
import type { NetworkRun, RunReport } from '../training/networkRun';
import type { NetworkRuns } from '../training/networkRuns';
import type { Recordings } from './recordings';
import type * as RecordingCode from './runRecording';
import type { RecordingPlace, RunRecording } from './runRecording';

/** Most windows never train. */
const loadRecording = (): Promise<typeof RecordingCode> =>
  import(/* webpackChunkName: "extension.recordings" */ './runRecording');

/** What is recorded of one run; another recording begins where it is reset. */
interface Recorder {
  readonly run: NetworkRun;
  recording: RunRecording;
}

/** Records every training. */
export class RunRecorders implements vscode.Disposable {
  private readonly recorders = new Map<NetworkRun, Recorder>();
  private readonly subscription: vscode.Disposable;
  /** Reports are followed one behind the other, however long the first of them takes. */
  private work: Promise<void> = Promise.resolve();
  private waiting = 0;

  constructor(
    runs: NetworkRuns,
    private readonly recordings: Recordings,
    private readonly place: Omit<RecordingPlace, 'library'>,
  ) {
    this.subscription = runs.onDidReport(({ run, report }) => {
      const now = performance.now();
      if (report.kind === 'started' && !run.isRecorded) return;
      // Where nothing waits to be followed, a run without a recorder will get none.
      if (report.kind !== 'started' && this.waiting === 0 && !this.recorders.has(run)) return;
      this.follow(() => this.receive(run, report, now));
    });
  }

  /** The window closes: writes what is there, and how far it came. */
  async finish(): Promise<void> {
    this.subscription.dispose();
    await this.work;
    await Promise.all([...this.recorders.values()].map(({ recording }) => recording.end()));
    this.recorders.clear();
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private follow(step: () => Promise<void>): void {
    this.waiting++;
    this.work = this.work.then(step).finally(() => {
      this.waiting--;
    });
  }

  /** @param at when it was reported, as `performance.now` has it */
  private async receive(run: NetworkRun, report: RunReport, at: number): Promise<void> {
    if (report.kind === 'started') {
      const [{ RunRecording }, library] = await Promise.all([loadRecording(), this.recordings.library()]);
      const { text, description } = report;
      const recording = new RunRecording(run, { text, description }, { ...this.place, library });
      this.recorders.set(run, { run, recording });
      return;
    }
    const recorder = this.recorders.get(run);
    if (recorder === undefined) return;
    const { recording } = recorder;
    switch (report.kind) {
      case 'frame': {
        const { frame } = report;
        // A run that was reset begins anew; one whose definition was edited goes on.
        if (frame.restarted && frame.status.firstStep === 1) {
          void recording.end();
          recorder.recording = recording.next();
        }
        recorder.recording.add(frame, at);
        return;
      }
      case 'commanded':
        recording.see(report.status, at);
        return;
      case 'edit':
        recording.addEdit(report.edit);
        return;
      case 'replaced':
        recording.replace(report);
        return;
      case 'ended':
        this.recorders.delete(run);
        void recording.end(report.reason);
    }
  }
}
