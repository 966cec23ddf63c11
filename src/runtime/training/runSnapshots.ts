import type { Trainer } from '../../engine/training/trainer';
import type { RecordedSnapshot } from '../../protocol/recordedFacts';
import type { Picture, PictureRequest } from '../../protocol/trainingViews';
import { recordingLimits } from '../../recording/recordingWriter';
import { encodeSnapshot, longestSide, pictureKinds, type Snapshot } from '../../recording/snapshot';
import { SnapshotPlan } from '../../recording/snapshotPlan';
import type { TrainingRun } from './trainingRun';

/** How many snapshots a run gets from its first step to its last, where it has as many steps. */
const plannedSnapshots = 16;
/** A snapshot has fewer cells where all its pictures would take more bytes than this. */
const mostSnapshotBytes = 6 * 2 ** 20;
/** Means and extremes, 4 bytes each. */
const bytesOfCell = 8;
/** While so many bytes wait to be collected no further one is taken. */
const mostWaiting = 4 * mostSnapshotBytes;

/** Takes the snapshots of a run that is recorded, at the same steps whenever it is run. */
export class RunSnapshots {
  private readonly plan: SnapshotPlan;
  private readonly requests: readonly PictureRequest[];
  private takenAt = -1;
  private waiting: RecordedSnapshot[] = [];

  /** @param lastStep where it ends, if not with all its epochs */
  constructor(
    private readonly run: TrainingRun,
    private readonly lastStep = Infinity,
  ) {
    this.plan = new SnapshotPlan(snapshotInterval(run.trainer, lastStep), recordingLimits());
    this.requests = requestsOf(run.trainer);
  }

  /** To be called after every step. */
  stepDone(): void {
    const { step, isFinished, isBroken } = this.run;
    if (isFinished || isBroken || step === this.lastStep || this.plan.wants(step)) this.take();
  }

  /** The run rests here, for good perhaps. */
  take(): void {
    const { run, plan, takenAt } = this;
    const { step, hasPass, trainer } = run;
    if (!hasPass || step === takenAt || this.waitingBytes > mostWaiting) return;
    this.takenAt = step;
    const { layers } = trainer.blueprint.definition;
    const pictures = run.pictures(this.requests);
    const bytes = encodeSnapshot(snapshotOf(pictures, (layer) => layers[layer]?.name ?? ''));
    plan.add(step, bytes.length);
    this.waiting.push({ step, bytes });
  }

  /** Those taken since this was called last. */
  collect(): readonly RecordedSnapshot[] {
    const { waiting } = this;
    this.waiting = [];
    return waiting;
  }

  private get waitingBytes(): number {
    return this.waiting.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }
}

/** Steps from one snapshot to the next at first. */
export function snapshotInterval({ totalSteps }: Trainer, lastStep = Infinity): number {
  return Math.max(1, Math.ceil(Math.min(totalSteps, lastStep) / plannedSnapshots));
}

/** Everything there is of all layers but the last: that is the loss, which is recorded at every step. */
function requestsOf({ blueprint: { definition } }: Trainer): readonly PictureRequest[] {
  const { layers } = definition;
  const cells = mostSnapshotBytes / bytesOfCell / pictureKinds.length / layers.length;
  const side = Math.max(1, Math.min(longestSide, Math.floor(Math.sqrt(cells))));
  return layers.slice(0, -1).map((_, layer) => ({ layer, kinds: pictureKinds, side }));
}

function snapshotOf(pictures: readonly Picture[], nameOf: (layer: number) => string): Snapshot {
  return {
    pictures: pictures.map(
      ({ layer, kind, shape, rows, columns, cells, extremes, statistics, histogram }) => ({
        layer: nameOf(layer),
        kind,
        shape,
        rows,
        columns,
        means: cells instanceof Float32Array ? cells : Float32Array.from(cells),
        ...(extremes && { extremes }),
        ...(statistics && { statistics }),
        ...(histogram && { histogram }),
      }),
    ),
    deadUnits: pictures.flatMap(({ layer, deadUnits }) =>
      deadUnits === undefined ? [] : [{ layer: nameOf(layer), units: deadUnits }],
    ),
  };
}
