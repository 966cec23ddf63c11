import type { Settings, SettingSpec } from '../layers/support/layer';
import { numberSetting } from '../layers/support/settings';
import type { Optimizer } from './optimizer';

/** As a setting of the training, and as an argument of AdamW. */
export const weightDecaySetting: SettingSpec = {
  name: 'weight_decay',
  type: 'number',
  default: 0,
  range: { from: 0 },
  documentation:
    'Pulls every parameter towards zero: weight_decay × p is added to its gradient (AdamW shrinks p itself).',
};

/**
 * The weight decay that holds: the one of the training
 * where it is given, else the optimizer's own, else none.
 */
export function effectiveWeightDecay(
  optimizer: Optimizer,
  settings: Settings,
  ofTraining: number | undefined,
): number {
  if (ofTraining !== undefined) return ofTraining;
  const own = optimizer.settings.find(({ name }) => name === weightDecaySetting.name);
  return own === undefined ? 0 : numberSetting(settings, own);
}
