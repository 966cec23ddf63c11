import type { UnjudgedRule } from '../../recording/health/unjudgedRules';
import { dequal } from 'dequal';
import type { StepInspection, TrainingFrame } from '../../protocol/trainingFrame';
import type { ViewRequests } from '../../protocol/trainingViews';
import type { Recording } from '../../recording/recordingReader';
import type * as HealthCode from '../../recording/health/recordedHealth';
import type { RecordedHealth } from '../../recording/health/recordedHealth';
import { layersWithLoss } from '../../recording/recordedLayers';
import { stateAt, type RunState } from '../../recording/runDescription';
import type { HealthFinding } from '../../engine/health/finding';
import type { ReadableStore } from '../../recording/fileStore';
import { RunHistory } from '../training/history';
import { RunViews } from '../training/runViews';
import { factsOf, type RecordedFacts } from './panelFacts';
import { OpenRecording } from './openRecording';
import { RecordedFrames, statusOf, type PollingClock } from './recordedFrames';

/** What the rules make of a run that whoever recorded it has not judged. */
export interface JudgedHealth {
  readonly findings: readonly HealthFinding[];
  readonly notJudged: readonly UnjudgedRule[];
}

/** Most recordings are our own, and say themselves what was found. */
const loadHealth = (): Promise<typeof HealthCode> =>
  import(/* webpackChunkName: "extension.recordings" */ '../../recording/health/recordedHealth');

/** A run that is read from a recording, and gives its frames as one that trains here does. */
export class RecordedRun {
  readonly source: OpenRecording;
  /** Who looks at it. */
  readonly views: RunViews;
  shownStep: StepInspection | undefined;
  /** Another one where the layers are others: its numbers begin anew. */
  identity: object | undefined;
  private readonly frames: RecordedFrames;
  private history = new RunHistory(0);
  private layers: readonly string[] | undefined;
  private wasOver = false;
  private keptFacts: RecordedFacts | undefined;
  private watch: RecordedHealth | undefined;
  private judged: JudgedHealth | undefined;

  /** @param didChange something new was read. @param didFail nothing comes any more */
  constructor(
    files: ReadableStore,
    private readonly clock: PollingClock,
    private readonly didChange: () => void,
    didFail: (error: unknown) => void,
  ) {
    this.source = new OpenRecording(files);
    this.views = new RunViews((frame) => {
      this.absorb(frame);
    }, didFail);
    this.frames = new RecordedFrames(this.source, clock, () => {
      this.takeIn();
      void this.judge();
    });
  }

  /** Reads what there is, or is new, and follows what is still being written. */
  begin(): Promise<void> {
    return this.frames.begin();
  }

  dispose(): void {
    this.frames.end();
    this.views.stopFollowing();
  }

  get recording(): Recording | undefined {
    return this.source.recording;
  }

  get state(): RunState {
    const run = this.recording?.run;
    return run === undefined ? 'lost' : stateAt(run, this.clock.now());
  }

  get status(): ReturnType<typeof statusOf> {
    return statusOf(this.recording, this.clock.now());
  }

  whole(): { series: ReturnType<RunHistory['read']>; snapshots: readonly number[] } {
    return { series: this.history.read(), snapshots: this.source.snapshotSteps };
  }

  inspect(step: number, requests: ViewRequests): Promise<StepInspection | undefined> {
    return this.frames.inspect(step, requests);
  }

  showStep(step: StepInspection | undefined): void {
    this.shownStep = step;
  }

  /** The same object as long as nothing of it has changed. */
  get facts(): RecordedFacts | undefined {
    const { recording } = this;
    if (recording === undefined) return undefined;
    const facts = factsOf(recording, this.source.snapshotSteps);
    if (!dequal(facts, this.keptFacts)) this.keptFacts = facts;
    return this.keptFacts;
  }

  /** Of the run of a script; the same object as long as nothing of it has changed. */
  get health(): JudgedHealth | undefined {
    return this.judged;
  }

  private async judge(): Promise<void> {
    const { recording } = this;
    const run = recording?.run;
    // Of most recordings the code of the rules is not needed.
    if (recording === undefined || run?.origin?.kind !== 'script') return;
    const { RecordedHealth, isJudgedLater, needsSnapshots } = await loadHealth();
    if (!isJudgedLater(run)) return;
    const snapshots = needsSnapshots(recording) ? await this.source.healthFigures() : [];
    // Meanwhile more may have been read, which is judged with it.
    if (this.recording !== recording) return;
    const next = RecordedHealth.of(run);
    if (this.watch === undefined || !dequal(next.watched, this.watch.watched)) this.watch = next;
    this.watch.take(recording, snapshots);
    const { findings, notJudged } = this.watch;
    if (dequal({ findings, notJudged }, this.judged)) return;
    this.judged = { findings, notJudged };
    this.didChange();
  }

  private takeIn(): void {
    const { recording } = this;
    if (recording !== undefined) {
      const layers = layersWithLoss(recording).map(({ name }) => name);
      const isOver = this.state !== 'running';
      // The last rows of a run that ends may take the place of those before.
      if (!dequal(layers, this.layers) || (isOver && !this.wasOver)) this.restart(recording, layers);
      this.wasOver = isOver;
    }
    this.didChange();
  }

  private restart({ run }: Recording, layers: readonly string[]): void {
    this.layers = layers;
    this.identity = {};
    const recorded = run?.layers ?? [];
    this.history = new RunHistory(recorded.length);
    this.frames.forget();
    this.views.stopFollowing();
    this.views.follow(this.frames, { session: 0, layerCount: recorded.length });
  }

  private absorb(frame: TrainingFrame): void {
    this.history.absorb(frame);
  }
}
