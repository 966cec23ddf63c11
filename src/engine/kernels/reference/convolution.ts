import type { Numbers } from '../../tensor';
import { type ConvolutionGeometry, type ConvolutionKernels, windowCount } from '../operands/convolution';

/** Called with the indices of an entry of Y, W and X wherever W[w]·X[x] is a term of Y[y]; no x is padding, a zero. */
type Visit = (y: number, w: number, x: number | undefined) => void;

/** Every product of a convolution: forward and both backwards are the same walk. */
function visitTerms(geometry: ConvolutionGeometry, visit: Visit): void {
  const { batch, channels, height, width, size, stride, pad, filters } = geometry;
  const rows = windowCount(height, geometry);
  const columns = windowCount(width, geometry);
  const eachWindow = (image: number, filter: number, row: number, column: number): void => {
    const y = ((image * filters + filter) * rows + row) * columns + column;
    for (let channel = 0; channel < channels; channel++) {
      for (let i = 0; i < size; i++) {
        const line = row * stride + i - pad;
        for (let j = 0; j < size; j++) {
          const place = column * stride + j - pad;
          const inside = line >= 0 && line < height && place >= 0 && place < width;
          const w = ((filter * channels + channel) * size + i) * size + j;
          const x = ((image * channels + channel) * height + line) * width + place;
          visit(y, w, inside ? x : undefined);
        }
      }
    }
  };
  for (let image = 0; image < batch; image++) {
    for (let filter = 0; filter < filters; filter++) {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) eachWindow(image, filter, row, column);
      }
    }
  }
}

function pixel(input: Numbers, x: number | undefined): number {
  return x === undefined ? 0 : (input[x] ?? 0);
}

export const referenceConvolution: ConvolutionKernels = {
  convolution: ({ geometry, input, weight, bias, output }) => {
    const places = windowCount(geometry.height, geometry) * windowCount(geometry.width, geometry);
    return () => {
      for (let y = 0; y < output.length; y++) {
        output[y] = bias[Math.floor(y / places) % geometry.filters] ?? 0;
      }
      visitTerms(geometry, (y, w, x) => {
        output[y] = (output[y] ?? 0) + (weight[w] ?? 0) * pixel(input, x);
      });
    };
  },

  convolutionBackwardWeight:
    ({ geometry, input, gradOutput, gradWeight, accumulate }) =>
    () => {
      if (!accumulate) gradWeight.fill(0);
      visitTerms(geometry, (y, w, x) => {
        gradWeight[w] = (gradWeight[w] ?? 0) + (gradOutput[y] ?? 0) * pixel(input, x);
      });
    },

  convolutionBackwardInput:
    ({ geometry, weight, gradOutput, gradInput, accumulate }) =>
    () => {
      if (!accumulate) gradInput.fill(0);
      visitTerms(geometry, (y, w, x) => {
        if (x !== undefined) gradInput[x] = (gradInput[x] ?? 0) + (gradOutput[y] ?? 0) * (weight[w] ?? 0);
      });
    },
};
