import type { Trainer } from '../../engine/training/trainer';
import type {
  ConfusionMatrix,
  MiniBatch,
  TrainingViews,
  ViewRequests,
  WalkedBatch,
} from '../../protocol/trainingViews';
import { BoundaryMaker } from './boundary';
import type { DeadUnits } from './deadUnits';
import type { DistributionRecorder } from './distributions';
import { firstTarget } from './dataPoints';
import { takePictures } from './pictures';
import { takeSample } from './sampleView';
import { scalarRow } from './frameNews';

/** What the trainer does not know of the moment it is looked at. */
export interface Moment {
  readonly deadUnits: DeadUnits;
  readonly confusion: ConfusionMatrix | undefined;
  /** Any mini-batch was computed. */
  readonly hasPass: boolean;
  /** Nobody waits for the next step. */
  readonly isAtRest: boolean;
  /** The trainer is at a step that is over, for a while. */
  readonly isPast: boolean;
}

/** Makes what views show of a trainer, as copies. */
export class ViewMaker {
  /** By number of a sample its place in the training part. */
  private readonly places: Int32Array;
  private readonly boundary: BoundaryMaker;

  constructor(
    private readonly trainer: Trainer,
    private readonly distributions: DistributionRecorder,
  ) {
    const { count, train } = trainer.blueprint.data;
    this.places = new Int32Array(count).fill(-1);
    train.forEach((sample, place) => {
      this.places[sample] = place;
    });
    this.boundary = new BoundaryMaker(trainer);
  }

  take(requests: ViewRequests, { deadUnits, confusion, hasPass, isAtRest, isPast }: Moment): TrainingViews {
    const { trainer } = this;
    const walkedBatch = requests.walkedBatch === true ? { walkedBatch: this.walkedBatch() } : {};
    const boundary = requests.boundary === true ? this.boundary.take(isAtRest) : undefined;
    // Before anything was computed there is no mini-batch.
    const samples = (requests.samples ?? [])
      .filter(({ part }) => hasPass || part !== 'miniBatch')
      .flatMap((choice) => takeSample(trainer, choice) ?? []);
    const ofParameters = {
      ...(boundary && { boundary }),
      ...(confusion && { confusion }),
      ...(samples.length > 0 && { samples }),
    };
    if (!hasPass) return { pictures: [], ...walkedBatch, ...ofParameters };
    const distribution = requests.distribution && this.distribution(requests.distribution, isPast);
    return {
      ...walkedBatch,
      ...(trainer.isBetween && {
        walkedPass: { loss: Float64Array.of(trainer.plan.loss), scalars: scalarRow(trainer.passScalars()) },
      }),
      pictures: takePictures(trainer, requests.pictures, deadUnits),
      miniBatch: this.miniBatch(),
      ...ofParameters,
      ...(distribution && { distribution }),
    };
  }

  private distribution(
    { layer, kind }: NonNullable<ViewRequests['distribution']>,
    isPast: boolean,
  ): TrainingViews['distribution'] {
    const { distributions } = this;
    return isPast ? distributions.history(layer, kind) : distributions.historyWithNow(layer, kind);
  }

  private miniBatch(): MiniBatch {
    return this.placesOf(this.trainer.miniBatch);
  }

  private walkedBatch(): WalkedBatch {
    const samples = this.trainer.nextMiniBatch();
    const { targets } = this.trainer.blueprint.data;
    return {
      samples: this.placesOf(samples),
      targets: Float32Array.from(samples, (sample) => firstTarget(targets, sample)),
    };
  }

  private placesOf(samples: Int32Array): Int32Array {
    return samples.map((sample) => this.places[sample] ?? -1);
  }
}
