import { type WindowGeometry, windowCount } from '../operands/convolution';
import type { PoolingKernels } from '../operands/pooling';

/** Called for every window with its index, the index of its image's first entry, and its top left position. */
type VisitWindow = (window: number, image: number, position: number) => void;

function visitWindows(geometry: WindowGeometry, visit: VisitWindow): void {
  const { batch, channels, height, width, stride } = geometry;
  const rows = windowCount(height, geometry);
  const columns = windowCount(width, geometry);
  let window = 0;
  for (let image = 0; image < batch * channels; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, window++) {
        visit(window, image * height * width, row * stride * width + column * stride);
      }
    }
  }
}

/** Called with every position of the window whose top left is `position`. */
function visitPositions(
  { size, width }: WindowGeometry,
  position: number,
  visit: (at: number) => void,
): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) visit(position + i * width + j);
  }
}

export const referencePooling: PoolingKernels = {
  maxPool:
    ({ geometry, input, output, positions }) =>
    () => {
      visitWindows(geometry, (window, image, position) => {
        let best = position;
        let maximum = input[image + position] ?? 0;
        visitPositions(geometry, position, (at) => {
          const x = input[image + at] ?? 0;
          if (x > maximum || Number.isNaN(x)) {
            maximum = x;
            best = at;
          }
        });
        output[window] = maximum;
        positions[window] = best;
      });
    },

  maxPoolBackward:
    ({ geometry, gradOutput, positions, gradInput, accumulate }) =>
    () => {
      if (!accumulate) gradInput.fill(0);
      visitWindows(geometry, (window, image) => {
        const index = image + (positions[window] ?? 0);
        gradInput[index] = (gradInput[index] ?? 0) + (gradOutput[window] ?? 0);
      });
    },

  averagePool:
    ({ geometry, input, output }) =>
    () => {
      visitWindows(geometry, (window, image, position) => {
        let sum = 0;
        visitPositions(geometry, position, (at) => {
          sum += input[image + at] ?? 0;
        });
        output[window] = sum / (geometry.size * geometry.size);
      });
    },

  averagePoolBackward:
    ({ geometry, gradOutput, gradInput, accumulate }) =>
    () => {
      if (!accumulate) gradInput.fill(0);
      visitWindows(geometry, (window, image, position) => {
        const share = (gradOutput[window] ?? 0) / (geometry.size * geometry.size);
        visitPositions(geometry, position, (at) => {
          gradInput[image + at] = (gradInput[image + at] ?? 0) + share;
        });
      });
    },
};
