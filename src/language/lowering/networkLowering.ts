import type { ArgumentSpec, CallableSpec } from '../../engine/argumentSpec';
import type { SettingValue, Settings } from '../../engine/layers/support/layer';
import {
  type Choice,
  type GivenNumbers,
  defaultTraining,
  type LayerDefinition,
  type TrainingDefinition,
} from '../../engine/network/networkDefinition';
import type { Argument, Expression, Identifier, TrainMember } from '../ast';
import { bindArguments, slotOf } from '../checker/boundArguments';
import type { ConstantScope } from '../checker/constants';
import { callOf } from '../checker/networks/callables';
import { type Bindings, constantsIn, type ExpandedLayer } from '../checker/networks/expansion';
import type { DataCall, LayerOutline } from '../checker/networks/networkProgram';
import type { NetworkScope } from '../checker/networks/networkScope';
import {
  initializers,
  networkLayerNamed,
  optimizers,
  plainTrainSettings,
  schedules,
  settingsInOrder,
} from '../checker/networks/networkVocabulary';
import { evaluateNumbers, isGivenBias, isNumbers, numbersOfConstant } from '../checker/networks/givenNumbers';
import { Report } from '../checker/report';
import { evaluateSetting } from '../checker/settingChecker';
import type { Range } from '../range';

/**
 * The layers as the engine takes them; `undefined` where one is broken.
 * What depends on a block's parameters can only be checked here,
 * for each call: a mistake is reported once, where it stands.
 */
export function lowerLayers(
  scope: NetworkScope,
  expanded: readonly ExpandedLayer[],
  outlines: readonly LayerOutline[],
): readonly LayerDefinition[] | undefined {
  const layers: LayerDefinition[] = [];
  for (const [index, layer] of expanded.entries()) {
    const report = new Report([]);
    const lowered = lowerLayer(scope, layer, outlines[index]?.name ?? '', report);
    scope.report.addMissing(report.diagnostics);
    if (!lowered) return undefined;
    layers.push(lowered);
  }
  return layers;
}

function lowerLayer(
  scope: NetworkScope,
  { line, type, inputs, bindings }: ExpandedLayer,
  name: string,
  report: Report,
): LayerDefinition | undefined {
  const spec = networkLayerNamed(type);
  if (!spec || !line.callee) return undefined;
  if (spec.combines) return { name, layer: type, settings: {}, inputs };
  const isInit = ({ name: given }: Argument): boolean => spec.hasWeights && given?.name === 'init';
  // `init` may also be given by position, behind the settings.
  const positional = line.arguments.filter((argument) => !argument.name);
  const init =
    line.arguments.find(isInit) ?? (spec.hasWeights ? positional[settingsInOrder(spec).length] : undefined);
  const bias = line.arguments.find(({ name: argument, value }) => {
    const setting = spec.settings.find((each) => each.name === argument?.name);
    return setting !== undefined && !bindings.has(nameOf(value)) && isGivenBias(scope, setting, value);
  });
  const others = line.arguments.filter((argument) => argument !== init && argument !== bias);
  const constants = constantsIn(bindings, scope, report);
  const settings = settingsOf(constants, line.callee, spec.settings, others);
  const weights = init && startOf(scope, init.value, bindings, report);
  const biases = bias && evaluateNumbers(scope.formulas, report, bias.value);
  if (!settings || (init && !weights) || (bias && !biases)) return undefined;
  // A list with a name is the same as the list.
  const listed =
    biases?.name === undefined && biases?.shape.length === 1 ? Array.from(biases.data) : undefined;
  const given = {
    ...(weights?.kind === 'numbers' && { W: weights.numbers }),
    ...(biases && !listed && { b: biases }),
  };
  return {
    name,
    layer: type,
    settings: listed ? { ...settings, bias: listed } : settings,
    inputs,
    ...(weights?.kind === 'drawn' && { initializer: weights.choice }),
    ...(Object.keys(given).length > 0 && { given }),
  };
}

function nameOf(expression: Expression): string {
  return expression.kind === 'name' ? expression.name : '';
}

/** What `init=` says that weights start from. */
type WeightStart =
  | { readonly kind: 'drawn'; readonly choice: Choice }
  | { readonly kind: 'numbers'; readonly numbers: GivenNumbers };

function startOf(
  scope: NetworkScope,
  expression: Expression,
  bindings: Bindings,
  report: Report,
): WeightStart | undefined {
  const bound = bindings.get(nameOf(expression));
  if (bound?.kind === 'written') return startOf(scope, bound.expression, bound.bindings, report);
  if (bound?.kind === 'constant') {
    const numbers = numbersOfConstant(bound.value);
    return numbers && { kind: 'numbers', numbers };
  }
  if (isNumbers(scope.formulas, expression)) {
    const numbers = evaluateNumbers(scope.formulas, report, expression);
    return numbers && { kind: 'numbers', numbers };
  }
  const choice = choiceOf(constantsIn(bindings, scope, report), initializers, expression);
  return choice && { kind: 'drawn', choice };
}

/** What a `train` block says, the engine's defaults elsewhere; `undefined` where a line is broken. */
export function lowerTraining(
  scope: NetworkScope,
  member: TrainMember | undefined,
): TrainingDefinition | undefined {
  const constants = constantsIn(new Map(), scope, new Report([]));
  const values = new Map<string, SettingValue>();
  let { optimizer, schedule } = defaultTraining;
  for (const { name, value, damaged } of member?.settings ?? []) {
    if (damaged || !value) return undefined;
    if (name.name === 'optimizer' || name.name === 'schedule') {
      const choice = choiceOf(constants, name.name === 'optimizer' ? optimizers : schedules, value);
      if (!choice) return undefined;
      if (name.name === 'optimizer') optimizer = choice;
      else schedule = choice;
    } else if (name.name === 'precision') {
      if (value.kind === 'name') values.set(name.name, value.name);
    } else {
      const spec = plainTrainSettings.find((plain) => plain.name === name.name);
      const setting = spec && evaluateSetting(constants, spec, [value]);
      if (setting === undefined) return undefined;
      values.set(name.name, setting);
    }
  }
  const number = (name: string): number | undefined => {
    const value = values.get(name);
    return typeof value === 'number' ? value : undefined;
  };
  const weightDecay = number('weight_decay');
  const l1 = number('l1');
  const clipNorm = number('clip_norm');
  return {
    optimizer,
    schedule,
    batch: values.get('batch') === 'all' ? 'all' : (number('batch') ?? defaultTraining.batch),
    epochs: number('epochs') ?? defaultTraining.epochs,
    seed: number('seed') ?? defaultTraining.seed,
    precision: values.get('precision') === 'float64' ? 'float64' : defaultTraining.precision,
    ...(values.get('shuffle') === false && { shuffle: false }),
    ...(weightDecay !== undefined && { weightDecay }),
    ...(l1 !== undefined && { l1 }),
    ...(clipNorm !== undefined && { clipNorm }),
  };
}

/** `undefined` where it is broken. */
export function lowerData(
  scope: NetworkScope,
  sources: readonly CallableSpec[],
  expression: Expression,
): DataCall | undefined {
  const choice = choiceOf(constantsIn(new Map(), scope, new Report([])), sources, expression);
  if (!choice) return undefined;
  const spec = sources.find(({ name }) => name === choice.name);
  const places: Record<string, Range> = {};
  const given = expression.kind === 'call' ? expression.arguments : [];
  given.forEach(({ name, value }, position) => {
    const argument = name
      ? spec?.arguments.find((known) => known.name === name.name || known.alias === name.name)
      : spec?.arguments[position];
    if (argument) places[argument.name] = { start: value.start, end: value.end };
  });
  return {
    source: choice.name,
    settings: choice.settings,
    range: { start: expression.start, end: expression.end },
    nameRange: { start: expression.start, end: expression.start + choice.name.length },
    arguments: places,
  };
}

/**
 * Arguments as they were given, by the names of `specs`;
 * `undefined` where one is wrong, which `scope.report` holds.
 */
function settingsOf(
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
function choiceOf(
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
