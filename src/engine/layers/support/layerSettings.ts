import type { Settings, SettingSpec, SettingValue } from './layer';

function wrongType(spec: SettingSpec, value: SettingValue | undefined): TypeError {
  return new TypeError(`The setting ${spec.name} must be of type ${spec.type}, not ${String(value)}.`);
}

/**
 * The setting as it was given, or its default.
 * @throws TypeError where neither is a number; the language lets no such setting through.
 */
export function numberSetting(settings: Settings, spec: SettingSpec): number {
  const value = settings[spec.name] ?? spec.default;
  if (typeof value !== 'number') throw wrongType(spec, value);
  return value;
}

/** As `numberSetting`, but `undefined` where the setting was left out and has no default. */
export function optionalNumberSetting(settings: Settings, spec: SettingSpec): number | undefined {
  return settings[spec.name] === undefined && spec.default === undefined
    ? undefined
    : numberSetting(settings, spec);
}

/** @throws TypeError where the setting is neither true nor false. */
export function booleanSetting(settings: Settings, spec: SettingSpec): boolean {
  const value = settings[spec.name] ?? spec.default;
  if (typeof value !== 'boolean') throw wrongType(spec, value);
  return value;
}

/**
 * A list of whole numbers: sizes of axes, labels.
 * @throws TypeError where the setting is not a list.
 */
export function integersSetting(settings: Settings, spec: SettingSpec): readonly number[] {
  const value = settings[spec.name] ?? spec.default;
  if (typeof value !== 'object' || !value.every((entry) => typeof entry === 'number')) {
    throw wrongType(spec, value);
  }
  return value;
}

/**
 * One whole number or a list of them, as a list; `undefined` where the setting was left out.
 * @throws TypeError where the setting is neither.
 */
export function optionalIntegersSetting(
  settings: Settings,
  spec: SettingSpec,
): readonly number[] | undefined {
  const value = settings[spec.name];
  if (value === undefined) return undefined;
  return typeof value === 'number' ? [value] : integersSetting(settings, spec);
}
