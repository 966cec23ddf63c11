import { message } from '../message';
import { formatShape, sameShape, sizeOf, unitLayout, type Shape } from '../shape';
import {
  convolutionBackwardInput,
  convolutionBackwardWeight,
  convolutionForward,
} from './support/convolutionWork';
import { whyMultiplied } from './support/productShape';
import { windowCount, windowEntry, windowLength } from './support/im2col';
import type { Layer, LocalDerivative, Settings, SettingSpec } from './support/layer';
import { operand } from './support/operands';
import { numberSetting } from './support/layerSettings';
import { wrongInput } from './support/shapeRule';
import {
  sampleWindows,
  windowedShape,
  windowsOf,
  wrongCount,
  wrongImages,
  type Windows,
} from './support/windows';

const filters: SettingSpec = {
  name: 'filters',
  type: 'integer',
  required: true,
  range: { from: 1 },
  documentation: 'How many filters there are: the channels of its output.',
};

const size: SettingSpec = {
  name: 'size',
  type: 'integer',
  required: true,
  range: { from: 1 },
  documentation: 'The height and width of each filter.',
};

const stride: SettingSpec = {
  name: 'stride',
  type: 'integer',
  default: 1,
  range: { from: 1 },
  documentation: 'How far the window moves from one output to the next.',
};

const pad: SettingSpec = {
  name: 'pad',
  type: 'integer',
  default: 0,
  range: { from: 0 },
  documentation: 'How many zeros are put around the image on every side.',
};

function geometry(x: Shape, W: Shape, settings: Settings): Windows {
  const [, , windowHeight = 0, windowWidth = 0] = W;
  return windowsOf(
    x,
    [windowHeight, windowWidth],
    numberSetting(settings, stride),
    numberSetting(settings, pad),
  );
}

export const conv: Layer = {
  name: 'Conv',
  symbol: 'Conv',
  documentation:
    'Slides every filter over the image; each output is the sum of window × filter, plus the bias of the filter. Columns and rows that no window reaches are left out.',
  inputs: [
    { name: 'x', documentation: 'Images, batch×channels×height×width.' },
    { name: 'W', documentation: 'The filters, filters×channels×height×width.' },
    { name: 'b', documentation: 'The bias: one number for each filter.' },
  ],
  settings: [stride, pad],
  asFunction: { name: 'conv' },
  asLayer: {
    aliases: ['Conv2d'],
    kind: 'layer',
    settings: [filters, size, stride, pad],
    takesInitializer: true,
    sizeSetting: filters.name,

    outputShape: ([sample = []], settings) =>
      sampleWindows(sample, {
        window: numberSetting(settings, size),
        stride: numberSetting(settings, stride),
        pad: numberSetting(settings, pad),
        channels: numberSetting(settings, filters),
      }),

    parameters([channels = 1], settings) {
      const [count, side] = [numberSetting(settings, filters), numberSetting(settings, size)];
      const fans = { fanIn: channels * side * side, fanOut: count * side * side };
      return [
        { name: 'W', shape: [count, channels, side, side], start: 'initializer', ...fans },
        { name: 'b', shape: [count], start: 'zeros', ...fans },
      ];
    },

    bind({ kernels, inputs, output, gradOutput, gradInputs, settings }) {
      const [x, W, b] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
      const [dx, dW, db] = gradInputs;
      const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
      const [count = 0, , side = 0] = W.shape;
      const geometry = {
        batch,
        channels,
        height,
        width,
        filters: count,
        size: side,
        stride: numberSetting(settings, stride),
        pad: numberSetting(settings, pad),
      };
      const dy = gradOutput.data;
      const toX = dx && {
        only: 0,
        run: kernels.convolutionBackwardInput({
          geometry,
          weight: W.data,
          gradOutput: dy,
          gradInput: dx.data,
          accumulate: dx.accumulate,
        }),
      };
      const toW = dW && {
        only: 1,
        run: kernels.convolutionBackwardWeight({
          geometry,
          input: x.data,
          gradOutput: dy,
          gradWeight: dW.data,
          accumulate: dW.accumulate,
        }),
      };
      const toB = db && {
        only: 2,
        run: kernels.unitSums({
          input: dy,
          sums: db.data,
          accumulate: db.accumulate,
          layout: unitLayout(output.shape),
        }),
      };
      return {
        forward: [
          kernels.convolution({
            geometry,
            input: x.data,
            weight: W.data,
            bias: b.data,
            output: output.data,
          }),
        ],
        backward: [toX, toW, toB].filter((kernel) => kernel !== undefined),
        saved: () => ({}),
      };
    },
  },
  formulas: {
    forward: 'y = Σ window × W + b',
    backward: {
      x: '∂L/∂x = Σ ∂L/∂y × W, over the windows that see x',
      W: '∂L/∂W = Σ ∂L/∂y × window',
      b: '∂L/∂b = Σ ∂L/∂y, by filter',
    },
  },
  source: 'Deep Learning from Scratch, section 7.4 (convolution by im2col).',

  summedProducts: ([_x, W]) => sizeOf(W?.slice(1) ?? []),

  outputShape(inputs, settings) {
    const [x, W, b] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
    const wrong = wrongImages(x) ?? wrongCount(settings, stride, 1) ?? wrongCount(settings, pad, 0);
    if (wrong) return wrong;
    if (W.length !== 4 || W.includes(0)) {
      return wrongInput(1, message('W must be filters×channels×height×width, not {0}.', formatShape(W)));
    }
    const [filters = 0, channels = 0] = W;
    if (channels !== x[1]) {
      return wrongInput(
        1,
        message('x has {0} channels, but the filters of W have {1}.', x[1] ?? 0, channels),
      );
    }
    if (!sameShape(b, [filters])) {
      return wrongInput(
        2,
        message('b is {0}, but W has {1} filters: b needs one number for each.', formatShape(b), filters),
      );
    }
    return windowedShape(geometry(x, W, settings), filters, 1);
  },

  bind({ inputs, output, gradOutput: { data: gradOutput }, gradInputs, settings, kernels, allocate }) {
    const [x, W, b] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
    const [dx, dW, db] = [0, 1, 2].map((index) => operand(gradInputs, index)?.data);
    const work = {
      windows: geometry(x.shape, W.shape, settings),
      filters: W.shape[0] ?? 0,
      kernels,
      allocate: (length: number) => allocate([length]).data,
    };
    const [input, weight] = [x.data, W.data];
    const added = { gradOutput, accumulate: true };
    const backward = [
      db &&
        kernels.unitSums({ input: gradOutput, sums: db, layout: unitLayout(output.shape), accumulate: true }),
      dW && convolutionBackwardWeight(work, { input, gradWeight: dW, ...added }),
      dx && convolutionBackwardInput(work, { weight, gradInput: dx, ...added }),
    ].filter((kernel) => kernel !== undefined);
    return {
      forward: convolutionForward(work, { input, weight, bias: b.data, output: output.data }),
      backward() {
        for (const run of backward) run();
      },
      savedForBackward: {},
    };
  },

  localDerivatives({ inputs, settings }, input, entry) {
    const [x, W] = [operand(inputs, 0), operand(inputs, 1)];
    const windows = geometry(x.shape, W.shape, settings);
    const filters = W.shape[0] ?? 0;
    const length = windowLength(windows);
    const perImage = windows.outHeight * windows.outWidth;
    const terms: LocalDerivative[] = [];
    for (let position = 0; position < windowCount(windows); position++) {
      const outputOf = (filter: number): number =>
        (Math.floor(position / perImage) * filters + filter) * perImage + (position % perImage);
      if (input === 2) {
        terms.push({ outputEntry: outputOf(entry), factor: 1 });
      } else if (input === 1) {
        const from = windowEntry(windows, position, entry % length);
        const outputEntry = outputOf(Math.floor(entry / length));
        const factor = from === -1 ? 0 : (x.data[from] ?? NaN);
        terms.push({ outputEntry, factor, why: from === -1 ? whyPadding : whyMultiplied(0, from, factor) });
      } else {
        for (let k = 0; k < length; k++) {
          if (windowEntry(windows, position, k) !== entry) continue;
          for (let filter = 0; filter < filters; filter++) {
            const factor = W.data[filter * length + k] ?? NaN;
            const why = whyMultiplied(1, filter * length + k, factor);
            terms.push({ outputEntry: outputOf(filter), factor, why });
          }
        }
      }
    }
    return terms;
  },
};

function whyPadding(): { kind: 'outside'; message: ReturnType<typeof message> } {
  return { kind: 'outside', message: message('Multiplied by the zeros around the image (the padding).') };
}
