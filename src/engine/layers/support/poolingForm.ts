import { windowCount, type WindowGeometry } from '../../kernels/operands/convolutionOperands';
import { sizeOf, type Shape } from '../../shape';
import type { Layer, Settings, SettingSpec } from './layer';
import type { BoundNetworkLayer, NetworkBinding, NetworkForm } from './networkForm';
import { operand } from './operands';
import { numberSetting, optionalNumberSetting } from './layerSettings';
import { sampleWindows, windowedShape, windowsOf, wrongCount, wrongImages } from './windows';

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

export const poolingSettings: readonly SettingSpec[] = [size, stride];

function strideOf(settings: Settings): number {
  return optionalNumberSetting(settings, stride) ?? numberSetting(settings, size);
}

/** How the windows lie over images N×C×H×W. */
export function poolingGeometry(
  [batch = 0, channels = 0, height = 0, width = 0]: Shape,
  settings: Settings,
): WindowGeometry {
  const window = { size: numberSetting(settings, size), stride: strideOf(settings), pad: 0 };
  return { batch, channels, height, width, ...window };
}

/** The shape rule of formulas. */
export const pooledShape: Layer['outputShape'] = (inputs, settings) => {
  const x = operand(inputs, 0);
  const wrong = wrongImages(x) ?? wrongCount(settings, size, 1) ?? wrongCount(settings, stride, 1);
  if (wrong) return wrong;
  const side = numberSetting(settings, size);
  return windowedShape(windowsOf(x, [side, side], { stride: strideOf(settings) }), x[1] ?? 0, 0);
};

/** The network form of a layer that makes one number of every window of every channel. */
export function poolingForm(
  bind: (binding: NetworkBinding, geometry: WindowGeometry) => BoundNetworkLayer,
): NetworkForm {
  return {
    kind: 'layer',
    settings: poolingSettings,
    passesOn: true,

    outputShape: ([sample = []], settings) =>
      sampleWindows(sample, numberSetting(settings, size), sample[0] ?? 0, { stride: strideOf(settings) }),

    bind: (binding) => bind(binding, poolingGeometry(operand(binding.inputs, 0).shape, binding.settings)),
  };
}

/**
 * Calls `visit` for every window, in the order of the output: its place there, the first entry of its image,
 * and its top left corner within the image.
 */
export function eachWindow(
  geometry: WindowGeometry,
  visit: (window: number, image: number, corner: number) => void,
): void {
  const { batch, channels, height, width, stride: step } = geometry;
  const [rows, columns] = [windowCount(height, geometry), windowCount(width, geometry)];
  let window = 0;
  for (let image = 0; image < batch * channels; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, window++) {
        visit(window, image * height * width, row * step * width + column * step);
      }
    }
  }
}

/** The windows that see an entry of the images, by their places in the output. */
export function windowsOver(geometry: WindowGeometry, entry: number): readonly number[] {
  const { height, width, size: side, stride: step } = geometry;
  const [rows, columns] = [windowCount(height, geometry), windowCount(width, geometry)];
  const area = sizeOf([height, width]);
  const image = Math.floor(entry / area);
  const [y, x] = [Math.floor((entry % area) / width), entry % width];
  const first = (at: number): number => Math.max(0, Math.ceil((at - side + 1) / step));
  const last = (at: number, count: number): number => Math.min(count - 1, Math.floor(at / step));
  const windows: number[] = [];
  for (let row = first(y); row <= last(y, rows); row++) {
    for (let column = first(x); column <= last(x, columns); column++) {
      windows.push((image * rows + row) * columns + column);
    }
  }
  return windows;
}
