import type { Trainer } from '../../engine/training/trainer';
import type { MiniBatch, TrainingViews, ViewWishes, WalkedBatch } from '../../protocol/trainingViews';
import { takePictures, type DeadUnits } from './pictures';
import { scalarRow } from './scalarRow';

/** Makes what views show of a trainer, as copies. */
export class ViewMaker {
  /** By number of a sample its place in the training part. */
  private readonly places: Int32Array;

  constructor(private readonly trainer: Trainer) {
    const { count, train } = trainer.blueprint.data;
    this.places = new Int32Array(count).fill(-1);
    train.forEach((sample, place) => {
      this.places[sample] = place;
    });
  }

  take(wishes: ViewWishes, deadUnits: DeadUnits): TrainingViews {
    const { trainer } = this;
    const walkedBatch = wishes.walkedBatch === true ? { walkedBatch: this.walkedBatch() } : {};
    if (trainer.step === 0 && !trainer.isBetween) return { pictures: [], ...walkedBatch };
    return {
      ...walkedBatch,
      ...(trainer.isBetween && {
        walkedPass: { loss: trainer.plan.loss, scalars: scalarRow(trainer.passScalars()) },
      }),
      pictures: takePictures(trainer, wishes.pictures, deadUnits),
      miniBatch: this.miniBatch(),
    };
  }

  private miniBatch(): MiniBatch {
    return this.placesOf(this.trainer.miniBatch);
  }

  private walkedBatch(): WalkedBatch {
    const samples = this.trainer.nextMiniBatch();
    const { targets } = this.trainer.blueprint.data;
    const targetOf = (sample: number): number =>
      (targets.kind === 'labels' ? targets.labels[sample] : targets.values[sample * targets.width]) ?? NaN;
    return { samples: this.placesOf(samples), targets: Float32Array.from(samples, targetOf) };
  }

  private placesOf(samples: Int32Array): Int32Array {
    return samples.map((sample) => this.places[sample] ?? -1);
  }
}
