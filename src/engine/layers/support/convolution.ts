import type { Numbers } from '../../tensor';
import { col2im, im2col, windowCount, windowLength } from './im2col';
import type { Binding, BoundLayer } from './layer';
import { operand } from './operands';
import type { Windows } from './windows';

/** The most numbers the buffers of one convolution hold, unless a single window needs more. */
export const bufferLimit = 1 << 18;

/** A run of windows that goes through the buffers at once, with its products. */
interface Block {
  readonly first: number;
  readonly count: number;
  readonly forward: () => void;
  readonly toW: () => void;
  readonly toRows: () => void;
}

/**
 * Convolution as matrix products over blocks of windows: rows · Wᵀ forward, ∂L/∂yᵀ · rows for the filters and
 * ∂L/∂y · W for the images. The rows are copied anew in backward, so memory does not grow with the batch.
 */
export function convolution(windows: Windows, filters: number, binding: Binding): BoundLayer {
  const { inputs, output, gradOutput, gradInputs, kernels, allocate } = binding;
  const [x, W, b] = [operand(inputs, 0).data, operand(inputs, 1).data, operand(inputs, 2).data];
  const [dx, dW, db] = [0, 1, 2].map((index) => operand(gradInputs, index)?.data);
  const length = windowLength(windows);
  const total = windowCount(windows);
  const perImage = windows.outHeight * windows.outWidth;
  const perBlock = Math.min(total, Math.max(1, Math.floor(bufferLimit / (2 * length + filters))));
  const rows = allocate([perBlock, length]).data;
  const gradRows = dx ? allocate([perBlock, length]).data : rows;
  /** One row for each window, one column for each filter. */
  const results = allocate([perBlock, filters]).data;

  const blockAt = (first: number): Block => {
    const count = Math.min(perBlock, total - first);
    return {
      first,
      count,
      forward: kernels.matmul({
        a: rows,
        b: W,
        c: results,
        rows: count,
        inner: length,
        columns: filters,
        transposeB: true,
        accumulate: false,
      }),
      toW: kernels.matmul({
        a: results,
        b: rows,
        c: dW ?? W,
        rows: filters,
        inner: count,
        columns: length,
        transposeA: true,
        accumulate: true,
      }),
      toRows: kernels.matmul({
        a: results,
        b: W,
        c: gradRows,
        rows: count,
        inner: filters,
        columns: length,
        accumulate: false,
      }),
    };
  };
  const blocks: Block[] = [];
  for (let first = 0; first < total; first += perBlock) blocks.push(blockAt(first));

  return {
    forward() {
      for (const { first, count, forward } of blocks) {
        im2col(windows, x, first, count, rows);
        forward();
        spread(results, b, output.data, first, count, filters, perImage);
      }
    },
    backward() {
      for (const { first, count, toW, toRows } of blocks) {
        gather(gradOutput.data, results, first, count, filters, perImage);
        if (db) sumColumns(results, count, filters, db);
        if (dW) {
          im2col(windows, x, first, count, rows);
          toW();
        }
        if (dx) {
          toRows();
          col2im(windows, gradRows, first, count, dx);
        }
      }
    },
    savedForBackward: {},
  };
}

/** From windows×filters to N×F×H×W, adding the bias of each filter. */
function spread(
  results: Numbers,
  bias: Numbers,
  images: Numbers,
  first: number,
  count: number,
  filters: number,
  perImage: number,
): void {
  for (let row = 0; row < count; row++) {
    const position = first + row;
    const start = Math.floor(position / perImage) * filters * perImage + (position % perImage);
    for (let filter = 0; filter < filters; filter++) {
      images[start + filter * perImage] = (results[row * filters + filter] ?? NaN) + (bias[filter] ?? NaN);
    }
  }
}

/** From N×F×H×W to windows×filters. */
function gather(
  images: Numbers,
  results: Numbers,
  first: number,
  count: number,
  filters: number,
  perImage: number,
): void {
  for (let row = 0; row < count; row++) {
    const position = first + row;
    const start = Math.floor(position / perImage) * filters * perImage + (position % perImage);
    for (let filter = 0; filter < filters; filter++) {
      results[row * filters + filter] = images[start + filter * perImage] ?? NaN;
    }
  }
}

function sumColumns(results: Numbers, count: number, filters: number, sums: Numbers): void {
  for (let row = 0; row < count; row++) {
    for (let filter = 0; filter < filters; filter++) {
      sums[filter] = (sums[filter] ?? NaN) + (results[row * filters + filter] ?? NaN);
    }
  }
}
