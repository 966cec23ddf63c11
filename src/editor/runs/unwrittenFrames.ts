import type { RunFacts } from '../../protocol/recordedFacts';
import type { Rows } from '../../protocol/boundedSeries';
import { GrowingSeries } from '../../protocol/runSeries';
import type { TrainingDescription } from '../../protocol/training';
import { layerScalarNames, type TrainingFrame } from '../../protocol/trainingFrame';
import type { RunSeries } from '../../protocol/trainingViews';
import { recordingLimits } from '../../recording/recordingWriter';
import { SnapshotPlan, WaitingSnapshots } from '../../recording/snapshotPlan';

/**
 * Of what comes between two times that something is written no more parts of each series are kept: up to a
 * thousand losses in a second each of them, of faster runs the lowest and highest of neighbours.
 */
const mostParts = { losses: 512, evaluations: 128, scalars: 128 };

const each = layerScalarNames.length;
const noRows: Rows = { steps: new Float64Array(), values: new Float64Array() };

type Layers = TrainingDescription['layers'];

/** What is written of a frame: its pictures are not kept. */
type RecordedFrame = Pick<TrainingFrame, 'series' | 'recorded'>;

/** What frames bring of a run until it is written, in bounded memory however long that takes. */
export class UnwrittenFrames {
  private series: GrowingSeries;
  private snapshots = noSnapshots();

  /** @param layers of the network as it is now */
  constructor(private layers: Layers) {
    this.series = new GrowingSeries(layers.length * each, mostParts);
  }

  add({ series, recorded = [] }: RecordedFrame): void {
    const { steps, values } = series.scalars;
    // A frame of before an edit may come after it, with the scalars of other layers.
    const isOfThese = values.length === steps.length * this.layers.length * each;
    this.series.append(isOfThese ? series : { ...series, scalars: noRows });
    for (const { step, bytes } of recorded) this.snapshots.add(step, bytes);
  }

  /** The network was edited. Scalars that nobody has taken are of other layers, and forgotten. */
  follow(layers: Layers): void {
    const before = this.series.read();
    this.layers = layers;
    this.series = new GrowingSeries(layers.length * each, mostParts);
    this.series.append({ ...before, scalars: noRows });
  }

  /** All there is; starts afresh. @param recorded the layers that the recording began with */
  take(recorded: RunFacts['layers']): {
    readonly series: RunSeries;
    readonly snapshots: ReadonlyMap<number, Uint8Array>;
  } {
    const { waiting } = this.snapshots;
    this.snapshots = noSnapshots();
    const series = this.series.take();
    const places = recorded.map(({ name, type }) => {
      const place = this.layers.findIndex((layer) => layer.name === name && layer.type === type);
      return place < 0 ? undefined : place;
    });
    const areTheSame = places.length === this.layers.length && places.every((place, at) => place === at);
    const scalars = areTheSame ? series.scalars : movedColumns(series.scalars, places);
    return { series: { ...series, scalars }, snapshots: waiting };
  }
}

/** Where the storage does not answer for long, the steps between them double. */
function noSnapshots(): WaitingSnapshots {
  return new WaitingSnapshots(new SnapshotPlan(1, recordingLimits()));
}

/**
 * The scalars of the layers that the recording began with: of one that is gone there are none any more.
 * @param places by layer of the recording its place in the network as it is now
 */
function movedColumns({ steps, values }: Rows, places: readonly (number | undefined)[]): Rows {
  const [from, to] = [steps.length === 0 ? 0 : values.length / steps.length, places.length * each];
  const moved = new Float64Array(steps.length * to).fill(NaN);
  for (let row = 0; row < steps.length; row++) {
    for (const [layer, place] of places.entries()) {
      if (place === undefined) continue;
      const start = row * from + place * each;
      moved.set(values.subarray(start, start + each), row * to + layer * each);
    }
  }
  return { steps, values: moved };
}
