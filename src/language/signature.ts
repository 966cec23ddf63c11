import type { ArgumentSpec, ArgumentValue } from '../engine/argumentSpec';
import type { Layer } from '../engine/layers/support/layer';

function formatSetting(value: ArgumentValue): string {
  if (typeof value === 'string') return `"${value}"`;
  return typeof value === 'object' ? `[${value.map(formatSetting).join(', ')}]` : String(value);
}

/** `stride=1`; `axis=…` where it may be left out and has no plain default. */
export function settingLabel({ name, required, variadic, default: value }: ArgumentSpec): string {
  if (variadic) return `${name}, …`;
  if (required) return name;
  return `${name}=${value === undefined ? '…' : formatSetting(value)}`;
}

/** What signatures need to know of a function, a layer or anything else that is called. */
export interface Callable {
  readonly inputs: Layer['inputs'];
  readonly settings: readonly ArgumentSpec[];
}

/** The parts of a call, in order: `x`, `W`, `b`, `stride=1`. */
function parameterLabels(spec: Callable): string[] {
  return [
    ...spec.inputs.map(({ name, variadic }) => (variadic ? `${name}, …` : name)),
    ...spec.settings.map(settingLabel),
  ];
}

/** `conv(x, W, b, stride=1, pad=0)` */
export function signatureOf(name: string, spec: Callable): string {
  return `${name}(${parameterLabels(spec).join(', ')})`;
}
