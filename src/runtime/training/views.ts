import { type Shape, sizeOf } from '../../engine/shape';
import { predictionsOf } from '../../engine/training/evaluation';
import { bindSampleLoss } from '../../engine/training/sampleLoss';
import type { Trainer } from '../../engine/training/trainer';
import type { Picture } from '../../protocol/trainingFrame';
import {
  type ConfusionMatrix,
  largestSampleTensor,
  type MiniBatch,
  type SampleRequest,
  type SampleTensor,
  type SampleView,
  type TrainingViews,
  type ViewRequests,
  type WalkedBatch,
} from '../../protocol/trainingViews';
import { BoundaryMaker } from './boundary';
import { firstTarget } from './dataPoints';
import type { DeadUnits } from './deadUnits';
import type { DistributionRecorder } from './distributions';
import { scalarRow } from './frameNews';
import { pictureOfSample, takePictures } from './pictures';

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

/** Follows one sample through the network, as it is evaluated. `undefined` where there is no such sample. */
function takeSample(trainer: Trainer, choice: SampleRequest): SampleView | undefined {
  const { data, definition } = trainer.blueprint;
  const samples = choice.part === 'miniBatch' ? trainer.miniBatch : data[choice.part];
  const sample = samples[choice.index];
  const runner = trainer.evaluationRunners.at(-1);
  if (sample === undefined || runner === undefined) return undefined;
  const { plan, miniBatch } = runner;
  miniBatch.load(Int32Array.of(sample), 0);
  plan.forward();
  const { layers, input, loss } = plan.network;
  const firstRow = (node: number, layer: number): SampleTensor => {
    const { shape, data: numbers } = plan.value(node);
    return sampleTensor(shape.slice(1), numbers, layer);
  };
  const { targets } = data;
  const predictions = predictionsOf(plan);
  return {
    choice,
    input: firstRow(input, -1),
    layers: definition.layers.map((_, layer) => {
      const node = layers[layer]?.output;
      return node === undefined || node === loss ? null : firstRow(node, layer);
    }),
    target:
      targets.kind === 'labels'
        ? Float32Array.of(targets.labels[sample] ?? NaN)
        : Float32Array.from(targets.values.subarray(sample * targets.width, (sample + 1) * targets.width)),
    prediction: Float32Array.from(
      { length: predictions.length / plan.batch },
      (_, i) => predictions[i] ?? NaN,
    ),
    loss: Float64Array.of(bindSampleLoss(plan)(0)),
  };
}

function sampleTensor(shape: Shape, numbers: Float32Array | Float64Array, layer: number): SampleTensor {
  const values = numbers.subarray(0, sizeOf(shape));
  if (values.length <= largestSampleTensor) return { shape, values: Float32Array.from(values) };
  const picture: Picture = pictureOfSample({ shape, data: values }, layer);
  return { shape, picture };
}
