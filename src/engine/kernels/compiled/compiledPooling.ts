import { type WindowGeometry, windowCount } from '../operands/convolutionOperands';
import type { PoolingKernels } from '../operands/poolingOperands';
import { flag, type Resolve } from './operandAddresses';

interface Sizes {
  readonly images: number;
  readonly area: number;
  readonly rows: number;
  readonly columns: number;
}

function sizesOf(geometry: WindowGeometry): Sizes {
  if (geometry.pad !== 0) throw new RangeError('Pooling has no padding.');
  return {
    images: geometry.batch * geometry.channels,
    area: geometry.height * geometry.width,
    rows: windowCount(geometry.height, geometry),
    columns: windowCount(geometry.width, geometry),
  };
}

export function compiledPooling(resolve: Resolve): PoolingKernels {
  return {
    maxPool: ({ geometry, ...operands }) => {
      const { height, width, size, stride } = geometry;
      const { images, area, rows, columns } = sizesOf(geometry);
      const at = resolve(operands.output);
      const maxPool = at.find('maxPool');
      const input = at.numbers(operands.input, images * area);
      const output = at.numbers(operands.output, images * rows * columns);
      const positions = at.integers(operands.positions, images * rows * columns);
      return () => {
        maxPool(input, output, positions, images, height, width, size, stride, rows, columns);
      };
    },

    maxPoolBackward: ({ geometry, ...operands }) => {
      const { images, area, rows, columns } = sizesOf(geometry);
      const windows = rows * columns;
      const at = resolve(operands.gradInput);
      const maxPoolBackward = at.find('maxPoolBackward');
      const gradOutput = at.numbers(operands.gradOutput, images * windows);
      const positions = at.integers(operands.positions, images * windows);
      const gradInput = at.numbers(operands.gradInput, images * area);
      const accumulate = flag(operands.accumulate);
      return () => {
        maxPoolBackward(gradOutput, positions, gradInput, images, area, windows, accumulate);
      };
    },

    averagePool: ({ geometry, ...operands }) => {
      const { height, width, size, stride } = geometry;
      const { images, area, rows, columns } = sizesOf(geometry);
      const at = resolve(operands.output);
      const averagePool = at.find('averagePool');
      const input = at.numbers(operands.input, images * area);
      const output = at.numbers(operands.output, images * rows * columns);
      return () => {
        averagePool(input, output, images, height, width, size, stride, rows, columns);
      };
    },

    averagePoolBackward: ({ geometry, ...operands }) => {
      const { height, width, size, stride } = geometry;
      const { images, area, rows, columns } = sizesOf(geometry);
      const at = resolve(operands.gradInput);
      const backward = at.find('averagePoolBackward');
      const gradOutput = at.numbers(operands.gradOutput, images * rows * columns);
      const gradInput = at.numbers(operands.gradInput, images * area);
      const accumulate = flag(operands.accumulate);
      return () => {
        backward(gradOutput, gradInput, images, height, width, size, stride, rows, columns, accumulate);
      };
    },
  };
}
