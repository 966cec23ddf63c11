import type { Kernel } from '../kernels/kernel';
import { sizeOf, type Shape } from '../shape';
import { put, type Numbers } from '../tensor';
import type { Layer } from './support/layer';
import { onlyInNetworks } from './support/networkForm';
import { operand } from './support/operands';
import { fits } from './support/shapeRule';
import { wrongImages, wrongSample } from './support/windows';

/** Every channel of every image is a row of this many pixels. */
function pixelsOf(images: Shape): number {
  return sizeOf(images.slice(2));
}

function averageRows(x: Numbers, y: Numbers, pixels: number): Kernel {
  return () => {
    for (let row = 0; row < y.length; row++) {
      let sum = 0;
      for (let i = row * pixels; i < (row + 1) * pixels; i++) sum += x[i] ?? NaN;
      y[row] = sum / pixels;
    }
  };
}

function shareAmongRows(dy: Numbers, dx: Numbers, pixels: number, accumulate: boolean): Kernel {
  return () => {
    for (let row = 0; row < dy.length; row++) {
      const share = (dy[row] ?? NaN) / pixels;
      for (let i = row * pixels; i < (row + 1) * pixels; i++) put(dx, i, share, accumulate);
    }
  };
}

export const globalAvgPool: Layer = {
  name: 'GlobalAvgPool',
  symbol: 'Global average pool',
  documentation:
    'The mean of every channel: one number each, whatever the height and width. The gradient is shared equally among the pixels.',
  inputs: [{ name: 'x', documentation: 'Images, batch×channels×height×width.' }],
  settings: [],
  asLayer: {
    kind: 'layer',
    settings: [],
    passesOn: true,
    outputShape: ([sample = []]) => wrongSample(sample) ?? fits(sample.slice(0, 1)),

    bind({ inputs, output, gradOutput, gradInputs }) {
      const x = operand(inputs, 0);
      const pixels = pixelsOf(x.shape);
      const dx = gradInputs[0];
      return {
        forward: [averageRows(x.data, output.data, pixels)],
        backward: dx
          ? [{ only: 0, run: shareAmongRows(gradOutput.data, dx.data, pixels, dx.accumulate) }]
          : [],
        saved: () => ({}),
      };
    },
  },
  formulas: {
    forward: 'y = mean of each channel',
    backward: { x: '∂L/∂x = ∂L/∂y / (height × width)' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html (output size 1)',

  outputShape(inputs) {
    const x = operand(inputs, 0);
    return wrongImages(x) ?? fits(x.slice(0, 2));
  },

  bind: onlyInNetworks('GlobalAvgPool'),

  localDerivatives({ inputs }, _input, entry) {
    const pixels = pixelsOf(operand(inputs, 0).shape);
    return [{ outputEntry: Math.floor(entry / pixels), factor: 1 / pixels }];
  },
};
