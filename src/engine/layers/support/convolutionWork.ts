import type { Kernel } from '../../kernels/kernel';
import type { ProductKernels } from '../../kernels/operands/productOperands';
import type { Numbers } from '../../tensor';
import { col2im, im2col, windowCount, windowLength } from './im2col';
import type { Windows } from './windows';

/** The most numbers the buffers of one convolution hold, unless a single window needs more. */
export const bufferLimit = 1 << 16;

/** What one convolution works with. */
export interface ConvolutionWork {
  /** Those of the first group. */
  readonly windows: Windows;
  readonly filters: number;
  /** Into how many parts channels and filters are cut: each part of the filters sees one of the channels. */
  readonly groups: number;
  readonly kernels: Pick<ProductKernels, 'matmul'>;
  /** A buffer of so many numbers, in which sums are kept. */
  readonly allocate: (length: number) => Numbers;
}

/** The filters of one group, and the windows they see. */
interface Group {
  readonly windows: Windows;
  readonly firstFilter: number;
  readonly filters: number;
}

function groupsOf({ windows, filters, groups }: ConvolutionWork): readonly Group[] {
  const share = filters / groups;
  return Array.from({ length: groups }, (_, group) => ({
    windows: { ...windows, firstChannel: group * windows.channels },
    firstFilter: group * share,
    filters: share,
  }));
}

/** The part of the weights, or of their gradient, that is one group's. */
function weightsOf(weights: Numbers, { windows, firstFilter, filters }: Group): Numbers {
  const length = windowLength(windows);
  return weights.subarray(firstFilter * length, (firstFilter + filters) * length);
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

function buffersOf({ windows, filters: all, groups, allocate }: ConvolutionWork): Buffers {
  const length = windowLength(windows);
  const filters = all / groups;
  const most = Math.max(1, Math.floor(bufferLimit / (length + filters)));
  const perBlock = Math.min(windowCount(windows), most);
  return { perBlock, rows: allocate(perBlock * length), results: allocate(perBlock * filters) };
}

function blocksOf(
  windows: Windows,
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
  operands: Record<'input' | 'weight' | 'output', Numbers> & { readonly bias?: Numbers | undefined },
): Kernel {
  const { input, weight, bias, output } = operands;
  const buffers = buffersOf(work);
  const { rows, results } = buffers;
  const groups = groupsOf(work).map((group) => {
    const sizes = { inner: windowLength(group.windows), columns: group.filters };
    const b = weightsOf(weight, group);
    const blocks = blocksOf(group.windows, buffers, (count) =>
      work.kernels.matmul({
        a: rows,
        b,
        c: results,
        rows: count,
        ...sizes,
        transposeB: true,
        accumulate: false,
      }),
    );
    return { group, blocks };
  });
  return () => {
    for (const { group, blocks } of groups) {
      for (const { first, count, multiply } of blocks) {
        im2col(group.windows, input, first, count, rows);
        multiply();
        eachResult(work, group, first, count, (result, entry, filter) => {
          output[entry] = (results[result] ?? NaN) + (bias ? (bias[filter] ?? NaN) : 0);
        });
      }
    }
  };
}

/** `∂L/∂W = ∂L/∂yᵀ · rows`, whose rows are copied anew. */
export function convolutionBackwardWeight(
  work: ConvolutionWork,
  operands: Record<'input' | 'gradOutput' | 'gradWeight', Numbers> & { readonly accumulate: boolean },
): Kernel {
  const { input, gradOutput, gradWeight, accumulate } = operands;
  const buffers = buffersOf(work);
  const { rows, results } = buffers;
  const groups = groupsOf(work).map((group) => {
    const sizes = { rows: group.filters, columns: windowLength(group.windows) };
    const c = weightsOf(gradWeight, group);
    const blocks = blocksOf(group.windows, buffers, (count) =>
      work.kernels.matmul({
        a: results,
        b: rows,
        c,
        inner: count,
        ...sizes,
        transposeA: true,
        accumulate: true,
      }),
    );
    return { group, blocks };
  });
  return () => {
    if (!accumulate) gradWeight.fill(0);
    for (const { group, blocks } of groups) {
      for (const { first, count, multiply } of blocks) {
        im2col(group.windows, input, first, count, rows);
        gather(work, group, gradOutput, results, first, count);
        multiply();
      }
    }
  };
}

/** `∂L/∂y · W` by rows, each of them added to the entries it was copied from. */
export function convolutionBackwardInput(
  work: ConvolutionWork,
  operands: Record<'weight' | 'gradOutput' | 'gradInput', Numbers> & { readonly accumulate: boolean },
): Kernel {
  const { weight, gradOutput, gradInput, accumulate } = operands;
  const buffers = buffersOf(work);
  const { rows, results } = buffers;
  const groups = groupsOf(work).map((group) => {
    const sizes = { inner: group.filters, columns: windowLength(group.windows) };
    const b = weightsOf(weight, group);
    const blocks = blocksOf(group.windows, buffers, (count) =>
      work.kernels.matmul({ a: results, b, c: rows, rows: count, ...sizes, accumulate: false }),
    );
    return { group, blocks };
  });
  return () => {
    if (!accumulate) gradInput.fill(0);
    for (const { group, blocks } of groups) {
      for (const { first, count, multiply } of blocks) {
        gather(work, group, gradOutput, results, first, count);
        multiply();
        col2im(group.windows, rows, first, count, gradInput);
      }
    }
  };
}

/** From N×F×H×W to windows×filters of one group. */
function gather(
  work: ConvolutionWork,
  group: Group,
  images: Numbers,
  results: Numbers,
  first: number,
  count: number,
): void {
  eachResult(work, group, first, count, (result, entry) => {
    results[result] = images[entry] ?? NaN;
  });
}

/**
 * Calls `visit` for every result of `count` windows from `first` on: its place in windows×filters
 * of the group, its place in N×F×H×W, and its filter.
 */
function eachResult(
  { windows: { outHeight, outWidth }, filters: all }: ConvolutionWork,
  { firstFilter, filters }: Group,
  first: number,
  count: number,
  visit: (result: number, entry: number, filter: number) => void,
): void {
  const perImage = outHeight * outWidth;
  for (let row = 0; row < count; row++) {
    const position = first + row;
    const start = Math.floor(position / perImage) * all * perImage + (position % perImage);
    for (let filter = 0; filter < filters; filter++) {
      const own = firstFilter + filter;
      visit(row * filters + filter, start + own * perImage, own);
    }
  }
}
