import { isExtremum, largest, whyNotChosen } from './support/extremum';
import { windowEntry } from './support/im2col';
import type { Layer, LocalDerivative, Settings, SettingSpec } from './support/layer';
import { operand } from './support/operands';
import { poolingForm } from './support/poolingForm';
import { numberSetting, optionalNumberSetting } from './support/settings';
import type { Shape } from '../shape';
import { windowedShape, windowsOf, wrongCount, wrongImages, type Windows } from './support/windows';

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

/** Every channel of every image is pooled alone, so each counts as an image of one channel. */
function geometry([batch = 0, channels = 0, height = 0, width = 0]: Shape, settings: Settings): Windows {
  const window = numberSetting(settings, size);
  const step = optionalNumberSetting(settings, stride) ?? window;
  return windowsOf([batch * channels, 1, height, width], [window, window], step, 0);
}

export const maxPool: Layer = {
  name: 'MaxPool',
  symbol: 'Max pool',
  documentation:
    'The largest entry of every window. The gradient goes back to it; entries that tie share it equally. NaN wins. Columns and rows that no window reaches are left out.',
  inputs: [{ name: 'x', documentation: 'Images, batch×channels×height×width.' }],
  settings: [size, stride],
  asFunction: { name: 'max_pool' },
  asLayer: poolingForm({
    size,
    stride,
    bind({ kernels, inputs, output, gradOutput, gradInputs, allocateIntegers }, window) {
      const positions = allocateIntegers(output.shape);
      const dx = gradInputs[0];
      return {
        forward: [
          kernels.maxPool({
            geometry: window,
            input: operand(inputs, 0).data,
            output: output.data,
            positions: positions.data,
          }),
        ],
        backward: dx
          ? [
              {
                only: 0,
                run: kernels.maxPoolBackward({
                  geometry: window,
                  gradOutput: gradOutput.data,
                  positions: positions.data,
                  gradInput: dx.data,
                  accumulate: dx.accumulate,
                }),
              },
            ]
          : [],
        saved: () => ({ positions }),
      };
    },
  }),
  formulas: {
    forward: 'y = max of each window',
    backward: { x: '∂L/∂x = Σ ∂L/∂y, over the windows where x is the maximum' },
  },
  source: 'Deep Learning from Scratch, section 7.4.4 (pooling layer).',

  outputShape(inputs, settings) {
    const x = operand(inputs, 0);
    const wrong = wrongImages(x) ?? wrongCount(settings, size, 1) ?? wrongCount(settings, stride, 1);
    if (wrong) return wrong;
    const result = windowedShape(geometry(x, settings), 1, 0);
    if (!result.ok) return result;
    const [batch = 0, channels = 0] = x;
    return { ok: true, shape: [batch, channels, ...result.shape.slice(2)] };
  },

  bind({ inputs, output, gradOutput, gradInputs, settings }) {
    const x = operand(inputs, 0).data;
    const y = output.data;
    const dy = gradOutput.data;
    const dx = operand(gradInputs, 0)?.data;
    const windows = geometry(operand(inputs, 0).shape, settings);
    const { width, windowHeight, windowWidth } = windows;
    const corner = Int32Array.from(y, (_, position) => windowEntry(windows, position, 0));
    return {
      forward() {
        for (let position = 0; position < y.length; position++) {
          const first = corner[position] ?? -1;
          let extremum = x[first] ?? NaN;
          for (let h = 0; h < windowHeight; h++) {
            for (let w = 0; w < windowWidth; w++) {
              const value = x[first + h * width + w] ?? NaN;
              if (largest.beats(value, extremum)) extremum = value;
            }
          }
          y[position] = extremum;
        }
      },
      backward() {
        if (dx === undefined) return;
        for (let position = 0; position < y.length; position++) {
          const first = corner[position] ?? -1;
          const extremum = y[position] ?? NaN;
          let ties = 0;
          for (let h = 0; h < windowHeight; h++) {
            for (let w = 0; w < windowWidth; w++) {
              if (isExtremum(x[first + h * width + w] ?? NaN, extremum)) ties++;
            }
          }
          const share = (dy[position] ?? NaN) / ties;
          for (let h = 0; h < windowHeight; h++) {
            for (let w = 0; w < windowWidth; w++) {
              const entry = first + h * width + w;
              if (isExtremum(x[entry] ?? NaN, extremum)) dx[entry] = (dx[entry] ?? NaN) + share;
            }
          }
        }
      },
      savedForBackward: {},
    };
  },

  localDerivatives({ inputs, output, saved, settings }, _input, entry) {
    const { shape, data } = operand(inputs, 0);
    const windows = geometry(shape, settings);
    const x = data[entry] ?? NaN;
    const terms: LocalDerivative[] = [];
    output.data.forEach((extremum, position) => {
      const seen = Array.from({ length: windows.windowHeight * windows.windowWidth }, (_, k) =>
        windowEntry(windows, position, k),
      );
      if (!seen.includes(entry)) return;
      // A network's kernel keeps the one entry it took: at a tie the first, as PyTorch does.
      const taken = saved['positions']?.data[position];
      const isTaken = taken === undefined || taken === entry % (windows.height * windows.width);
      if (!isTaken || !isExtremum(x, extremum)) {
        terms.push({ outputEntry: position, factor: 0, why: () => whyNotChosen('maximum', x, extremum) });
        return;
      }
      const ties =
        taken === undefined ? seen.filter((other) => isExtremum(data[other] ?? NaN, extremum)).length : 1;
      terms.push({ outputEntry: position, factor: 1 / ties });
    });
    return terms;
  },
};
