import { message } from '../../message';
import type { Settings, SettingSpec, ShapeResult } from './layer';
import type { ParameterSpec } from './networkForm';
import { wrongSetting } from './shapeRule';

/** Of every layer of networks that adds a bias. */
export const biasSetting: SettingSpec = {
  name: 'bias',
  type: 'bias',
  default: true,
  isNamed: true,
  documentation:
    'false: there is no bias. A number, or a list with one for each output: what the bias starts from, where it else starts from zero, or from what init=PyTorch draws.',
};

/** Refuses a list that has not one number for each of `count` outputs. */
export function wrongBias(settings: Settings, count: number): ShapeResult | undefined {
  const bias = settings[biasSetting.name];
  if (typeof bias !== 'object' || bias.length === count) return undefined;
  return wrongSetting(
    biasSetting.name,
    message('bias needs one number for each output, {0} in all, not {1}.', count, bias.length),
  );
}

export function hasBias(settings: Settings): boolean {
  return settings[biasSetting.name] !== false;
}

/** One number for each of `count` outputs, or none. */
export function biasParameters(
  settings: Settings,
  count: number,
  fans: Pick<ParameterSpec, 'fanIn' | 'fanOut'>,
): readonly ParameterSpec[] {
  if (!hasBias(settings)) return [];
  const bias = settings[biasSetting.name];
  const given = typeof bias === 'object' ? bias.map(Number) : bias;
  const start = typeof given === 'number' || typeof given === 'object' ? given : 'zeros';
  return [{ name: 'b', shape: [count], start, ...fans }];
}
