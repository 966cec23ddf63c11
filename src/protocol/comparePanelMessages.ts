/**
 * The messages between the panel that compares recordings and the host. Each side checks what it receives
 * and refuses the rest. Runs are named by their place among those compared.
 */
import * as v from 'valibot';
import { messagesFromPanel, messagesToPanel } from './panelMessages';
import { index, list, numbers } from './panelTensor';
import { receive, type Received } from './received';
import { mostCompared } from './viewLimits';

const float32s = v.custom<Float32Array>((value) => value instanceof Float32Array, 'a Float32Array');
const int32s = v.custom<Int32Array>((value) => value instanceof Int32Array, 'an Int32Array');

export const runMeasures = ['loss', 'trainLoss', 'trainAccuracy', 'testLoss', 'testAccuracy'] as const;
export type RunMeasure = (typeof runMeasures)[number];
export const measures = [...runMeasures, 'gradientNorm', 'updateToWeightRatio'] as const;
export type Measure = (typeof measures)[number];

const pictureKind = v.picklist(['activation', 'gradient', 'mask', 'weights', 'weightGradient']);
export type ComparedPictureKind = v.InferOutput<typeof pictureKind>;

/** A curve of one run; of several, the median, and what is lowest and highest at the same steps. */
const curveSchema = v.strictObject({
  steps: numbers,
  values: numbers,
  low: v.exactOptional(numbers),
  high: v.exactOptional(numbers),
});
export type ComparedLine = v.InferOutput<typeof curveSchema>;

const optionalCurves = Object.fromEntries(
  measures.map((name) => [name, v.exactOptional(curveSchema)]),
) as Record<Measure, v.ExactOptionalSchema<typeof curveSchema, undefined>>;
/** Median, lowest and highest; of one run three times the same. */
const figure = v.pipe(numbers, v.length(3));
const optionalFigures = Object.fromEntries(
  runMeasures.map((name) => [name, v.exactOptional(figure)]),
) as Record<RunMeasure, v.ExactOptionalSchema<typeof figure, undefined>>;

const entrySchema = v.strictObject({
  /** Told apart by the settings that differ. */
  name: v.string(),
  /** Several where they differ only by their seed. */
  runs: list(index),
  curves: v.strictObject(optionalCurves),
  /** The last that was measured. */
  figures: v.strictObject(optionalFigures),
  /** In the order of the settings of the comparison. */
  settings: list(v.nullable(v.union([v.string(), v.number(), v.boolean()]))),
  /** The first step at which a loss was not finite. */
  firstNotFinite: v.exactOptional(index),
});
export type ShownEntry = v.InferOutput<typeof entrySchema>;

const runSchema = v.strictObject({
  /** Alone, whatever entries are grouped by. */
  name: v.string(),
  /** ISO 8601. */
  created: v.string(),
  state: v.picklist(['running', 'finished', 'stopped', 'failed', 'lost']),
  step: index,
  seconds: v.number(),
  stepsPerEpoch: v.exactOptional(v.number()),
  /** Steps of its snapshots. */
  snapshots: numbers,
  /** In the order in which they are computed. */
  layers: list(v.string()),
  hasDefinition: v.boolean(),
  /** What a person changed after so many updates; of a definition `to` is the number of its text. */
  edits: list(
    v.strictObject({
      step: index,
      kind: v.picklist(['parameter', 'learningRate', 'definition']),
      to: v.string(),
    }),
  ),
  /**
   * On how many samples of each part, and of the training part at both ends, it was evaluated, and how many
   * there are; `null` where nobody knows.
   */
  evaluated: v.nullable(
    v.strictObject({
      trainSamples: index,
      testSamples: index,
      finalTrainSamples: index,
      ofTrain: index,
      ofTest: index,
      /** Whether the last evaluation is that of the end. */
      isAtEnd: v.boolean(),
    }),
  ),
});
export type ShownRun = v.InferOutput<typeof runSchema>;

const comparisonSchema = v.strictObject({
  runs: list(runSchema),
  entries: list(entrySchema),
  /** Names of the settings that differ. */
  settings: list(v.string()),
  /** Whether some runs differ only by their seed. */
  hasSeeds: v.boolean(),
  /** Names of layers that have curves of their own. */
  layers: list(v.string()),
  cautions: list(v.picklist(['data', 'unknownData', 'lossFunction', 'unknownLossFunction'])),
  /** Places of entries, the best first, and what they are ranked by. */
  ranking: v.nullable(v.strictObject({ by: v.picklist(runMeasures), order: list(index) })),
  /** Recordings that cannot be compared, and damaged files of others: in the reader's language. */
  problems: list(v.string()),
});
export type ShownComparison = v.InferOutput<typeof comparisonSchema>;

const snapshotRequestSchema = v.strictObject({
  /** So that an answer is known to be that of the newest question. */
  number: index,
  /** By run, the step to be shown; the snapshot nearest to it is. */
  moments: v.pipe(
    list(v.strictObject({ run: index, step: v.pipe(v.number(), v.minValue(0)) })),
    // Each is read from a file.
    v.maxLength(mostCompared),
  ),
  kind: pictureKind,
  /** `null`: of every layer, without its cells. */
  layer: v.nullable(v.string()),
});
export type SnapshotRequest = v.InferOutput<typeof snapshotRequestSchema>;

const pictureSchema = v.pipe(
  v.strictObject({
    layer: v.string(),
    shape: list(index),
    /** As `statisticColumns` of a recording; absent for masks. */
    statistics: v.exactOptional(numbers),
    histogram: v.exactOptional(int32s),
    cells: v.exactOptional(
      v.strictObject({ rows: index, columns: index, means: float32s, extremes: v.exactOptional(float32s) }),
    ),
  }),
  v.check(
    ({ cells }) => cells === undefined || cells.means.length === cells.rows * cells.columns,
    'a picture has rows × columns cells',
  ),
);
export type ComparedPicture = v.InferOutput<typeof pictureSchema>;

const shownSnapshotSchema = v.strictObject({
  run: index,
  /** `null`: there is no snapshot. */
  step: v.nullable(index),
  pictures: list(pictureSchema),
  /** The file of it that is damaged. */
  damaged: v.exactOptional(v.string()),
});
export type ShownSnapshot = v.InferOutput<typeof shownSnapshotSchema>;

const ownMessagesToPanel = [
  /** The answer to `choose`, and whenever a recording has changed. */
  v.strictObject({ kind: v.literal('comparison'), comparison: comparisonSchema }),
  v.strictObject({ kind: v.literal('snapshots'), number: index, snapshots: list(shownSnapshotSchema) }),
] as const;
export type ToComparePanel = v.InferOutput<(typeof ownMessagesToPanel)[number]>;

const hostToComparePanelSchema = v.variant('kind', [...messagesToPanel, ...ownMessagesToPanel]);
export type HostToComparePanel = v.InferOutput<typeof hostToComparePanelSchema>;

const choiceSchema = v.strictObject({
  /** Runs that differ only by their seed are one entry. */
  bySeed: v.boolean(),
  /** The layer whose gradients and updates are shown; `null`: all together. */
  layer: v.nullable(v.string()),
});
export type CompareChoice = v.InferOutput<typeof choiceSchema>;

const ownMessages = [
  v.strictObject({ kind: v.literal('choose'), choice: choiceSchema }),
  v.strictObject({ kind: v.literal('requestSnapshots'), request: snapshotRequestSchema }),
  /** Show what differs between the definitions of two runs. */
  v.strictObject({ kind: v.literal('showDifference'), left: index, right: index }),
] as const;
export type ComparePanelMessage = v.InferOutput<(typeof ownMessages)[number]>;

const comparePanelToHostSchema = v.variant('kind', [...messagesFromPanel, ...ownMessages]);
export type ComparePanelToHost = v.InferOutput<typeof comparePanelToHostSchema>;

/** Checks what the panel received from the host. */
export function receiveInComparePanel(received: unknown): Received<HostToComparePanel> {
  return receive(hostToComparePanelSchema, received);
}

/** Checks what the host received from the panel. */
export function receiveFromComparePanel(received: unknown): Received<ComparePanelToHost> {
  return receive(comparePanelToHostSchema, received);
}
