import * as v from 'valibot';
import { index, list, noneOrOne, oneNumber } from './panelTensor';
import { largestPictureSide, sealableViews } from './viewLimits';

/** Numbers travel in typed arrays only: in JSON, NaN and infinity would become `null`. */
export const float64s = v.custom<Float64Array>((value) => value instanceof Float64Array, 'a Float64Array');
export const float32s = v.custom<Float32Array>((value) => value instanceof Float32Array, 'a Float32Array');
export const int32s = v.custom<Int32Array>((value) => value instanceof Int32Array, 'an Int32Array');
const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array, 'a Uint8Array');

/** `activation`: what the layer gave. `gradient`: ∂L/∂ of that. `mask`: 1 is blocked, of a ReLU. */
const pictureKind = v.picklist(['activation', 'gradient', 'mask', 'weights', 'weightGradient']);
export type PictureKind = v.InferOutput<typeof pictureKind>;

const dataPart = v.picklist(['train', 'test']);
export type DataPart = v.InferOutput<typeof dataPart>;

/** What has a distribution over time. */
const distributionKind = v.picklist(['activation', 'gradient', 'weights']);
export type DistributionKind = v.InferOutput<typeof distributionKind>;

const sampleChoice = v.strictObject({ part: dataPart, index });
/** One sample of the data, by its place in its part. */
export type SampleChoice = v.InferOutput<typeof sampleChoice>;

const sampleRequest = v.union([sampleChoice, v.strictObject({ part: v.literal('miniBatch'), index })]);
/**
 * Which sample is to be followed: one of the data, or the
 * one in a place of the last mini-batch, whichever it is.
 */
export type SampleRequest = v.InferOutput<typeof sampleRequest>;

const pictureRequest = v.strictObject({
  layer: index,
  kinds: list(pictureKind),
  /** The most cells on a side: a whole number from 1 to `largestPictureSide`. Default: `pictureSide`. */
  side: v.exactOptional(v.pipe(index, v.minValue(1), v.maxValue(largestPictureSide))),
  /** Every entry, where there are no more than `largestPictureSide`²; otherwise as `side` says. */
  whole: v.exactOptional(v.boolean()),
});
/** Which pictures a view shows now. */
export type PictureRequest = v.InferOutput<typeof pictureRequest>;

export const viewRequestsSchema = v.strictObject({
  pictures: list(pictureRequest),
  /** For data of one or two inputs. */
  boundary: v.exactOptional(v.boolean()),
  /** For classes. */
  confusion: v.exactOptional(dataPart),
  samples: v.exactOptional(list(sampleRequest)),
  /** With the gradients of those samples. */
  sampleGradients: v.exactOptional(v.boolean()),
  distribution: v.exactOptional(v.strictObject({ layer: index, kind: distributionKind })),
  /** The mini-batch of the step that is walked by hand, or comes next. */
  walkedBatch: v.exactOptional(v.boolean()),
  /** What the update of a step walked by hand did to the weights of this layer. */
  walkedUpdate: v.exactOptional(v.strictObject({ layer: index })),
});
/** What a view shows now. Nothing else is computed for it. */
export type ViewRequests = v.InferOutput<typeof viewRequestsSchema>;

const pictureSchema = v.pipe(
  v.strictObject({
    layer: index,
    kind: pictureKind,
    /** Of the whole tensor, batch first. */
    shape: list(index),
    /** Rows and columns of the whole tensor, seen as a matrix. */
    fullRows: index,
    fullColumns: index,
    /** Of this picture. Where they are as many as those of the tensor every cell is one exact entry. */
    rows: index,
    columns: index,
    /** Row-major; of several entries their mean. A mask that is exact comes as 0 and 1 in bytes. */
    cells: v.union([float32s, bytes]),
    /** By cell the entry farthest from zero, or one that is not finite; absent where the cells are exact. */
    extremes: v.exactOptional(float32s),
    /** As `statisticsEntries` of the engine; absent for masks. */
    statistics: v.exactOptional(float64s),
    /** Counts between minimum and maximum; absent for masks. */
    histogram: v.exactOptional(int32s),
    /** Of a mask: one byte a unit, 1 where the unit was blocked for every sample of the last whole epoch. */
    deadUnits: v.exactOptional(bytes),
  }),
  v.check(
    ({ rows, columns, cells }) => cells.length === rows * columns,
    'a picture has rows × columns cells',
  ),
);
/**
 * One tensor as a picture. Of what a batch gives the rows are the units and the columns the samples;
 * of weights the rows are inputs (filters of a convolution) and the columns outputs.
 */
export type Picture = v.InferOutput<typeof pictureSchema>;

const sampleTensor = v.strictObject({
  shape: list(index),
  /** All its numbers, row-major; of more than `largestSampleTensor` a picture instead. */
  values: v.exactOptional(float32s),
  picture: v.exactOptional(pictureSchema),
});
/** What one sample became in a layer. */
export type SampleTensor = v.InferOutput<typeof sampleTensor>;

const sampleGradients = v.strictObject({
  input: sampleTensor,
  /** By layer; `null` for the loss. */
  layers: list(v.nullable(sampleTensor)),
});
/** The gradient of the loss of one sample with respect to what it became on its way. */
export type SampleGradients = v.InferOutput<typeof sampleGradients>;

const sampleSchema = v.strictObject({
  /** As it was requested. */
  choice: sampleRequest,
  input: sampleTensor,
  /** By layer; `null` for the loss. */
  layers: list(v.nullable(sampleTensor)),
  /** Its class as a single number, or its values. */
  target: float32s,
  /** Probabilities of the classes (one for a sigmoid), or values. */
  prediction: float32s,
  /** As in `WalkedPass`. */
  loss: oneNumber,
  /** Where they were requested. */
  gradients: v.exactOptional(sampleGradients),
});
/** One sample followed through the network, as it is evaluated: Dropout passes everything on. */
export type SampleView = v.InferOutput<typeof sampleSchema>;

const boundarySchema = v.pipe(
  v.strictObject({
    /** Left, right, bottom, top of the outermost cells' middles; for one input bottom and top are 0. */
    bounds: v.pipe(float64s, v.length(4)),
    columns: index,
    /** 1 for one input. */
    rows: index,
    /** Numbers in each cell: probabilities of the classes (one for a sigmoid), or values. */
    outputs: index,
    /** Row-major from the bottom row up, the outputs of a cell beside each other. */
    cells: float32s,
  }),
  v.check(
    ({ rows, columns, outputs, cells }) => cells.length === rows * columns * outputs,
    'a boundary has a cell for every row and column',
  ),
);
/** What the network answers everywhere in the plane of its two inputs, or along its only one. */
export type BoundaryPicture = v.InferOutput<typeof boundarySchema>;

const confusionSchema = v.pipe(
  v.strictObject({
    part: dataPart,
    /** Updates done when it was counted: while a run goes on that is at its evaluations. */
    step: index,
    classes: index,
    /** Row-major: rows are the true classes, columns what the network said. */
    counts: int32s,
  }),
  v.check(({ classes, counts }) => counts.length === classes * classes, 'a confusion matrix is square'),
);
/** How often samples of one class were taken for another. */
export type ConfusionMatrix = v.InferOutput<typeof confusionSchema>;

const distributionSchema = v.pipe(
  v.strictObject({
    layer: index,
    kind: distributionKind,
    /** Ascending: updates done before the mini-batch it is of. */
    steps: float64s,
    limit: v.number(),
    bins: index,
    /** Steps × bins. */
    counts: int32s,
    /** By step, entries that are NaN or infinite: they are in no bin. */
    nonFinite: int32s,
  }),
  v.check(({ steps, bins, counts }) => counts.length === steps.length * bins, 'every step has all bins'),
);
/**
 * Histograms of one tensor over the run, all with the same bins: `bins` of equal width from `-limit` to
 * `limit`. The first steps are all there; when there are too many, every second one of the others goes.
 */
export type DistributionHistory = v.InferOutput<typeof distributionSchema>;

const walkedBatch = v.pipe(
  v.strictObject({
    /** Places in the training part, in the order of the mini-batch. */
    samples: int32s,
    /** The class of each, or its first value. */
    targets: float32s,
  }),
  v.check(({ samples, targets }) => samples.length === targets.length, 'every sample has a target'),
);
/** The mini-batch of a step walked by hand. */
export type WalkedBatch = v.InferOutput<typeof walkedBatch>;

const walkedUpdate = v.strictObject({
  /** `affine1.W`. */
  parameter: v.string(),
  before: pictureSchema,
  /** As the optimizer got it: limited where the definition says so. */
  gradient: pictureSchema,
  /** After less before. */
  change: pictureSchema,
  after: pictureSchema,
});
/** The weights of one layer before and after the update of a step walked by hand. */
export type WalkedUpdate = v.InferOutput<typeof walkedUpdate>;

const walkedPass = v.strictObject({
  /**
   * One number, which may be NaN or infinite: in JSON, which messages to a panel go through, it would be
   * `null`. Empty while it is sealed.
   */
  loss: noneOrOne,
  /** Layers × `layerScalarNames`; the update-to-weight ratio is NaN, for there was no update. */
  scalars: float64s,
});
/** What forward and backward gave, while the update is still to come. */
export type WalkedPass = v.InferOutput<typeof walkedPass>;

const picturePlaces = list(v.strictObject({ layer: index, kind: pictureKind }));

export const viewsSchema = v.strictObject({
  pictures: list(pictureSchema),
  /** Requested, and never to be had: the gradient of what no parameter stands before, weights of a ReLU. */
  withoutPicture: v.exactOptional(picturePlaces),
  /** Requested, and kept back because a learner is asked for it; there, if empty, where anything is. */
  sealed: v.exactOptional(
    v.strictObject({ pictures: picturePlaces, views: list(v.picklist(sealableViews)) }),
  ),
  /** Which samples the last mini-batch held, in its order: places in the training part. */
  miniBatch: v.exactOptional(int32s),
  walkedBatch: v.exactOptional(walkedBatch),
  /** From the update of a step walked by hand to the next step. */
  walkedUpdate: v.exactOptional(walkedUpdate),
  /** Always there between the gradients and the update, never otherwise. */
  walkedPass: v.exactOptional(walkedPass),
  boundary: v.exactOptional(boundarySchema),
  confusion: v.exactOptional(confusionSchema),
  /** Those that are there. */
  samples: v.exactOptional(list(sampleSchema)),
  distribution: v.exactOptional(distributionSchema),
});
/** What was requested and can be had. */
export type TrainingViews = v.InferOutput<typeof viewsSchema>;

/** Which samples the last mini-batch held, in its order: places in the training part. */
export type MiniBatch = NonNullable<TrainingViews['miniBatch']>;

const stepPoints = v.pipe(
  v.strictObject({ steps: float64s, values: float64s }),
  v.check(({ steps, values }) => steps.length === values.length, 'every step has a value'),
);
const stepRows = v.pipe(
  v.strictObject({ steps: float64s, values: float64s }),
  v.check(({ steps, values }) => isRowCount(steps.length, values.length), 'every step has a row'),
);

function isRowCount(rows: number, numbers: number): boolean {
  return rows === 0 ? numbers === 0 : numbers % rows === 0;
}

export const seriesSchema = v.strictObject({
  /** Of mini-batches, by the number of updates done before each. */
  losses: stepPoints,
  /** Columns: `evaluationNames`; by the number of updates done. */
  evaluations: stepRows,
  /** Columns: layers × `layerScalarNames`; of mini-batches, by the number of updates done before each. */
  scalars: stepRows,
  /** As the schedule made them: by the number of updates done, of the update that follows. */
  learningRates: stepPoints,
});
/** What was measured over the steps of a run: all of it, or what is new in a frame. */
export type RunSeries = v.InferOutput<typeof seriesSchema>;

export const lookBackSchema = v.strictObject({
  step: index,
  loss: noneOrOne,
  /** Layers × `layerScalarNames`. */
  scalars: float64s,
  views: viewsSchema,
});
/** The run as it was at an earlier step. */
export type LookBack = v.InferOutput<typeof lookBackSchema>;
