import * as v from 'valibot';
import { float32s, float64s, int32s } from './trainingViews';
import { index, list, oneNumber } from './panelTensor';

const pointList = v.strictObject({
  /** Row-major, as the network gets them: standardised where that was asked for. */
  inputs: float32s,
  /** Its class, or its first value. */
  targets: float32s,
});
export type PointList = v.InferOutput<typeof pointList>;

export const pointsSchema = v.strictObject({
  /** 1 or 2 numbers a sample; absent for data of more inputs. */
  inputs: index,
  train: pointList,
  test: pointList,
});
/** All samples of data with one or two inputs, to be drawn as points. */
export type DataPoints = v.InferOutput<typeof pointsSchema>;

const foundSampleSchema = v.strictObject({
  index,
  /**
   * Loss, target and prediction; the last two are classes, or the first values. Any may be NaN or infinite.
   */
  figures: v.pipe(float64s, v.length(3)),
  /** Of images of at most `largestSampleTensor` numbers: what the network gets, row-major. */
  input: v.exactOptional(float32s),
});
/** A sample, and what the network makes of it. */
export type FoundSample = v.InferOutput<typeof foundSampleSchema>;

export const foundSamplesSchema = v.strictObject({
  /** At most as many as the search allows, the largest loss first. */
  samples: list(foundSampleSchema),
  /** How many there are. */
  total: index,
});
/** The samples that were searched for. */
export type FoundSamples = v.InferOutput<typeof foundSamplesSchema>;

const windowWorkSchema = v.strictObject({
  kind: v.literal('window'),
  /** Channels, rows and columns of the window. */
  shape: list(index),
  inputShape: list(index),
  /** By place in the window the entry of the images; −1 in the padding. */
  entries: int32s,
  patch: float64s,
  /** Absent where the largest is taken. */
  kernel: v.exactOptional(float64s),
  bias: v.exactOptional(oneNumber),
  /** The place in the window of the entry that is taken. */
  taken: v.exactOptional(index),
  sum: oneNumber,
  value: oneNumber,
});
/** An entry that a window over images made, and how; single numbers as in `WalkedPass`. */
export type WindowWork = v.InferOutput<typeof windowWorkSchema>;

const productsWorkSchema = v.strictObject({
  kind: v.literal('products'),
  inputShape: list(index),
  outputShape: list(index),
  /** By product: the entry of the output, the gradient there, and what it is multiplied by. */
  outputEntries: int32s,
  outputGradients: float64s,
  factors: float64s,
  /** The entry of the input that the factor is; −1 where it is computed. */
  inputEntries: int32s,
  /** How many further products there are that are not 0, and their sum. */
  leftOut: index,
  rest: oneNumber,
  sum: oneNumber,
  value: oneNumber,
});
/** An entry of the gradient of weights: the largest of the products that it is the sum of. */
export type ProductsWork = v.InferOutput<typeof productsWorkSchema>;

/** How an entry came about; a sentence where there is nothing to be worked out. */
export const layerWorkSchema = v.union([windowWorkSchema, productsWorkSchema, v.string()]);
export type ShownWork = v.InferOutput<typeof layerWorkSchema>;
