import { message } from '../../message';
import { type Shape, shapeValue } from '../../shape';
import type { Settings, SettingSpec, ShapeResult } from './layer';
import { fits, wrongInput, wrongSetting } from './shapeRule';

/** How a window slides over images of N×C×H×W. */
export interface Windows {
  readonly batch: number;
  readonly imageChannels: number;
  readonly height: number;
  readonly width: number;
  /** The channels that one window sees: those of its group, from `firstChannel` on. */
  readonly channels: number;
  readonly firstChannel: number;
  readonly windowHeight: number;
  readonly windowWidth: number;
  readonly stride: number;
  /** How far the entries of a window are apart. */
  readonly dilation: number;
  /** Zeros above the image and to the left of it; those behind it show in the number of windows. */
  readonly padTop: number;
  readonly padLeft: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/** Zeros before and behind an image, along one of its sides. */
export interface SidePads {
  readonly before: number;
  readonly behind: number;
}

/** How a window moves: by how much, over which zeros, how wide apart, and over which part of the channels. */
export interface Sliding {
  readonly stride: number;
  readonly vertical?: SidePads;
  readonly horizontal?: SidePads;
  readonly dilation?: number;
  readonly groups?: number;
}

const noPads: SidePads = { before: 0, behind: 0 };

/** From the first entry of a window to its last, along one side. */
export function spanOf(window: number, dilation: number): number {
  return (window - 1) * dilation + 1;
}

/**
 * The zeros that `pad` stands for. `same`: as many as make the output as large as the image where the window
 * moves by one place, the odd one of them behind it, as PyTorch and Keras have it.
 */
export function padsOf(pad: number | 'same', window: number, dilation: number): SidePads {
  if (pad !== 'same') return { before: pad, behind: pad };
  const total = spanOf(window, dilation) - 1;
  const before = Math.floor(total / 2);
  return { before, behind: total - before };
}

/** How many windows fit on one side; what is left over at the end is not looked at. */
function count(size: number, span: number, stride: number, { before, behind }: SidePads): number {
  return Math.floor((size + before + behind - span) / stride) + 1;
}

export function windowsOf(
  [batch = 0, imageChannels = 0, height = 0, width = 0]: Shape,
  [windowHeight, windowWidth]: readonly [number, number],
  { stride, vertical = noPads, horizontal = noPads, dilation = 1, groups = 1 }: Sliding,
): Windows {
  return {
    batch,
    imageChannels,
    height,
    width,
    channels: imageChannels / groups,
    firstChannel: 0,
    windowHeight,
    windowWidth,
    stride,
    dilation,
    padTop: vertical.before,
    padLeft: horizontal.before,
    outHeight: count(height, spanOf(windowHeight, dilation), stride, vertical),
    outWidth: count(width, spanOf(windowWidth, dilation), stride, horizontal),
  };
}

/** Refuses a setting that is not a whole number from `least` up. */
export function wrongCount(settings: Settings, { name }: SettingSpec, least: 0 | 1): ShapeResult | undefined {
  const value = settings[name];
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= least)) {
    return undefined;
  }
  return wrongSetting(name, message('{0} must be a whole number from {1} up.', name, least));
}

/** Refuses what is not a batch of images. */
export function wrongImages(x: Shape): ShapeResult | undefined {
  if (x.length !== 4) {
    return wrongInput(0, message('x must be batch×channels×height×width, not {0}.', shapeValue(x)));
  }
  return x.includes(0) ? wrongInput(0, message('x is {0}: it has no entries.', shapeValue(x))) : undefined;
}

/** Refuses a sample of a network that is not an image. */
export function wrongSample(sample: Shape): ShapeResult | undefined {
  if (sample.length === 3) return undefined;
  return wrongInput(
    0,
    message('This layer needs images, channels×height×width, but it is given {0}.', shapeValue(sample)),
  );
}

/** The same rule for one sample of a network, channels×height×width: what the setting `size` gives. */
export function sampleWindows(
  sample: Shape,
  window: number,
  channels: number,
  sliding: Sliding,
): ShapeResult {
  const wrong = wrongSample(sample);
  if (wrong) return wrong;
  const shape = windowedShape(windowsOf([1, ...sample], [window, window], sliding), channels, 0);
  if (shape.ok) return fits(shape.shape.slice(1));
  return wrongSetting('size', shape.error.message);
}

/**
 * The shape of the output with `channels` channels, or why no window fits. `blame` is the input to point at.
 */
export function windowedShape(windows: Windows, channels: number, blame: number): ShapeResult {
  const { batch, height, width, windowHeight, windowWidth, dilation, padTop, outHeight, outWidth } = windows;
  if (outHeight >= 1 && outWidth >= 1) return fits([batch, channels, outHeight, outWidth]);
  if (dilation > 1) {
    return wrongInput(
      blame,
      message(
        'With dilation={0} the window of {1} reaches over {2}, which does not fit into an image of {3} with {4} around it.',
        dilation,
        shapeValue([windowHeight, windowWidth]),
        shapeValue([spanOf(windowHeight, dilation), spanOf(windowWidth, dilation)]),
        shapeValue([height, width]),
        padTop,
      ),
    );
  }
  return wrongInput(
    blame,
    padTop === 0
      ? message(
          'The window of {0} does not fit into an image of {1}.',
          shapeValue([windowHeight, windowWidth]),
          shapeValue([height, width]),
        )
      : message(
          'The window of {0} does not fit into an image of {1} with {2} around it.',
          shapeValue([windowHeight, windowWidth]),
          shapeValue([height, width]),
          padTop,
        ),
  );
}
