import type { Trainer } from '../../engine/training/trainer';
import type { MiniBatch, TrainingViews, ViewWishes } from '../../protocol/trainingViews';
import { takePictures, type DeadUnits } from './pictures';

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
    if (trainer.step === 0 && !trainer.isBetween) return { pictures: [] };
    return {
      pictures: takePictures(trainer, wishes.pictures, deadUnits),
      miniBatch: this.miniBatch(),
    };
  }

  private miniBatch(): MiniBatch {
    return this.trainer.miniBatch.map((sample) => this.places[sample] ?? -1);
  }
}
