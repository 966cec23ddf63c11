import type { ArgumentSpec, CallableSpec } from '../../engine/argumentSpec';
import type { Settings, SettingValue } from '../../engine/layers/support/layer';
import type { Choice } from '../../engine/network/networkDefinition';
import type { Argument, Expression, Identifier } from '../ast';
import { bindArguments, slotOf } from '../checker/boundArguments';
import type { ConstantScope } from '../checker/constants';
import { callOf } from '../checker/networks/callables';
import { evaluateSetting } from '../checker/settingChecker';

/**
 * Arguments as they were given, by the names of `specs`;
 * `undefined` where one is wrong, which `scope.report` holds.
 */
export function settingsOf(
  scope: ConstantScope,
  callee: Identifier,
  specs: readonly ArgumentSpec[],
  given: readonly Argument[],
): Settings | undefined {
  const bound = bindArguments(scope.report, callee, specs.map(slotOf), given, callee.name);
  if (!bound) return undefined;
  const settings: Record<string, SettingValue> = {};
  for (const spec of specs) {
    const [argument] = bound.get(spec.name) ?? [];
    if (!argument) continue;
    const value = evaluateSetting(scope, spec, [argument.value]);
    if (value === undefined) return undefined;
    settings[spec.name] = value;
  }
  return settings;
}

/** One of `specs` with its arguments: an optimiser, a schedule, an initialiser, a source of data. */
export function choiceOf(
  scope: ConstantScope,
  specs: readonly CallableSpec[],
  expression: Expression,
): Choice | undefined {
  const call = callOf(expression);
  const spec = call && specs.find(({ name }) => name === call.callee.name);
  if (!call || !spec) return undefined;
  const settings = settingsOf(scope, call.callee, spec.arguments, call.arguments);
  return settings && { name: spec.name, settings };
}
