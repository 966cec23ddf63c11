import type { NumberedFile, Recording } from '../recordingReader';
import { epochLength, type RunDescription } from '../runDescription';
import { columnCount, evaluationColumns, scalarColumns, type SeriesRows } from '../segment';

/** What is measured of a whole run; `loss` is that of the mini-batches. */
export const runCurveNames = ['loss', ...evaluationColumns] as const;
export type RunCurveName = (typeof runCurveNames)[number];

/** What is measured of each layer, and of several together. */
export const layerCurveNames = ['gradientNorm', 'updateToWeightRatio'] as const;
export type LayerCurveName = (typeof layerCurveNames)[number];

/** As much of a recording as a comparison needs, whatever the size of the recording. */
export interface RunCurves {
  readonly run: RunDescription;
  /** Absent where nothing tells how many steps an epoch has. */
  readonly stepsPerEpoch?: number;
  readonly curves: Readonly<Record<RunCurveName, SeriesRows>>;
  /** What was measured last of each, though its curve ends with a mean; absent where there is none. */
  readonly figures: Readonly<Partial<Record<RunCurveName, number>>>;
  /** Of the layers with parameters, in their order. */
  readonly layers: readonly LayerCurves[];
  readonly snapshots: readonly NumberedFile[];
  /** The first step whose loss was not finite. */
  readonly firstNotFinite?: number;
  /** Names of files that were set aside. */
  readonly damaged: readonly string[];
}

export interface LayerCurves extends Readonly<Record<LayerCurveName, SeriesRows>> {
  readonly layer: string;
}

/**
 * The curves of a recording.
 * @param mostRows of each curve; where more was measured, each point is the mean of its part of the run
 * @returns `undefined` where nothing says what the run is of
 */
export function curvesOf(recording: Recording, mostRows: number): RunCurves | undefined {
  const { run, series, snapshots, damaged } = recording;
  if (run === undefined) return undefined;
  const { losses, evaluations, scalars } = series;
  const measured = runCurveNames.map((name, at): readonly [RunCurveName, SeriesRows] => [
    name,
    name === 'loss' ? losses : columnOf(evaluations, at - 1),
  ]);
  const stepsPerEpoch = epochLength(run);
  const odd = losses.values.findIndex((loss) => !Number.isFinite(loss));
  return {
    run,
    ...(stepsPerEpoch !== undefined && { stepsPerEpoch }),
    curves: Object.fromEntries(
      measured.map(([name, rows]) => [name, meansOf(rows, mostRows)]),
    ) as RunCurves['curves'],
    figures: Object.fromEntries(
      measured.flatMap(([name, { values }]) => (values.length === 0 ? [] : [[name, values.at(-1)]])),
    ),
    layers: run.layers.flatMap(({ name, parameters }, at) =>
      parameters === 0 || columnCount(scalars) < (at + 1) * scalarColumns.length
        ? []
        : [{ layer: name, ...layerCurves(scalars, at, mostRows) }],
    ),
    snapshots,
    ...(odd !== -1 && { firstNotFinite: losses.steps[odd] ?? 0 }),
    damaged: damaged.map(({ file }) => file),
  };
}

function layerCurves(
  scalars: SeriesRows,
  layer: number,
  mostRows: number,
): Readonly<Record<LayerCurveName, SeriesRows>> {
  const curve = (name: LayerCurveName): SeriesRows =>
    meansOf(columnOf(scalars, layer * scalarColumns.length + scalarColumns.indexOf(name)), mostRows);
  return { gradientNorm: curve('gradientNorm'), updateToWeightRatio: curve('updateToWeightRatio') };
}

/** One column, without the rows at the end or beginning, where nothing was ever measured. */
function columnOf(rows: SeriesRows, column: number): SeriesRows {
  const columns = columnCount(rows);
  const values = rows.steps.map((_, row) => rows.values[row * columns + column] ?? NaN);
  // A run without a test part has NaN in every row: that is no curve.
  return values.every(Number.isNaN) ? nothing : { steps: rows.steps, values };
}

/**
 * At most so many rows: each is the mean of its part of the rows, at the last step of the part. A part with a
 * value that is not finite has none that is. Of a fast run the rows between the first and the last are pairs
 * of the lowest and the highest of some steps, which no part divides; and the last row, which stands for one
 * step, is no part of its own: else the curve would end, smoothed or not, with a jump.
 */
export function meansOf({ steps, values }: SeriesRows, mostRows: number): SeriesRows {
  if (steps.length <= mostRows) return { steps, values };
  const size = 2 * Math.ceil(steps.length / mostRows / 2);
  const parts = Math.max(1, Math.floor((steps.length - 1) / size));
  const means = { steps: new Float64Array(parts), values: new Float64Array(parts) };
  for (let part = 0; part < parts; part++) {
    const from = part === 0 ? 0 : 1 + part * size;
    const to = part === parts - 1 ? steps.length : 1 + (part + 1) * size;
    means.steps[part] = steps[to - 1] ?? NaN;
    means.values[part] = values.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  }
  return means;
}

const nothing: SeriesRows = { steps: new Float64Array(), values: new Float64Array() };

/**
 * A measure of several layers as one: of gradient norms the norm of all gradients together, √Σn²; of the
 * ratios of updates the largest.
 * @param curves of the layers of one run, which were measured at the same steps
 */
export function ofAllLayers(curves: readonly SeriesRows[], name: LayerCurveName): SeriesRows {
  const measured = curves.filter(({ steps }) => steps.length > 0);
  const [first] = measured;
  if (first === undefined) return nothing;
  const values = first.steps.map((_, row) => {
    const all = measured.map((curve) => curve.values[row] ?? NaN);
    return name === 'gradientNorm' ? Math.hypot(...all) : Math.max(...all);
  });
  return { steps: first.steps, values };
}

/** The value at a step, or the last before it; `undefined` before the first and after the last. */
export function valueAt({ steps, values }: SeriesRows, step: number): number | undefined {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? Infinity) <= step) low = middle + 1;
    else high = middle;
  }
  return step > (steps.at(-1) ?? -Infinity) ? undefined : values[low - 1];
}
