import { histogramBins, statisticsEntries } from '../../engine/kernels/operands/statisticsOperands';
import { referenceKernels } from '../../engine/kernels/reference';
import { sizeOf, type Shape } from '../../engine/shape';
import type { Numbers, Tensor } from '../../engine/tensor';
import type { Trainer } from '../../engine/training/trainer';
import type { Picture, PictureKind, PictureRequest } from '../../protocol/trainingViews';
import { largestPictureSide, pictureSide } from '../../protocol/viewLimits';
import type { DeadUnits } from './deadUnits';

export interface Pictured {
  readonly shape: Shape;
  readonly data: Numbers | Uint8Array | Int32Array;
}

/** Pictures of the last mini-batch, for what is requested and can be had: a ReLU has no weights. */
export function takePictures(
  trainer: Trainer,
  requests: readonly PictureRequest[],
  deadUnits: DeadUnits,
): readonly Picture[] {
  return requests.flatMap(({ layer, kinds, side = pictureSide, whole = false }) =>
    kinds.flatMap((kind): readonly Picture[] => {
      const tensor = tensorOf(trainer, layer, kind);
      if (tensor === undefined) return [];
      const isWhole = whole && tensor.data.length <= largestPictureSide ** 2;
      const most = isWhole ? Infinity : Math.max(1, Math.min(Math.floor(side), largestPictureSide));
      return [pictureOf(trainer, tensor, { layer, kind }, most, deadUnits.get(layer))];
    }),
  );
}

/** Those of the requested pictures that cannot be had. */
export function missingPictures(
  trainer: Trainer,
  requests: readonly PictureRequest[],
): readonly Pick<Picture, 'layer' | 'kind'>[] {
  return requests.flatMap(({ layer, kinds }) =>
    kinds.filter((kind) => tensorOf(trainer, layer, kind) === undefined).map((kind) => ({ layer, kind })),
  );
}

/** The trainer's own numbers. */
export function tensorOf(trainer: Trainer, layer: number, kind: PictureKind): Pictured | undefined {
  const { plan, parameters } = trainer;
  const node = plan.network.layers[layer]?.output;
  if (node === undefined) return undefined;
  const weights = parameters.find((parameter) => parameter.layer === layer);
  switch (kind) {
    case 'activation':
      return plan.value(node);
    case 'gradient':
      return plan.gradient(node);
    case 'mask':
      return plan.savedForBackward(node)['mask'];
    case 'weights':
      return weights?.value;
    case 'weightGradient':
      return weights?.gradient;
  }
}

type Pictures = Pick<Picture, 'layer' | 'kind'>;

function pictureOf(
  trainer: Trainer,
  { shape, data }: Pictured,
  what: Pictures,
  side: number,
  deadUnits: Uint8Array | undefined,
): Picture {
  const isOfParameters = what.kind === 'weights' || what.kind === 'weightGradient';
  const view = isOfParameters ? asRows(shape, data) : asUnits(shape, data);
  const summary = isNumbers(data) ? trainer.summaryOf(data) : {};
  return { ...pictureFrom(view, { shape, data }, what, side, deadUnits), ...summary };
}

function pictureFrom(
  view: MatrixView,
  { shape }: Pictured,
  { layer, kind }: Pictures,
  side: number,
  deadUnits?: Uint8Array,
): Picture {
  const { rows, columns, means, extremes } = cellsOf(view, side);
  const common = { layer, kind, shape, fullRows: view.rows, fullColumns: view.columns, rows, columns };
  if (kind === 'mask') {
    return {
      ...common,
      cells: extremes === undefined ? Uint8Array.from(means) : means,
      ...(extremes && { extremes }),
      ...(deadUnits && { deadUnits: deadUnits.slice() }),
    };
  }
  return { ...common, cells: means, ...(extremes && { extremes }) };
}

/**
 * What a layer gives for one sample, without the batch:
 * the rows of all its maps below each other, or one row.
 */
export function pictureOfSample(tensor: Tensor, layer: number): Picture {
  const columns = tensor.shape.at(-1) ?? 1;
  const view = asRows([tensor.data.length / columns, columns], tensor.data);
  return {
    ...pictureFrom(view, tensor, { layer, kind: 'activation' }, pictureSide),
    ...summaryOf(tensor.data),
  };
}

/** A side of a picture of weights beside others is at most this long. */
const besideOthers = 128;

/** The rows are inputs, or filters, and the columns outputs. */
export function pictureOfParameter({ shape, data }: Tensor, layer: number): Picture {
  return {
    ...pictureFrom(asRows(shape, data), { shape, data }, { layer, kind: 'weights' }, besideOthers),
    ...summaryOf(data),
  };
}

function isNumbers(data: Pictured['data']): data is Numbers {
  return data instanceof Float32Array || data instanceof Float64Array;
}

/** The first axis down, all others to the right: weights in×out, and each filter of a convolution a row. */
function asRows(shape: Shape, data: Pictured['data']): MatrixView {
  const columns = shape.length < 2 ? sizeOf(shape) : sizeOf(shape.slice(1));
  const rows = columns === 0 ? 0 : data.length / columns;
  return { data, rows, columns, rowStride: columns, columnStride: 1 };
}

/** Units down, samples to the right. */
function asUnits(shape: Shape, data: Pictured['data']): MatrixView {
  const samples = shape[0] ?? 1;
  const units = data.length / samples;
  return { data, rows: units, columns: samples, rowStride: 1, columnStride: units };
}

function summaryOf(data: Numbers): Pick<Picture, 'statistics' | 'histogram'> {
  const statistics = new Float64Array(statisticsEntries.length);
  const histogram = new Int32Array(histogramBins);
  referenceKernels.statistics({ values: data, result: statistics, histogram })();
  return { statistics, histogram };
}

/** A tensor seen as a matrix, whichever way it lies in memory. */
export interface MatrixView {
  readonly data: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
  /** From an entry to the one below it, and to the one right of it. */
  readonly rowStride: number;
  readonly columnStride: number;
}

interface Cells {
  readonly rows: number;
  readonly columns: number;
  readonly means: Float32Array;
  /** Absent where every cell is one entry. */
  readonly extremes?: Float32Array;
}

/**
 * At most `side`×`side` cells of a matrix, as even in size as can be: the mean of the finite entries of each,
 * and the entry farthest from zero; of a cell that holds one that is not finite, that.
 */
export function cellsOf(view: MatrixView, side: number): Cells {
  const rows = Math.min(view.rows, side);
  const columns = Math.min(view.columns, side);
  const means = new Float32Array(rows * columns);
  const isExact = rows === view.rows && columns === view.columns;
  const extremes = isExact ? undefined : new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = [edge(row, rows, view.rows), edge(row + 1, rows, view.rows)];
    for (let column = 0; column < columns; column++) {
      const [left, right] = [edge(column, columns, view.columns), edge(column + 1, columns, view.columns)];
      const cell = row * columns + column;
      if (extremes === undefined)
        means[cell] = view.data[top * view.rowStride + left * view.columnStride] ?? NaN;
      else summarise(view, { top, bottom, left, right }, cell, means, extremes);
    }
  }
  return { rows, columns, means, ...(extremes && { extremes }) };
}

/** Where cell `index` of `count` begins in `length` entries. */
function edge(index: number, count: number, length: number): number {
  return Math.floor((index * length) / count);
}

function summarise(
  { data, rowStride, columnStride }: MatrixView,
  { top, bottom, left, right }: Readonly<Record<'top' | 'bottom' | 'left' | 'right', number>>,
  cell: number,
  means: Float32Array,
  extremes: Float32Array,
): void {
  let sum = 0;
  let finite = 0;
  let extreme = 0;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const value = data[row * rowStride + column * columnStride] ?? NaN;
      if (Number.isFinite(value)) {
        sum += value;
        finite++;
        if (Math.abs(value) > Math.abs(extreme)) extreme = value;
      } else if (!Number.isNaN(extreme)) extreme = value;
    }
  }
  means[cell] = sum / finite;
  extremes[cell] = extreme;
}
