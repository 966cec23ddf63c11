import { message, type Message } from '../../message';
import type { Settings, SettingSpec } from './layer';

/** Why the given setting makes no sense; `undefined` where it does, or where it was left out and may be. */
export function wrongSettingValue(spec: SettingSpec, settings: Settings): Message | undefined {
  const value = settings[spec.name] ?? spec.default;
  if (value === undefined) {
    return spec.required === true ? message('{0} is missing.', spec.name) : undefined;
  }
  if (typeof value !== 'number') return undefined;
  if (spec.type === 'integer' && !Number.isSafeInteger(value)) {
    return message('{0} must be a whole number, not {1}.', spec.name, value);
  }
  const { from, above, to, below } = spec.range ?? {};
  if (from !== undefined && !(value >= from)) {
    return message('{0} must be at least {1}, not {2}.', spec.name, from, value);
  }
  if (above !== undefined && !(value > above)) {
    return message('{0} must be above {1}, not {2}.', spec.name, above, value);
  }
  if (to !== undefined && !(value <= to)) {
    return message('{0} must be at most {1}, not {2}.', spec.name, to, value);
  }
  if (below !== undefined && !(value < below)) {
    return message('{0} must be below {1}, not {2}.', spec.name, below, value);
  }
  return undefined;
}

/** The first setting that makes no sense. */
export function firstWrongSetting(
  specs: readonly SettingSpec[],
  settings: Settings,
): { readonly setting: string; readonly message: Message } | undefined {
  for (const spec of specs) {
    const text = wrongSettingValue(spec, settings);
    if (text !== undefined) return { setting: spec.name, message: text };
  }
  return undefined;
}
