import * as v from 'valibot';
import { index, list, oneNumber } from './panelTensor';
import type {
  BoundaryPicture,
  ConfusionMatrix,
  DataPoints,
  DistributionHistory,
  FoundSample,
  FoundSamples,
  SampleTensor,
  SampleView,
  TrainingViews,
  ViewRequests,
} from './trainingViews';
import type { Picture, RunSeries } from './trainingFrame';

/** Numbers travel in typed arrays only: in JSON, NaN and infinity would become `null`. */
const float64s = v.custom<Float64Array>((value) => value instanceof Float64Array, 'a Float64Array');
const float32s = v.custom<Float32Array>((value) => value instanceof Float32Array, 'a Float32Array');
const int32s = v.custom<Int32Array>((value) => value instanceof Int32Array, 'an Int32Array');
const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array, 'a Uint8Array');

const pictureKind = v.picklist(['activation', 'gradient', 'mask', 'weights', 'weightGradient']);
const dataPart = v.picklist(['train', 'test']);
const distributionKind = v.picklist(['activation', 'gradient', 'weights']);
const sampleRequest = v.strictObject({ part: v.picklist(['train', 'test', 'miniBatch']), index });

export const viewRequestsSchema: v.GenericSchema<unknown, ViewRequests> = v.strictObject({
  pictures: list(
    v.strictObject({
      layer: index,
      kinds: list(pictureKind),
      side: v.exactOptional(v.pipe(index, v.minValue(1), v.maxValue(512))),
      whole: v.exactOptional(v.boolean()),
    }),
  ),
  boundary: v.exactOptional(v.boolean()),
  confusion: v.exactOptional(dataPart),
  samples: v.exactOptional(list(sampleRequest)),
  sampleGradients: v.exactOptional(v.boolean()),
  distribution: v.exactOptional(v.strictObject({ layer: index, kind: distributionKind })),
  walkedBatch: v.exactOptional(v.boolean()),
  walkedUpdate: v.exactOptional(v.strictObject({ layer: index })),
});

const pictureSchema: v.GenericSchema<unknown, Picture> = v.pipe(
  v.strictObject({
    layer: index,
    kind: pictureKind,
    shape: list(index),
    fullRows: index,
    fullColumns: index,
    rows: index,
    columns: index,
    cells: v.union([float32s, bytes]),
    extremes: v.exactOptional(float32s),
    statistics: v.exactOptional(float64s),
    histogram: v.exactOptional(int32s),
    deadUnits: v.exactOptional(bytes),
  }),
  v.check(
    ({ rows, columns, cells }) => cells.length === rows * columns,
    'a picture has rows × columns cells',
  ),
);

const sampleTensor: v.GenericSchema<unknown, SampleTensor> = v.strictObject({
  shape: list(index),
  values: v.exactOptional(float32s),
  picture: v.exactOptional(pictureSchema),
});

const sampleSchema: v.GenericSchema<unknown, SampleView> = v.strictObject({
  choice: sampleRequest,
  input: sampleTensor,
  layers: list(v.nullable(sampleTensor)),
  target: float32s,
  prediction: float32s,
  loss: oneNumber,
  gradients: v.exactOptional(v.strictObject({ input: sampleTensor, layers: list(v.nullable(sampleTensor)) })),
});

const boundarySchema: v.GenericSchema<unknown, BoundaryPicture> = v.pipe(
  v.strictObject({
    bounds: v.pipe(float64s, v.length(4)),
    columns: index,
    rows: index,
    outputs: index,
    cells: float32s,
  }),
  v.check(
    ({ rows, columns, outputs, cells }) => cells.length === rows * columns * outputs,
    'a boundary has a cell for every row and column',
  ),
);

const confusionSchema: v.GenericSchema<unknown, ConfusionMatrix> = v.pipe(
  v.strictObject({ part: dataPart, classes: index, counts: int32s }),
  v.check(({ classes, counts }) => counts.length === classes * classes, 'a confusion matrix is square'),
);

const distributionSchema: v.GenericSchema<unknown, DistributionHistory> = v.pipe(
  v.strictObject({
    layer: index,
    kind: distributionKind,
    steps: float64s,
    limit: v.number(),
    bins: index,
    counts: int32s,
    nonFinite: int32s,
  }),
  v.check(({ steps, bins, counts }) => counts.length === steps.length * bins, 'every step has all bins'),
);

export const viewsSchema: v.GenericSchema<unknown, TrainingViews> = v.strictObject({
  pictures: list(pictureSchema),
  withoutPicture: v.exactOptional(list(v.strictObject({ layer: index, kind: pictureKind }))),
  miniBatch: v.exactOptional(int32s),
  walkedBatch: v.exactOptional(
    v.pipe(
      v.strictObject({ samples: int32s, targets: float32s }),
      v.check(({ samples, targets }) => samples.length === targets.length, 'every sample has a target'),
    ),
  ),
  walkedUpdate: v.exactOptional(
    v.strictObject({
      parameter: v.string(),
      before: pictureSchema,
      gradient: pictureSchema,
      change: pictureSchema,
      after: pictureSchema,
    }),
  ),
  walkedPass: v.exactOptional(v.strictObject({ loss: oneNumber, scalars: float64s })),
  boundary: v.exactOptional(boundarySchema),
  confusion: v.exactOptional(confusionSchema),
  samples: v.exactOptional(list(sampleSchema)),
  distribution: v.exactOptional(distributionSchema),
});

const pointList = v.strictObject({ inputs: float32s, targets: float32s });
export const pointsSchema: v.GenericSchema<unknown, DataPoints> = v.strictObject({
  inputs: index,
  train: pointList,
  test: pointList,
});

const foundSampleSchema: v.GenericSchema<unknown, FoundSample> = v.strictObject({
  index,
  figures: v.pipe(float64s, v.length(3)),
  input: v.exactOptional(float32s),
});
export const foundSamplesSchema: v.GenericSchema<unknown, FoundSamples> = v.strictObject({
  samples: list(foundSampleSchema),
  total: index,
});

const windowWorkSchema = v.strictObject({
  kind: v.literal('window'),
  shape: list(index),
  inputShape: list(index),
  entries: int32s,
  patch: float64s,
  kernel: v.exactOptional(float64s),
  bias: v.exactOptional(oneNumber),
  taken: v.exactOptional(index),
  sum: oneNumber,
  value: oneNumber,
});
export type ShownWindow = v.InferOutput<typeof windowWorkSchema>;

const productsWorkSchema = v.strictObject({
  kind: v.literal('products'),
  inputShape: list(index),
  outputShape: list(index),
  outputEntries: int32s,
  outputGradients: float64s,
  factors: float64s,
  inputEntries: int32s,
  leftOut: index,
  rest: oneNumber,
  sum: oneNumber,
  value: oneNumber,
});
export type ShownProducts = v.InferOutput<typeof productsWorkSchema>;

/** How an entry came about; a sentence where there is nothing to be worked out. */
export const layerWorkSchema = v.union([windowWorkSchema, productsWorkSchema, v.string()]);
export type ShownWork = v.InferOutput<typeof layerWorkSchema>;

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

/** What is new, or all of it after `anew`. */
export const seriesSchema: v.GenericSchema<unknown, RunSeries> = v.strictObject({
  losses: stepPoints,
  evaluations: stepRows,
  scalars: stepRows,
  learningRates: stepPoints,
});

export const lookBackSchema = v.strictObject({
  step: index,
  loss: oneNumber,
  /** Layers × `layerScalarNames`. */
  scalars: float64s,
  views: viewsSchema,
});
/** The run as it was at an earlier step. */
export type LookBack = v.InferOutput<typeof lookBackSchema>;
