import { message } from '../../message';
import { formatShape, type Shape } from '../../shape';
import type { Settings, SettingSpec, ShapeResult } from './layer';
import { fits, wrongInput, wrongSetting } from './shapeRule';

/** How a window slides over images of N×C×H×W. */
export interface Windows {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly windowHeight: number;
  readonly windowWidth: number;
  readonly stride: number;
  readonly pad: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

/** How many windows fit on one side; what is left over at the end is not looked at. */
function count(size: number, window: number, stride: number, pad: number): number {
  return Math.floor((size + 2 * pad - window) / stride) + 1;
}

export function windowsOf(
  [batch = 0, channels = 0, height = 0, width = 0]: Shape,
  [windowHeight, windowWidth]: readonly [number, number],
  stride: number,
  pad: number,
): Windows {
  return {
    batch,
    channels,
    height,
    width,
    windowHeight,
    windowWidth,
    stride,
    pad,
    outHeight: count(height, windowHeight, stride, pad),
    outWidth: count(width, windowWidth, stride, pad),
  };
}

/** Refuses a setting that is no whole number from `least` up. */
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
    return wrongInput(0, message('x must be batch×channels×height×width, not {0}.', formatShape(x)));
  }
  return x.includes(0) ? wrongInput(0, message('x is {0}: it has no entries.', formatShape(x))) : undefined;
}

/** Refuses a sample of a network that is no image. */
export function wrongSample(sample: Shape): ShapeResult | undefined {
  if (sample.length === 3) return undefined;
  return wrongInput(
    0,
    message('This layer needs images, channels×height×width, but it is given {0}.', formatShape(sample)),
  );
}

/** The same rule for one sample of a network, channels×height×width: what the setting `size` gives. */
export function sampleWindows(
  sample: Shape,
  { window, stride, pad, channels }: Readonly<Record<'window' | 'stride' | 'pad' | 'channels', number>>,
): ShapeResult {
  const wrong = wrongSample(sample);
  if (wrong) return wrong;
  const shape = windowedShape(windowsOf([1, ...sample], [window, window], stride, pad), channels, 0);
  if (shape.ok) return fits(shape.shape.slice(1));
  return wrongSetting('size', shape.error.message);
}

/**
 * The shape of the output with `channels` channels, or why no window fits. `blame` is the input to point at.
 */
export function windowedShape(windows: Windows, channels: number, blame: number): ShapeResult {
  const { batch, height, width, windowHeight, windowWidth, pad, outHeight, outWidth } = windows;
  if (outHeight >= 1 && outWidth >= 1) return fits([batch, channels, outHeight, outWidth]);
  return wrongInput(
    blame,
    pad === 0
      ? message(
          'The window of {0} does not fit into an image of {1}.',
          formatShape([windowHeight, windowWidth]),
          formatShape([height, width]),
        )
      : message(
          'The window of {0} does not fit into an image of {1} with {2} around it.',
          formatShape([windowHeight, windowWidth]),
          formatShape([height, width]),
          pad,
        ),
  );
}
