import { writeSafetensors } from '../data/formats/safetensorsWriter';
import type { WritableArray } from '../data/npyWriter';
import { openTensorFile, type TensorFile } from './tensorFile';

/** What is measured over the steps of a run; a segment may hold any of them. */
export const seriesNames = ['losses', 'evaluations', 'scalars', 'learningRates'] as const;
export type SeriesName = (typeof seriesNames)[number];

/** What an evaluation measures, in the order of its columns; NaN where there is no such figure. */
export const evaluationColumns = ['trainLoss', 'trainAccuracy', 'testLoss', 'testAccuracy'] as const;

/** What is measured of a layer, in the order of its columns; NaN where it has no such figure. */
export const scalarColumns = [
  'gradientNorm',
  'meanAbsoluteGradient',
  'updateToWeightRatio',
  'blockedShare',
  'saturatedShare',
] as const;

/** Rows of numbers, each at its step. */
export interface SeriesRows {
  /** Ascending. */
  readonly steps: Float64Array;
  /** Rows × columns, row-major. */
  readonly values: Float64Array;
}

/** Some rows of each series. */
export type Segment = Readonly<Partial<Record<SeriesName, SeriesRows>>>;

/** Numbers beside each other in a row; of `scalars` so many times the number of layers. */
const columnsOf = {
  losses: 1,
  evaluations: evaluationColumns.length,
  scalars: scalarColumns.length,
  learningRates: 1,
} as const satisfies Record<SeriesName, number>;

const lastTensor = 'segment.last';

/** @param last the highest number of those that became one with it, so that one that is missing is seen */
export function encodeSegment(segment: Segment, last?: number): Uint8Array {
  const tensors = new Map<string, WritableArray>();
  if (last !== undefined) tensors.set(lastTensor, { shape: [1], data: Int32Array.of(last) });
  for (const name of seriesNames) {
    const rows = segment[name];
    if (rows === undefined || rows.steps.length === 0) continue;
    tensors.set(`${name}.steps`, { shape: [rows.steps.length], data: rows.steps });
    tensors.set(`${name}.values`, { shape: shapeOf(name, rows), data: rows.values });
  }
  return writeSafetensors(tensors);
}

/** Losses and learning rates stand alone, evaluations beside each other, scalars by layer. */
function shapeOf(name: SeriesName, { steps, values }: SeriesRows): number[] {
  const columns = columnsOf[name];
  if (columns === 1) return [steps.length];
  if (name === 'evaluations') return [steps.length, columns];
  return [steps.length, values.length / steps.length / columns, columns];
}

/** What a file of a segment holds; with the highest number of those that became one with it. */
export type DecodedSegment = Segment & { readonly last?: number };

/** `undefined` for bytes that are no segment. Tensors of other names are left alone. */
export function decodeSegment(name: string, bytes: Uint8Array): DecodedSegment | undefined {
  const file = openTensorFile(name, bytes);
  if (file === undefined) return undefined;
  const last = file.tensor(lastTensor, 1)?.data[0];
  const segment: Partial<Record<SeriesName, SeriesRows>> & { last?: number } =
    last === undefined ? {} : { last };
  for (const series of seriesNames) {
    if (!file.names.has(`${series}.steps`) && !file.names.has(`${series}.values`)) continue;
    const rows = readRows(file, series);
    if (rows === undefined) return undefined;
    segment[series] = rows;
  }
  return segment;
}

function readRows(file: TensorFile, series: SeriesName): SeriesRows | undefined {
  const axes = { losses: 1, evaluations: 2, scalars: 3, learningRates: 1 } as const;
  const steps = file.tensor(`${series}.steps`, 1);
  const values = file.tensor(`${series}.values`, axes[series]);
  if (steps === undefined || values === undefined) return undefined;
  const isFitting =
    values.shape[0] === steps.data.length &&
    (axes[series] === 1 || values.shape.at(-1) === columnsOf[series]) &&
    isAscending(steps.data);
  // Copies, so that a large file is not kept for a few rows of it.
  return isFitting
    ? { steps: Float64Array.from(steps.data), values: Float64Array.from(values.data) }
    : undefined;
}

/** Whole numbers, each above the one before. */
function isAscending(steps: ArrayLike<number>): boolean {
  let last = -1;
  for (let row = 0; row < steps.length; row++) {
    const step = steps[row] ?? NaN;
    if (!(step > last && Number.isSafeInteger(step))) return false;
    last = step;
  }
  return true;
}

/** The numbers beside each other in the rows of a series; 0 where there are no rows. */
export function columnCount({ steps, values }: SeriesRows): number {
  return steps.length === 0 ? 0 : values.length / steps.length;
}

/**
 * About half as many rows: the first and the last, and of every four between them the two in which the first
 * column is lowest and highest, so that no spike of a loss is lost. NaN counts as higher than everything.
 */
export function thinRows(rows: SeriesRows): SeriesRows {
  const { steps, values } = rows;
  const columns = columnCount(rows);
  if (steps.length <= 2) return rows;
  const kept: number[] = [0];
  for (let start = 1; start < steps.length - 1; start += 4) {
    let [low, high] = [start, start];
    for (let row = start + 1; row < Math.min(start + 4, steps.length - 1); row++) {
      if (isHigher(values[low * columns], values[row * columns])) low = row;
      if (isHigher(values[row * columns], values[high * columns])) high = row;
    }
    kept.push(...new Set([Math.min(low, high), Math.max(low, high)]));
  }
  kept.push(steps.length - 1);
  const thinned = { steps: new Float64Array(kept.length), values: new Float64Array(kept.length * columns) };
  kept.forEach((row, place) => {
    thinned.steps[place] = steps[row] ?? NaN;
    thinned.values.set(values.subarray(row * columns, (row + 1) * columns), place * columns);
  });
  return thinned;
}

function isHigher(value = NaN, than = NaN): boolean {
  return value > than || (Number.isNaN(value) && !Number.isNaN(than));
}

/**
 * The rows of stretches behind each other, of each those that come after the last one before: stretches
 * overlap where a writer was ended while it made one of two. A stretch from before a layer was found has no
 * figures of that layer, which is last in a row: there they are NaN.
 */
export function joinRows(stretches: readonly SeriesRows[]): SeriesRows {
  const columns = Math.max(0, ...stretches.map(columnCount));
  let last = -1;
  const parts = stretches.flatMap((stretch) => {
    const { steps } = stretch;
    const from = steps.findIndex((step) => step > last);
    if (from === -1) return [];
    last = steps.at(-1) ?? last;
    return [{ steps: steps.subarray(from), values: widened(stretch, columns).subarray(from * columns) }];
  });
  const rows = parts.reduce((sum, { steps }) => sum + steps.length, 0);
  const joined = { steps: new Float64Array(rows), values: new Float64Array(rows * columns) };
  let row = 0;
  for (const { steps, values } of parts) {
    joined.steps.set(steps, row);
    joined.values.set(values, row * columns);
    row += steps.length;
  }
  return joined;
}

function widened(rows: SeriesRows, columns: number): Float64Array {
  const own = columnCount(rows);
  if (own === columns) return rows.values;
  const values = new Float64Array(rows.steps.length * columns).fill(NaN);
  rows.steps.forEach((_, row) => {
    values.set(rows.values.subarray(row * own, (row + 1) * own), row * columns);
  });
  return values;
}
