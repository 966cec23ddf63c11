import type { AveragePoolBackwardOperands, AveragePoolOperands } from '../kernels/operands/poolingOperands';
import type { Layer } from './support/layer';
import { operand } from './support/operands';
import {
  eachWindow,
  pooledShape,
  poolingForm,
  poolingGeometry,
  poolingSettings,
  windowsOver,
} from './support/poolingForm';

/** Forward of formulas and of the reference kernels alike. */
export function averagePoolForward({ geometry, input, output }: AveragePoolOperands): void {
  const { size, width } = geometry;
  eachWindow(geometry, (window, image, corner) => {
    let sum = 0;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) sum += input[image + corner + i * width + j] ?? NaN;
    }
    output[window] = sum / (size * size);
  });
}

/** Backward of formulas and of the reference kernels alike. */
export function averagePoolBackward(operands: AveragePoolBackwardOperands): void {
  const { geometry, gradOutput, gradInput, accumulate } = operands;
  const { size, width } = geometry;
  if (!accumulate) gradInput.fill(0);
  eachWindow(geometry, (window, image, corner) => {
    const share = (gradOutput[window] ?? NaN) / (size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const entry = image + corner + i * width + j;
        gradInput[entry] = (gradInput[entry] ?? NaN) + share;
      }
    }
  });
}

export const avgPool: Layer = {
  name: 'AvgPool',
  symbol: 'Average pool',
  documentation:
    'The mean of every window. The gradient is shared equally. Columns and rows that no window reaches are left out.',
  inputs: [{ name: 'x', documentation: 'Images, batch×channels×height×width.' }],
  settings: poolingSettings,
  asFunction: { name: 'avg_pool' },
  asLayer: poolingForm(({ kernels, inputs, output, gradOutput, gradInputs }, geometry) => {
    const dx = gradInputs[0];
    const backward = dx && {
      only: 0,
      run: kernels.averagePoolBackward({
        geometry,
        gradOutput: gradOutput.data,
        gradInput: dx.data,
        accumulate: dx.accumulate,
      }),
    };
    return {
      forward: [kernels.averagePool({ geometry, input: operand(inputs, 0).data, output: output.data })],
      backward: backward ? [backward] : [],
      saved: () => ({}),
    };
  }),
  formulas: {
    forward: 'y = mean of each window',
    backward: { x: '∂L/∂x = Σ ∂L/∂y / size², over the windows that see x' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html',

  outputShape: pooledShape,

  bind({ inputs, output, gradOutput, gradInputs, settings }) {
    const x = operand(inputs, 0);
    const geometry = poolingGeometry(x.shape, settings);
    const forward = { geometry, input: x.data, output: output.data };
    const gradInput = operand(gradInputs, 0)?.data;
    const backward = gradInput && { geometry, gradOutput: gradOutput.data, gradInput, accumulate: true };
    return {
      forward() {
        averagePoolForward(forward);
      },
      backward() {
        if (backward) averagePoolBackward(backward);
      },
      savedForBackward: {},
    };
  },

  localDerivatives({ inputs, settings }, _input, entry) {
    const geometry = poolingGeometry(operand(inputs, 0).shape, settings);
    const factor = 1 / geometry.size ** 2;
    return windowsOver(geometry, entry).map((outputEntry) => ({ outputEntry, factor }));
  },
};
