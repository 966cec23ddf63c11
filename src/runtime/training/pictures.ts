import { histogramBins, statisticsEntries } from '../../engine/kernels/operands/statistics';
import { referenceKernels } from '../../engine/kernels/reference';
import { sizeOf, type Shape } from '../../engine/shape';
import type { Numbers, Tensor } from '../../engine/tensor';
import type { Trainer } from '../../engine/training/trainer';
import {
  largestPictureSide,
  pictureSide,
  type Picture,
  type PictureKind,
  type PictureRequest,
} from '../../protocol/trainingFrame';
import { cellsOf, type MatrixView } from './cells';
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

/** What a layer gives for one sample, without the batch: the rows of all its maps below each other, or one row. */
export function pictureOfSample(tensor: Tensor, layer: number): Picture {
  const columns = tensor.shape.at(-1) ?? 1;
  const view = asRows([tensor.data.length / columns, columns], tensor.data);
  return {
    ...pictureFrom(view, tensor, { layer, kind: 'activation' }, pictureSide),
    ...summaryOf(tensor.data),
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
