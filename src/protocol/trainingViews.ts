import type { Shape } from '../engine/shape';
import type { Message } from '../engine/message';
import type { Picture, PictureKind, PictureRequest } from './trainingFrame';

export type DataPart = 'train' | 'test';

/** One sample of the data, by its place in its part. */
export interface SampleChoice {
  readonly part: DataPart;
  readonly index: number;
}

/**
 * Which sample is to be followed: one of the data, or the
 * one in a place of the last mini-batch, whichever it is.
 */
export type SampleRequest = SampleChoice | { readonly part: 'miniBatch'; readonly index: number };

/** What has a distribution over time. */
export type DistributionKind = 'activation' | 'gradient' | 'weights';

/** What a view shows now. Nothing else is computed for it. */
export interface ViewRequests {
  readonly pictures: readonly PictureRequest[];
  /** For data of one or two inputs. */
  readonly boundary?: boolean;
  /** For classes. */
  readonly confusion?: DataPart;
  readonly samples?: readonly SampleRequest[];
  /** With the gradients of those samples. */
  readonly sampleGradients?: boolean;
  readonly distribution?: { readonly layer: number; readonly kind: DistributionKind };
  /** The mini-batch of the step that is walked by hand, or comes next. */
  readonly walkedBatch?: boolean;
  /** What the update of a step walked by hand did to the weights of this layer. */
  readonly walkedUpdate?: { readonly layer: number };
}

/** For whoever shows numbers only. */
export const noViewRequests: ViewRequests = { pictures: [] };

/** The mini-batch of a step walked by hand. */
export interface WalkedBatch {
  /** Places in the training part, in the order of the mini-batch. */
  readonly samples: Int32Array;
  /** The class of each, or its first value. */
  readonly targets: Float32Array;
}

/** The weights of one layer before and after the update of a step walked by hand. */
export interface WalkedUpdate {
  /** `affine1.W`. */
  readonly parameter: string;
  readonly before: Picture;
  /** As the optimizer got it: limited where the definition says so. */
  readonly gradient: Picture;
  /** After less before. */
  readonly change: Picture;
  readonly after: Picture;
}

/** What forward and backward gave, while the update is still to come. */
export interface WalkedPass {
  /**
   * One number, which may be NaN or infinite: in JSON, which
   * messages to a panel go through, it would be `null`.
   */
  readonly loss: Float64Array;
  /** Layers × `layerScalarNames`; the update-to-weight ratio is NaN, for there was no update. */
  readonly scalars: Float64Array;
}

/** Which samples the last mini-batch held, in its order: places in the training part. */
export type MiniBatch = Int32Array;

/** What the network answers everywhere in the plane of its two inputs, or along its only one. */
export interface BoundaryPicture {
  /** Left, right, bottom, top of the outermost cells' middles; for one input bottom and top are 0. */
  readonly bounds: Float64Array;
  readonly columns: number;
  /** 1 for one input. */
  readonly rows: number;
  /** Numbers in each cell: probabilities of the classes (one for a sigmoid), or values. */
  readonly outputs: number;
  /** Row-major from the bottom row up, the outputs of a cell beside each other. */
  readonly cells: Float32Array;
}

/** How often samples of one class were taken for another. */
export interface ConfusionMatrix {
  readonly part: DataPart;
  readonly classes: number;
  /** Row-major: rows are the true classes, columns what the network said. */
  readonly counts: Int32Array;
}

/** What one sample became in a layer. */
export interface SampleTensor {
  readonly shape: Shape;
  /** All its numbers, row-major; of more than `largestSampleTensor` a picture instead. */
  readonly values?: Float32Array;
  readonly picture?: Picture;
}
export const largestSampleTensor = 16_384;

/** One sample followed through the network, as it is evaluated: Dropout passes everything on. */
export interface SampleView {
  /** As it was requested. */
  readonly choice: SampleRequest;
  readonly input: SampleTensor;
  /** By layer; `null` for the loss. */
  readonly layers: readonly (SampleTensor | null)[];
  /** Its class as a single number, or its values. */
  readonly target: Float32Array;
  /** Probabilities of the classes (one for a sigmoid), or values. */
  readonly prediction: Float32Array;
  /** One number, as in `WalkedPass`. */
  readonly loss: Float64Array;
  /** Where they were requested. */
  readonly gradients?: SampleGradients;
}

/** The gradient of the loss of one sample with respect to what it became on its way. */
export interface SampleGradients {
  readonly input: SampleTensor;
  /** By layer; `null` for the loss. */
  readonly layers: readonly (SampleTensor | null)[];
}

/**
 * Histograms of one tensor over the run, all with the same bins: `bins` of equal width from `-limit` to
 * `limit`. The first steps are all there; when there are too many, every second one of the others goes.
 */
export interface DistributionHistory {
  readonly layer: number;
  readonly kind: DistributionKind;
  /** Ascending: updates done before the mini-batch it is of. */
  readonly steps: Float64Array;
  readonly limit: number;
  readonly bins: number;
  /** Steps × bins. */
  readonly counts: Int32Array;
  /** By step, entries that are NaN or infinite: they are in no bin. */
  readonly nonFinite: Int32Array;
}

/** What was requested and can be had. */
export interface TrainingViews {
  readonly pictures: readonly Picture[];
  /** Requested, and never to be had: the gradient of what no parameter stands before, weights of a ReLU. */
  readonly withoutPicture?: readonly Pick<Picture, 'layer' | 'kind'>[];
  readonly miniBatch?: MiniBatch;
  readonly walkedBatch?: WalkedBatch;
  /** From the update of a step walked by hand to the next step. */
  readonly walkedUpdate?: WalkedUpdate;
  /** Always there between the gradients and the update, never otherwise. */
  readonly walkedPass?: WalkedPass;
  readonly boundary?: BoundaryPicture;
  readonly confusion?: ConfusionMatrix;
  /** Those that are there. */
  readonly samples?: readonly SampleView[];
  readonly distribution?: DistributionHistory;
}

/** Whether there is any: a frame may have numbers only. */
export function hasViews({ pictures, ...others }: TrainingViews): boolean {
  return pictures.length > 0 || Object.keys(others).length > 0;
}

/** All samples of data with one or two inputs, to be drawn as points. */
export interface DataPoints {
  /** 1 or 2 numbers a sample; absent for data of more inputs. */
  readonly inputs: number;
  readonly train: PointList;
  readonly test: PointList;
}
export interface PointList {
  /** Row-major, as the network gets them: standardised where that was asked for. */
  readonly inputs: Float32Array;
  /** Its class, or its first value. */
  readonly targets: Float32Array;
}

export interface SampleSearch {
  readonly session: number;
  readonly part: DataPart;
  /** Only samples of this class, and only those taken for this one. */
  readonly actual?: number;
  readonly predicted?: number;
  /** The step looked back at, after its update, as for `InspectRequest`; absent: as the network is now. */
  readonly step?: number;
  readonly limit: number;
}

/** A sample, and what the network makes of it. */
export interface FoundSample {
  readonly index: number;
  /**
   * Loss, target and prediction; the last two are classes, or the first values. Any may be NaN or infinite.
   */
  readonly figures: Float64Array;
  /** Of images of at most `largestSampleTensor` numbers: what the network gets, row-major. */
  readonly input?: Float32Array;
}

/** The samples that were searched for. */
export interface FoundSamples {
  /** At most as many as the search allows, the largest loss first. */
  readonly samples: readonly FoundSample[];
  /** How many there are. */
  readonly total: number;
}

/**
 * Which entry of a layer's gradient or output is asked
 * about; its place in the tensor, row-major, batch first.
 */
export interface LayerEntryQuestion {
  readonly session: number;
  readonly layer: number;
  readonly kind: Extract<PictureKind, 'activation' | 'gradient' | 'weightGradient'>;
  readonly entry: number;
}

/** A cause of a zero, and what caused it in turn. */
export interface LayerEntryCause {
  readonly message: Message;
  /** The layer that is to blame or passed it on; absent for the network's input. */
  readonly layer?: number;
  readonly entry?: number;
  readonly causes: readonly LayerEntryCause[];
}

/** Which entry of what a layer gave, or of the gradient of its weights, is to be worked out. */
export interface LayerWorkQuestion {
  readonly session: number;
  readonly layer: number;
  readonly kind: Extract<PictureKind, 'activation' | 'weightGradient'>;
  /** Row-major, batch first. */
  readonly entry: number;
  /** The step whose pass it is of, as for `InspectRequest`; absent: the last pass. */
  readonly step?: number;
}

/** An entry that a window over images made, and how; single numbers as in `WalkedPass`. */
export interface WindowWork {
  readonly kind: 'window';
  /** Channels, rows and columns of the window. */
  readonly shape: Shape;
  readonly inputShape: Shape;
  /** By place in the window the entry of the images; −1 in the padding. */
  readonly entries: Int32Array;
  readonly patch: Float64Array;
  /** Absent where the largest is taken. */
  readonly kernel?: Float64Array;
  readonly bias?: Float64Array;
  /** The place in the window of the entry that is taken. */
  readonly taken?: number;
  readonly sum: Float64Array;
  readonly value: Float64Array;
}

/** An entry of the gradient of weights: the largest of the products that it is the sum of. */
export interface ProductsWork {
  readonly kind: 'products';
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** By product: the entry of the output, the gradient there, and what it is multiplied by. */
  readonly outputEntries: Int32Array;
  readonly outputGradients: Float64Array;
  readonly factors: Float64Array;
  /** The entry of the input that the factor is; −1 where it is computed. */
  readonly inputEntries: Int32Array;
  /** How many further products there are that are not 0, and their sum. */
  readonly leftOut: number;
  readonly rest: Float64Array;
  readonly sum: Float64Array;
  readonly value: Float64Array;
}

export type LayerWork = WindowWork | ProductsWork | { readonly kind: 'none'; readonly message: Message };

/** What views ask of a session besides its frames. */
export interface TrainingViewsService {
  /** `undefined` for data of more than two inputs. */
  dataPoints(request: { readonly session: number }): DataPoints | undefined;
  /** The samples with the largest loss first. Takes its time in slices; the run waits meanwhile. */
  findSamples(request: SampleSearch): FoundSamples;
  /** Of the last mini-batch. */
  explainLayerEntry(request: LayerEntryQuestion): LayerEntryCause;
  /** With the weights that the pass was computed with, also after their update. */
  workOutLayerEntry(request: LayerWorkQuestion): LayerWork;
}
