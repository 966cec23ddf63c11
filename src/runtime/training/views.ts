import { type Shape, sizeOf } from '../../engine/shape';
import type { Numbers, Tensor } from '../../engine/tensor';
import { predictionsOf } from '../../engine/training/evaluation';
import { bindSampleLoss } from '../../engine/training/sampleLoss';
import type { Trainer } from '../../engine/training/trainer';
import type {
  ConfusionMatrix,
  MiniBatch,
  Picture,
  SampleGradients,
  SampleRequest,
  SampleTensor,
  SampleView,
  TrainingViews,
  ViewRequests,
  WalkedBatch,
  WalkedUpdate,
} from '../../protocol/trainingViews';
import { largestSampleTensor } from '../../protocol/viewLimits';
import { BoundaryMaker } from './boundary';
import { firstTarget } from './dataPoints';
import type { DeadUnits } from './deadUnits';
import type { DistributionRecorder } from './distributions';
import { scalarRow } from './frameNews';
import { pictureOfParameter, pictureOfSample, missingPictures, takePictures } from './pictures';

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
  /** By place of a parameter its numbers before the last update, where that was of a step walked by hand. */
  readonly beforeUpdate: readonly Numbers[] | undefined;
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

  take(requests: ViewRequests, moment: Moment): TrainingViews {
    const { deadUnits, confusion, hasPass, isAtRest, isPast, beforeUpdate } = moment;
    const { trainer } = this;
    const walkedBatch = requests.walkedBatch === true ? { walkedBatch: this.walkedBatch() } : {};
    const boundary = requests.boundary === true ? this.boundary.take(isAtRest) : undefined;
    // Before anything was computed there is no mini-batch.
    const samples = (requests.samples ?? [])
      .filter(({ part }) => hasPass || part !== 'miniBatch')
      .flatMap((choice) => takeSample(trainer, choice, requests.sampleGradients === true) ?? []);
    const ofParameters = {
      ...(boundary && { boundary }),
      ...(confusion && { confusion }),
      ...(samples.length > 0 && { samples }),
    };
    if (!hasPass) return { pictures: [], ...walkedBatch, ...ofParameters };
    const distribution = requests.distribution && this.distribution(requests.distribution, isPast);
    const walkedUpdate =
      requests.walkedUpdate && beforeUpdate && takeUpdate(trainer, requests.walkedUpdate.layer, beforeUpdate);
    const withoutPicture = missingPictures(trainer, requests.pictures);
    return {
      ...walkedBatch,
      ...(withoutPicture.length > 0 && { withoutPicture }),
      ...(walkedUpdate && { walkedUpdate }),
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

/**
 * Follows one sample through the network, as it is evaluated, and where that is asked for back up again.
 * `undefined` where there is no such sample.
 */
function takeSample(trainer: Trainer, choice: SampleRequest, withGradients: boolean): SampleView | undefined {
  const { data, definition } = trainer.blueprint;
  const samples = choice.part === 'miniBatch' ? trainer.miniBatch : data[choice.part];
  const sample = samples[choice.index];
  if (sample === undefined) return undefined;
  const { plan, miniBatch } = trainer.followedRunner;
  miniBatch.load(Int32Array.of(sample), 0);
  plan.forward();
  const { layers, input, loss } = plan.network;
  const along = (tensorAt: (node: number) => Tensor | undefined): SampleGradients => {
    const tensorOf = (node: number, layer: number): SampleTensor | null => {
      const tensor = tensorAt(node);
      return tensor === undefined ? null : sampleTensor(tensor.shape.slice(1), tensor.data, layer);
    };
    return {
      input: tensorOf(input, -1) ?? { shape: data.sampleShape },
      layers: definition.layers.map((_, layer) => {
        const node = layers[layer]?.output;
        return node === undefined || node === loss ? null : tensorOf(node, layer);
      }),
    };
  };
  const forward = along((node) => plan.value(node));
  if (withGradients) {
    plan.backward();
    plan.computeInputGradient();
  }
  const { targets } = data;
  const predictions = predictionsOf(plan);
  return {
    choice,
    ...forward,
    target:
      targets.kind === 'labels'
        ? Float32Array.of(targets.labels[sample] ?? NaN)
        : Float32Array.from(targets.values.subarray(sample * targets.width, (sample + 1) * targets.width)),
    prediction: Float32Array.from(
      { length: predictions.length / plan.batch },
      (_, i) => predictions[i] ?? NaN,
    ),
    loss: Float64Array.of(bindSampleLoss(plan)(0)),
    ...(withGradients && { gradients: along((node) => plan.gradient(node)) }),
  };
}

/** The first parameter of a layer, its weights, before and after the last update. */
function takeUpdate(
  { parameters }: Trainer,
  layer: number,
  beforeUpdate: readonly Numbers[],
): WalkedUpdate | undefined {
  const place = parameters.findIndex((parameter) => parameter.layer === layer);
  const [parameter, before] = [parameters[place], beforeUpdate[place]];
  if (parameter === undefined || before === undefined) return undefined;
  const { name, value, gradient } = parameter;
  const { shape, data: after } = value;
  const weights = (data: Numbers): Picture => pictureOfParameter({ shape, data }, layer);
  return {
    parameter: name,
    before: weights(before),
    gradient: weights(gradient.data),
    change: weights(Float64Array.from(after, (number, entry) => number - (before[entry] ?? NaN))),
    after: weights(after),
  };
}

function sampleTensor(shape: Shape, numbers: Float32Array | Float64Array, layer: number): SampleTensor {
  const values = numbers.subarray(0, sizeOf(shape));
  if (values.length <= largestSampleTensor) return { shape, values: Float32Array.from(values) };
  const picture: Picture = pictureOfSample({ shape, data: values }, layer);
  return { shape, picture };
}
