import { numberSetting, optionalNumberSetting } from './support/settings';
import type { Layer, LocalDerivative, SettingSpec } from './support/layer';
import { onlyInNetworks } from './support/networkOnly';
import { operand } from './support/operands';
import { poolingForm } from './support/poolingForm';
import { windowEntry } from './support/im2col';
import { windowedShape, windowsOf, wrongImages } from './support/windows';

const size: SettingSpec = {
  name: 'size',
  type: 'integer',
  required: true,
  range: { from: 1 },
  documentation: 'The height and width of the window.',
};

const stride: SettingSpec = {
  name: 'stride',
  type: 'integer',
  range: { from: 1 },
  documentation: 'How far the window moves from one output to the next. Without it: by its size.',
};

export const avgPool: Layer = {
  name: 'AvgPool',
  symbol: 'Average pool',
  documentation:
    'The mean of every window. The gradient is shared equally. Columns and rows that no window reaches are left out.',
  inputs: [{ name: 'x', documentation: 'Images, batch×channels×height×width.' }],
  settings: [size, stride],
  asLayer: poolingForm({
    size,
    stride,
    bind({ kernels, inputs, output, gradOutput, gradInputs }, geometry) {
      const dx = gradInputs[0];
      return {
        forward: [kernels.averagePool({ geometry, input: operand(inputs, 0).data, output: output.data })],
        backward: dx
          ? [
              {
                only: 0,
                run: kernels.averagePoolBackward({
                  geometry,
                  gradOutput: gradOutput.data,
                  gradInput: dx.data,
                  accumulate: dx.accumulate,
                }),
              },
            ]
          : [],
        saved: () => ({}),
      };
    },
  }),
  formulas: {
    forward: 'y = mean of each window',
    backward: { x: '∂L/∂x = Σ ∂L/∂y / size², over the windows that see x' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html',

  outputShape(inputs, settings) {
    const x = operand(inputs, 0);
    const wrong = wrongImages(x);
    if (wrong) return wrong;
    const side = numberSetting(settings, size);
    const step = optionalNumberSetting(settings, stride) ?? side;
    return windowedShape(windowsOf(x, [side, side], step, 0), x[1] ?? 0, 0);
  },

  bind: onlyInNetworks('AvgPool'),

  localDerivatives({ inputs, output, settings }, _input, entry) {
    const [batch = 0, channels = 0, height = 0, width = 0] = operand(inputs, 0).shape;
    const side = numberSetting(settings, size);
    const step = optionalNumberSetting(settings, stride) ?? side;
    const windows = windowsOf([batch * channels, 1, height, width], [side, side], step, 0);
    const terms: LocalDerivative[] = [];
    for (let position = 0; position < output.data.length; position++) {
      for (let k = 0; k < side * side; k++) {
        if (windowEntry(windows, position, k) !== entry) continue;
        terms.push({ outputEntry: position, factor: 1 / side ** 2 });
      }
    }
    return terms;
  },
};
