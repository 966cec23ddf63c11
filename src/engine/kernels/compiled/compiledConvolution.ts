import {
  type ConvolutionGeometry,
  type ConvolutionKernels,
  windowCount,
} from '../operands/convolutionOperands';
import { flag, type OperandAddresses, type Resolve } from './operandAddresses';

/** Patches lie in whole vectors of so many bytes. */
const vectorBytes = 16;

interface Sizes {
  readonly input: number;
  readonly weight: number;
  readonly output: number;
  /** What the compiled functions take between the arrays and the flags. */
  readonly numbers: GeometryNumbers;
}

type Four = readonly [number, number, number, number];
type GeometryNumbers = readonly [
  ...images: Four,
  ...windows: Four,
  places: number,
  width: number,
  block: number,
  dilation: number,
  groups: number,
];

/** @throws RangeError where the windows of a single place do not fit the scratch. */
function sizesOf(geometry: ConvolutionGeometry, at: OperandAddresses, scratch: number): Sizes {
  const { batch, channels, height, width, size, stride, pad, filters, dilation, groups } = geometry;
  const outputWidth = windowCount(width, geometry);
  const places = windowCount(height, geometry) * outputWidth;
  const entries = (channels / groups) * size * size;
  const block = (Math.floor(scratch / entries / vectorBytes) * vectorBytes) / at.bytesPerNumber;
  if (block < 1) throw new RangeError(`Windows of ${entries} entries are more than the kernels hold.`);
  return {
    input: batch * channels * height * width,
    weight: filters * entries,
    output: batch * filters * places,
    numbers: [
      batch,
      channels,
      height,
      width,
      size,
      stride,
      pad,
      filters,
      places,
      outputWidth,
      Math.min(block, places),
      dilation,
      groups,
    ],
  };
}

export function compiledConvolution(resolve: Resolve, scratch: number): ConvolutionKernels {
  return {
    convolution: (operands) => {
      const at = resolve(operands.output);
      const call = at.find('convolution');
      const sizes = sizesOf(operands.geometry, at, scratch);
      const input = at.numbers(operands.input, sizes.input);
      const weight = at.numbers(operands.weight, sizes.weight);
      const bias = at.optionalNumbers(operands.bias, operands.geometry.filters);
      const output = at.numbers(operands.output, sizes.output);
      const [n, c, h, w, size, stride, pad, filters, places, width, block, dilation, groups] = sizes.numbers;
      return () => {
        // prettier-ignore
        call(
          input, weight, bias, output,
          n, c, h, w, size, stride, pad, filters, places, width, block, dilation, groups,
        );
      };
    },

    convolutionBackwardWeight: (operands) => {
      const at = resolve(operands.gradWeight);
      const call = at.find('convolutionBackwardWeight');
      const sizes = sizesOf(operands.geometry, at, scratch);
      const input = at.numbers(operands.input, sizes.input);
      const gradOutput = at.numbers(operands.gradOutput, sizes.output);
      const gradWeight = at.numbers(operands.gradWeight, sizes.weight);
      const add = flag(operands.accumulate);
      const [n, c, h, w, size, stride, pad, filters, places, width, block, dilation, groups] = sizes.numbers;
      return () => {
        // prettier-ignore
        call(
          input, gradOutput, gradWeight,
          n, c, h, w, size, stride, pad, filters, places, width, block, dilation, groups, add,
        );
      };
    },

    convolutionBackwardInput: (operands) => {
      const at = resolve(operands.gradInput);
      const call = at.find('convolutionBackwardInput');
      const sizes = sizesOf(operands.geometry, at, scratch);
      const weight = at.numbers(operands.weight, sizes.weight);
      const gradOutput = at.numbers(operands.gradOutput, sizes.output);
      const gradInput = at.numbers(operands.gradInput, sizes.input);
      const add = flag(operands.accumulate);
      const [n, c, h, w, size, stride, pad, filters, places, width, block, dilation, groups] = sizes.numbers;
      return () => {
        // prettier-ignore
        call(
          weight, gradOutput, gradInput,
          n, c, h, w, size, stride, pad, filters, places, width, block, dilation, groups, add,
        );
      };
    },
  };
}
