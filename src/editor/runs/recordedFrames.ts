import { noViewRequests } from '../../protocol/emptyViews';
import { dequal } from 'dequal/lite';
import { epochOf } from '../../protocol/epoch';
import {
  type FrameRequest,
  layerScalarNames,
  type StepInspection,
  type TrainingFrame,
  type TrainingStatus,
} from '../../protocol/trainingFrame';
import type { RunSeries, TrainingViews, ViewRequests } from '../../protocol/trainingViews';
import type { Recording } from '../../recording/recordingReader';
import { epochLength, stateAt, type RunState } from '../../recording/runDescription';
import { columnCount, seriesNames, type SeriesName, type SeriesRows } from '../../recording/segment';
import type { OpenRecording } from './openRecording';
import { picturedLayers } from './describeRecording';
import { distributionOf, recordedViews } from './recordedPictures';

/** How time passes. */
export interface PollingClock {
  now(): Date;
  /** @returns what ends the waiting */
  after(milliseconds: number, act: () => void): () => void;
}

/** Milliseconds between two looks at a recording that is being written: as often as it is written. */
const pollInterval = 1000;

const nothing: SeriesRows = { steps: new Float64Array(), values: new Float64Array() };

/**
 * Gives the frames of a recording as a runtime gives those of a run: once there is something new of it, or
 * something else is to be seen. One that is being written is looked at again and again, for watching files
 * does not reach every file system.
 */
export class RecordedFrames {
  private isEnded = false;
  private stopPolling: (() => void) | undefined;
  /** Frees whoever waits for something new. */
  private release: (() => void) | undefined;
  private state: RunState | undefined;
  private version = 0;
  private sentVersion = -1;
  private sentRequests: ViewRequests = noViewRequests;
  private readonly sentSteps: Record<SeriesName, number> = {
    losses: -1,
    evaluations: -1,
    scalars: -1,
    learningRates: -1,
  };

  /** @param didRead something new was read */
  constructor(
    private readonly recording: OpenRecording,
    private readonly clock: PollingClock,
    private readonly didRead: () => void,
  ) {}

  /** Reads the recording, and goes on for as long as it is written. */
  async begin(): Promise<void> {
    await this.poll();
  }

  end(): void {
    this.isEnded = true;
    this.stopPolling?.();
    this.release?.();
  }

  /** Everything is new once more: its layers are others. */
  forget(): void {
    for (const name of seriesNames) this.sentSteps[name] = -1;
    this.sentVersion = -1;
  }

  /** A second question answers the first. */
  async nextTrainingFrame({ requests, anew = false }: Omit<FrameRequest, 'session'>): Promise<TrainingFrame> {
    this.release?.();
    const isNew = anew || this.version !== this.sentVersion || !dequal(requests, this.sentRequests);
    if (!isNew) {
      await new Promise<void>((resolve) => {
        this.release = resolve;
      });
    }
    this.sentVersion = this.version;
    this.sentRequests = requests;
    const series = this.newRows();
    const step = this.recording.snapshotSteps.at(-1);
    return {
      status: statusOf(this.recording.recording, this.clock.now()),
      series,
      snapshots: Float64Array.from(this.recording.snapshotSteps),
      views: step === undefined ? { pictures: [] } : await this.viewsAt(step, requests),
      restarted: false,
    };
  }

  /** What was stored of a step, or of the last before it of which something was; `undefined`: nothing. */
  async inspect(step: number, requests: ViewRequests): Promise<StepInspection | undefined> {
    const { recording } = this.recording;
    const stored = this.recording.snapshotSteps.filter((each) => each <= step).at(-1);
    if (recording === undefined || stored === undefined) return undefined;
    const views = await this.viewsAt(stored, requests);
    const scalars = Float64Array.from(rowBefore(scalarRows(recording), stored));
    return { step: stored, loss: lossOf(recording, stored), scalars, views };
  }

  private async viewsAt(step: number, requests: ViewRequests): Promise<TrainingViews> {
    const { recording } = this.recording;
    const snapshot = recording && (await this.recording.snapshot(step));
    if (recording === undefined || snapshot === undefined) return { pictures: [] };
    const layers = picturedLayers(recording);
    const pictures = recordedViews(snapshot, requests, layers, lossOf(recording, step));
    const { distribution } = requests;
    const name = distribution && layers.names[distribution.layer];
    if (distribution === undefined || name === undefined) return pictures;
    const histograms = await this.recording.histogramsOver(name, distribution.kind);
    return { ...pictures, distribution: { ...distribution, ...distributionOf(histograms) } };
  }

  private async poll(): Promise<void> {
    const isNew = await this.recording.refresh();
    const { run } = this.recording.recording ?? {};
    const state = run && stateAt(run, this.clock.now());
    // A run is lost because nothing new comes.
    if (isNew || state !== this.state) {
      this.state = state;
      this.version++;
      this.didRead();
      this.release?.();
      this.release = undefined;
    }
    if (this.isEnded || run?.state !== 'running') return;
    // Somebody may have asked for a look meanwhile.
    this.stopPolling?.();
    this.stopPolling = this.clock.after(pollInterval, () => {
      void this.poll();
    });
  }

  /** What came since it was asked last. */
  private newRows(): RunSeries {
    const { recording } = this.recording;
    const rows = (name: SeriesName): SeriesRows => {
      if (recording === undefined) return nothing;
      const all = name === 'scalars' ? scalarRows(recording) : recording.series[name];
      const fresh = rowsAfter(all, this.sentSteps[name]);
      this.sentSteps[name] = fresh.steps.at(-1) ?? this.sentSteps[name];
      return fresh;
    };
    const [losses, evaluations, scalars, learningRates] = seriesNames.map(rows);
    return {
      losses: losses ?? nothing,
      evaluations: evaluations ?? nothing,
      scalars: scalars ?? nothing,
      learningRates: learningRates ?? nothing,
    };
  }
}

function rowsAfter(rows: SeriesRows, step: number): SeriesRows {
  const from = rows.steps.findIndex((each) => each > step);
  if (from < 0) return nothing;
  return { steps: rows.steps.slice(from), values: rows.values.slice(from * columnCount(rows)) };
}

/** Those of layers that are not in the description cannot be told apart. */
function scalarRows({ run, series: { scalars } }: Recording): SeriesRows {
  const columns = (run?.layers.length ?? 0) * layerScalarNames.length;
  return columnCount(scalars) === columns ? scalars : nothing;
}

/** What was measured of a step, or of the last before it that was measured. */
function rowBefore(rows: SeriesRows, step: number): Float64Array {
  // Both losses and scalars are named after the updates that were done before.
  const next = rows.steps.findIndex((done) => done >= step);
  const row = (next < 0 ? rows.steps.length : next) - 1;
  const columns = columnCount(rows);
  return row < 0 ? new Float64Array() : rows.values.slice(row * columns, (row + 1) * columns);
}

function lossOf({ series }: Recording, step: number): number {
  return rowBefore(series.losses, step)[0] ?? NaN;
}

/** How a recorded run stands, in the words of one that trains here. `epochs` is 0 where nobody knows. */
export function statusOf(recording: Recording | undefined, now: Date): Omit<TrainingStatus, 'reason'> {
  const run = recording?.run;
  const reported = recording?.series.learningRates.values.at(-1);
  // A status travels as JSON, which has no word for NaN.
  const rate = reported !== undefined && Number.isFinite(reported) ? reported : 0;
  const step = run?.step ?? 0;
  const state = run === undefined ? 'lost' : stateAt(run, now);
  const totalSteps = Math.max(step, run?.totalSteps ?? step);
  const stepsPerEpoch = run && epochLength(run);
  const count = {
    stepsPerEpoch: stepsPerEpoch ?? Math.max(1, totalSteps),
    epochsCountedFrom: { step: 0, epoch: 0 },
  };
  const seconds = run?.seconds ?? 0;
  return {
    ...count,
    state: state === 'lost' ? 'stopped' : state,
    step,
    firstStep: 1,
    totalSteps,
    epoch: stepsPerEpoch === undefined ? 0 : epochOf(step, count),
    epochs: stepsPerEpoch === undefined ? 0 : totalSteps / stepsPerEpoch,
    stepsPerSecond: state === 'running' && seconds > 0 ? step / seconds : 0,
    learningRate: rate,
    scheduledLearningRate: rate,
    isBetween: false,
    pace: { kind: 'full' },
  };
}
