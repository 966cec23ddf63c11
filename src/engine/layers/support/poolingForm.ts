import type { WindowGeometry } from '../../kernels/operands/convolution';
import type { Settings, SettingSpec } from './layer';
import type { BoundNetworkLayer, NetworkBinding, NetworkForm } from './networkForm';
import { operand } from './operands';
import { numberSetting, optionalNumberSetting } from './settings';
import { sampleWindows } from './windows';

interface PoolingDescription {
  readonly size: SettingSpec;
  readonly stride: SettingSpec;
  readonly bind: (binding: NetworkBinding, window: WindowGeometry) => BoundNetworkLayer;
}

/** The network form of a layer that makes one number of every window of every channel. */
export function poolingForm({ size, stride, bind }: PoolingDescription): NetworkForm {
  const strideOf = (settings: Settings): number =>
    optionalNumberSetting(settings, stride) ?? numberSetting(settings, size);
  return {
    kind: 'layer',
    settings: [size, stride],
    passesOn: true,

    outputShape: ([sample = []], settings) =>
      sampleWindows(sample, {
        window: numberSetting(settings, size),
        stride: strideOf(settings),
        pad: 0,
        channels: sample[0] ?? 0,
      }),

    bind(binding) {
      const [batch = 0, channels = 0, height = 0, width = 0] = operand(binding.inputs, 0).shape;
      const window = {
        batch,
        channels,
        height,
        width,
        size: numberSetting(binding.settings, size),
        stride: strideOf(binding.settings),
        pad: 0,
      };
      return bind(binding, window);
    },
  };
}
