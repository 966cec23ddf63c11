import type { SettingSpec } from '../../../engine/layers/support/layer';
import { trainingSettings } from '../../../engine/network/trainingSettings';

/** `precision` takes one of two words; everything else a plain value. */
const precision = 'precision';

/** The lines of `train { … }` that hold a plain value. */
export const plainTrainSettings: readonly SettingSpec[] = trainingSettings.filter(
  ({ name }) => name !== precision,
);

/** What may stand behind `precision =`. */
export const precisions: readonly string[] = ['float32', 'float64'];

/** Every name that may begin a line of `train { … }`. */
export const trainSettingNames: readonly string[] = [
  'optimizer',
  'schedule',
  ...plainTrainSettings.map(({ name }) => name),
  precision,
];
