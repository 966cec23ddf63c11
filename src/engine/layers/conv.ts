import { message } from '../message';
import { sameShape, sizeOf, unitLayout, type Shape, shapeValue } from '../shape';
import {
  convolutionBackwardInput,
  convolutionBackwardWeight,
  convolutionForward,
} from './support/convolutionWork';
import { whyMultiplied } from './support/productShape';
import { windowCount, windowEntry, windowLength } from './support/im2col';
import { biasParameters, biasSetting, hasBias, wrongBias } from './support/biasForm';
import type { Layer, LocalDerivative, Settings, SettingSpec, ShapeResult } from './support/layer';
import { operand } from './support/operands';
import { numberSetting } from './support/layerSettings';
import { wrongInput, wrongSetting } from './support/shapeRule';
import {
  padsOf,
  sampleWindows,
  spanOf,
  windowedShape,
  windowsOf,
  wrongCount,
  wrongImages,
  wrongSample,
  type Sliding,
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
  choices: ['same'],
  documentation:
    'How many zeros are put around the image on every side. "same": as many as keep its size, which needs stride=1; the odd one of them goes below and to the right. What is called "valid" elsewhere is 0.',
};

/** More than any image has rows, and few enough that no place in a window is beyond 32 bits. */
const widestDilation = 4096;

const dilation: SettingSpec = {
  name: 'dilation',
  type: 'integer',
  default: 1,
  range: { from: 1, to: widestDilation },
  isNamed: true,
  documentation: 'How far the entries of a window are apart: 2 leaves out every other row and column.',
};

const groups: SettingSpec = {
  name: 'groups',
  type: 'integer',
  default: 1,
  range: { from: 1 },
  isNamed: true,
  documentation:
    'Into how many parts channels and filters are cut: each part of the filters sees its part of the channels only. It divides both.',
};

function padSetting(settings: Settings): number | 'same' {
  return settings[pad.name] === 'same' ? 'same' : numberSetting(settings, pad);
}

function slidingOf(settings: Settings, [height, width]: readonly [number, number]): Required<Sliding> {
  const [given, apart] = [padSetting(settings), numberSetting(settings, dilation)];
  return {
    stride: numberSetting(settings, stride),
    vertical: padsOf(given, height, apart),
    horizontal: padsOf(given, width, apart),
    dilation: apart,
    groups: numberSetting(settings, groups),
  };
}

function geometry(x: Shape, W: Shape, settings: Settings): Windows {
  const [, , windowHeight = 0, windowWidth = 0] = W;
  const window = [windowHeight, windowWidth] as const;
  return windowsOf(x, window, slidingOf(settings, window));
}

/** Refuses padding and groups that the layer cannot have, whatever W is. */
function wrongSliding(
  channels: number,
  count: number,
  window: number,
  settings: Settings,
): ShapeResult | undefined {
  const { stride: step, dilation: apart, groups: parts } = slidingOf(settings, [window, window]);
  if (padSetting(settings) === 'same' && step > 1) {
    return wrongSetting(
      pad.name,
      message(
        'pad="same" keeps the size of the image, and stride={0} does not. Give the number of zeros, as in: pad={1}',
        step,
        Math.floor(spanOf(window, apart) / 2),
      ),
    );
  }
  if (channels % parts !== 0) {
    return wrongSetting(
      groups.name,
      message('groups={0} does not divide the number of channels of the input, {1}.', parts, channels),
    );
  }
  if (count % parts !== 0) {
    return wrongSetting(
      groups.name,
      message('groups={0} does not divide the number of filters, {1}.', parts, count),
    );
  }
  return undefined;
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
  settings: [stride, pad, dilation, groups],
  asFunction: { name: 'conv' },
  asLayer: {
    aliases: ['Conv2d'],
    kind: 'layer',
    settings: [filters, size, stride, pad, dilation, groups, biasSetting],
    takesInitializer: true,
    sizeSetting: filters.name,

    outputShape([sample = []], settings) {
      const [count, window] = [numberSetting(settings, filters), numberSetting(settings, size)];
      return (
        wrongSample(sample) ??
        wrongSliding(sample[0] ?? 0, count, window, settings) ??
        wrongBias(settings, count) ??
        sampleWindows(sample, window, count, slidingOf(settings, [window, window]))
      );
    },

    parameters([channels = 1], settings) {
      const [count, side] = [numberSetting(settings, filters), numberSetting(settings, size)];
      const seen = channels / numberSetting(settings, groups);
      const fans = { fanIn: seen * side * side, fanOut: count * side * side };
      return [
        { name: 'W', shape: [count, seen, side, side], start: 'initializer', ...fans },
        ...biasParameters(settings, count, fans),
      ];
    },

    bind({ kernels, inputs, output, gradOutput, gradInputs, settings }) {
      const [x, W, b] = [operand(inputs, 0), operand(inputs, 1), inputs[2]];
      const [dx, dW, db] = gradInputs;
      const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
      const [count = 0, , side = 0] = W.shape;
      const sliding = slidingOf(settings, [side, side]);
      const geometry = {
        batch,
        channels,
        height,
        width,
        filters: count,
        size: side,
        stride: sliding.stride,
        pad: sliding.vertical.before,
        padEnd: sliding.vertical.behind,
        dilation: sliding.dilation,
        groups: sliding.groups,
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
            bias: b?.data,
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
  formulasOf: (settings) =>
    hasBias(settings)
      ? undefined
      : {
          forward: 'y = Σ window × W',
          backward: {
            x: '∂L/∂x = Σ ∂L/∂y × W, over the windows that see x',
            W: '∂L/∂W = Σ ∂L/∂y × window',
          },
        },
  source: 'Deep Learning from Scratch, section 7.4 (convolution by im2col).',

  summedProducts: ([_x, W]) => sizeOf(W?.slice(1) ?? []),

  outputShape(inputs, settings) {
    const [x, W, b] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
    const wrong =
      wrongImages(x) ??
      wrongCount(settings, stride, 1) ??
      (settings[pad.name] === 'same' ? undefined : wrongCount(settings, pad, 0)) ??
      wrongCount(settings, dilation, 1) ??
      wrongCount(settings, groups, 1);
    if (wrong) return wrong;
    if (W.length !== 4 || W.includes(0)) {
      return wrongInput(1, message('W must be filters×channels×height×width, not {0}.', shapeValue(W)));
    }
    const [filters = 0, channels = 0, window = 0] = W;
    const [, given = 0] = x;
    const wrongSlide = wrongSliding(given, filters, window, settings);
    if (wrongSlide) return wrongSlide;
    const parts = numberSetting(settings, groups);
    if (parts > 1 && channels * parts !== given) {
      return wrongInput(
        1,
        message(
          'x has {0} channels in {1} groups, so the filters of W see {2}, not {3}.',
          given,
          parts,
          given / parts,
          channels,
        ),
      );
    }
    if (channels * parts !== given) {
      return wrongInput(
        1,
        message('The number of channels is {0} in x, but {1} in the filters of W.', x[1] ?? 0, channels),
      );
    }
    if (!sameShape(b, [filters])) {
      return wrongInput(
        2,
        message('b is {0}, not {1}: it needs one number for each filter of W.', shapeValue(b), filters),
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
      groups: numberSetting(settings, groups),
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

  windowOf({ inputs, output, settings }, outputEntry) {
    const [x, W] = [operand(inputs, 0), operand(inputs, 1)];
    const windows = geometry(x.shape, W.shape, settings);
    const [, filters = 0, outHeight = 0, outWidth = 0] = output.shape;
    const perImage = outHeight * outWidth;
    const filter = Math.floor(outputEntry / perImage) % filters;
    const position = Math.floor(outputEntry / (perImage * filters)) * perImage + (outputEntry % perImage);
    const share = filters / numberSetting(settings, groups);
    const seen = { ...windows, firstChannel: Math.floor(filter / share) * windows.channels };
    const length = windowLength(windows);
    return {
      shape: [windows.channels, windows.windowHeight, windows.windowWidth],
      entries: Array.from({ length }, (_, k) => windowEntry(seen, position, k)),
      weightsFrom: filter * length,
      ...(inputs.length > 2 && { biasAt: filter }),
    };
  },

  localDerivatives({ inputs, settings }, input, entry) {
    const [x, W] = [operand(inputs, 0), operand(inputs, 1)];
    const windows = geometry(x.shape, W.shape, settings);
    const filters = W.shape[0] ?? 0;
    const length = windowLength(windows);
    const perImage = windows.outHeight * windows.outWidth;
    const outputOf = (position: number, filter: number): number =>
      (Math.floor(position / perImage) * filters + filter) * perImage + (position % perImage);
    const terms: LocalDerivative[] = [];
    const share = filters / numberSetting(settings, groups);
    const windowsFor = (filter: number): Windows => ({
      ...windows,
      firstChannel: Math.floor(filter / share) * windows.channels,
    });
    if (input === 0) {
      const { height, width, imageChannels, channels } = windows;
      const channel = Math.floor(entry / (height * width)) % imageChannels;
      const first = Math.floor(channel / channels) * share;
      const seen = windowsFor(first);
      for (let position = 0; position < windowCount(windows); position++) {
        for (let k = 0; k < length; k++) {
          if (windowEntry(seen, position, k) !== entry) continue;
          for (let filter = first; filter < first + share; filter++) {
            const factor = W.data[filter * length + k] ?? NaN;
            const why = whyMultiplied(1, filter * length + k, factor);
            terms.push({ outputEntry: outputOf(position, filter), factor, why });
          }
        }
      }
      return terms;
    }
    const filter = input === 1 ? Math.floor(entry / length) : entry;
    const seen = windowsFor(filter);
    for (let position = 0; position < windowCount(windows); position++) {
      const outputEntry = outputOf(position, filter);
      if (input === 2) {
        terms.push({ outputEntry, factor: 1 });
        continue;
      }
      const from = windowEntry(seen, position, entry % length);
      const factor = from === -1 ? 0 : (x.data[from] ?? NaN);
      terms.push({ outputEntry, factor, why: from === -1 ? whyPadding : whyMultiplied(0, from, factor) });
    }
    return terms;
  },
};

function whyPadding(): { kind: 'outside'; message: ReturnType<typeof message> } {
  return { kind: 'outside', message: message('Multiplied by the zeros around the image (the padding).') };
}
