import type { HealthFinding } from '../../engine/health/finding';
import type { TrainingDescription } from '../../protocol/training';
import type { TrainingFrame, TrainingStatus } from '../../protocol/trainingFrame';
import type { WalkedPass } from '../../protocol/trainingViews';
import { RunHistory } from './history';

/** What a run has reported of itself: frame after frame brings it up to date. */
export class ReportedNumbers {
  description: TrainingDescription | undefined;
  status: TrainingStatus | undefined;
  history = new RunHistory(0);
  findings: readonly HealthFinding[] = [];
  /** What forward and backward gave, where no update was made with it yet. */
  pass: WalkedPass | undefined;
  /** Steps at which a look back is cheap, ascending. */
  snapshots: Float64Array = new Float64Array();

  /** The run is this one from now on, and has reported nothing yet. */
  protected describe(description: TrainingDescription): void {
    this.description = description;
    this.status = description.status;
    this.pass = undefined;
    this.history = new RunHistory(description.layers.length);
    this.snapshots = new Float64Array();
  }

  protected takeFrame(frame: TrainingFrame): void {
    this.status = frame.status;
    if (frame.restarted) this.findings = [];
    this.findings = frame.findings ?? this.findings;
    this.snapshots = frame.snapshots ?? this.snapshots;
    this.pass = frame.views.walkedPass;
    // A run that was reset begins anew; one whose definition was edited goes on with its curves.
    const restarted = frame.restarted && frame.status.firstStep === 1;
    this.history.absorb({ series: frame.series, restarted });
  }
}
