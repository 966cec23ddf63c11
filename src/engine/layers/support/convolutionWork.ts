import type { Kernel } from '../../kernels/kernels';
import type { ProductKernels } from '../../kernels/operands/productOperands';
import type { Numbers } from '../../tensor';
import { col2im, im2col, windowCount, windowLength } from './im2col';
import type { Windows } from './windows';

/** The most numbers the buffers of one convolution hold, unless a single window needs more. */
export const bufferLimit = 1 << 16;

/** What one convolution works with. */
export interface ConvolutionWork {
  readonly windows: Windows;
  readonly filters: number;
  readonly kernels: Pick<ProductKernels, 'matmul'>;
  /** A buffer of so many numbers, in which sums are kept. */
  readonly allocate: (length: number) => Numbers;
}

/** A run of windows that goes through the buffers at once. */
interface Block {
  readonly first: number;
  readonly count: number;
  readonly multiply: Kernel;
}

/**
 * Room for the windows of a block as rows, and for their
 * results: one row for each window, one column for each filter.
 */
interface Buffers {
  readonly perBlock: number;
  readonly rows: Numbers;
  readonly results: Numbers;
}

function buffersOf({ windows, filters, allocate }: ConvolutionWork): Buffers {
  const length = windowLength(windows);
  const most = Math.max(1, Math.floor(bufferLimit / (length + filters)));
  const perBlock = Math.min(windowCount(windows), most);
  return { perBlock, rows: allocate(perBlock * length), results: allocate(perBlock * filters) };
}

function blocksOf(
  { windows }: ConvolutionWork,
  { perBlock }: Buffers,
  product: (count: number) => Kernel,
): readonly Block[] {
  const total = windowCount(windows);
  const blocks: Block[] = [];
  for (let first = 0; first < total; first += perBlock) {
    const count = Math.min(perBlock, total - first);
    blocks.push({ first, count, multiply: product(count) });
  }
  return blocks;
}

/** `rows · Wᵀ + b` by blocks of windows, copied into rows: memory does not grow with the batch. */
export function convolutionForward(
  work: ConvolutionWork,
  operands: Record<'input' | 'weight' | 'bias' | 'output', Numbers>,
): Kernel {
  const { windows, filters, kernels } = work;
  const { input, weight, bias, output } = operands;
  const buffers = buffersOf(work);
  const { rows, results } = buffers;
  const sizes = { inner: windowLength(windows), columns: filters };
  const blocks = blocksOf(work, buffers, (count) =>
    kernels.matmul({
      a: rows,
      b: weight,
      c: results,
      rows: count,
      ...sizes,
      transposeB: true,
      accumulate: false,
    }),
  );
  const perImage = windows.outHeight * windows.outWidth;
  return () => {
    for (const { first, count, multiply } of blocks) {
      im2col(windows, input, first, count, rows);
      multiply();
      spread(results, bias, output, first, count, filters, perImage);
    }
  };
}

/** `∂L/∂W = ∂L/∂yᵀ · rows`, whose rows are copied anew. */
export function convolutionBackwardWeight(
  work: ConvolutionWork,
  operands: Record<'input' | 'gradOutput' | 'gradWeight', Numbers> & { readonly accumulate: boolean },
): Kernel {
  const { windows, filters, kernels } = work;
  const { input, gradOutput, gradWeight, accumulate } = operands;
  const buffers = buffersOf(work);
  const { rows, results } = buffers;
  const sizes = { rows: filters, columns: windowLength(windows) };
  const blocks = blocksOf(work, buffers, (count) =>
    kernels.matmul({
      a: results,
      b: rows,
      c: gradWeight,
      inner: count,
      ...sizes,
      transposeA: true,
      accumulate: true,
    }),
  );
  const perImage = windows.outHeight * windows.outWidth;
  return () => {
    if (!accumulate) gradWeight.fill(0);
    for (const { first, count, multiply } of blocks) {
      im2col(windows, input, first, count, rows);
      gather(gradOutput, results, first, count, filters, perImage);
      multiply();
    }
  };
}

/** `∂L/∂y · W` by rows, each of them added to the entries it was copied from. */
export function convolutionBackwardInput(
  work: ConvolutionWork,
  operands: Record<'weight' | 'gradOutput' | 'gradInput', Numbers> & { readonly accumulate: boolean },
): Kernel {
  const { windows, filters, kernels } = work;
  const { weight, gradOutput, gradInput, accumulate } = operands;
  const buffers = buffersOf(work);
  const { rows, results } = buffers;
  const sizes = { inner: filters, columns: windowLength(windows) };
  const blocks = blocksOf(work, buffers, (count) =>
    kernels.matmul({ a: results, b: weight, c: rows, rows: count, ...sizes, accumulate: false }),
  );
  const perImage = windows.outHeight * windows.outWidth;
  return () => {
    if (!accumulate) gradInput.fill(0);
    for (const { first, count, multiply } of blocks) {
      gather(gradOutput, results, first, count, filters, perImage);
      multiply();
      col2im(windows, rows, first, count, gradInput);
    }
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
