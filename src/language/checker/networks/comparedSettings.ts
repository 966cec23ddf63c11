import type { NetworkOutline } from './networkProgram';
import type { ArgumentSpec, CallableSpec } from '../../../engine/argumentSpec';
import { message } from '../../../engine/message';
import type { BlockStatement, Expression, Identifier, LayerLine, NetworkStatement, Setting } from '../../ast';
import type { Environment } from '../../checkEnvironment';
import { linesIn, orderOf, type ChangedCall, type SettingTarget } from '../../lowering/variants';
import { changeTo } from '../foreignForms';
import { evaluateSetting } from '../settingChecker';
import { callOf } from './callables';
import { checkData } from './dataSetting';
import { checkGivenToBlock, checkInitializer, checkLayerLine, checkLayerSetting } from './layerChecker';
import type { Blocks, NetworkScope } from './networkScope';
import {
  initializerSetting,
  layerArguments,
  networkLayerNamed,
  optimizers,
  schedules,
  trainSettingNames,
} from './networkVocabulary';
import { checkTrainSetting, reportUnknownSetting } from './trainBlock';

/** A network of the file, and what the checker knows of it. */
export interface ComparedNetwork {
  readonly statement: NetworkStatement;
  readonly outline: NetworkOutline;
}

/** What a setting changes, and what may be given to it. */
export interface FoundTarget {
  readonly target: SettingTarget;
  /** Of an argument; absent for the parameter of a block. */
  readonly spec?: ArgumentSpec;
  /** Of an argument of a layer, where numbers may stand for a bias. */
  readonly isOfLayer?: true;
  readonly name: Identifier;
}

/** A network with the blocks that it is made of. */
export interface NetworkParts extends ComparedNetwork {
  readonly blocks: readonly BlockStatement[];
}

/** What stands for `optimizer.lr`: settings that take one of a list of calls. */
const callSettings: readonly string[] = ['data', 'optimizer', 'schedule'];

/** `undefined` where there is nothing of this name in the network, which has been reported. */
export function findTarget(
  scope: NetworkScope,
  network: NetworkParts,
  environment: Environment,
  setting: Setting,
): FoundTarget | undefined {
  const { name, member } = setting;
  if (member) {
    return callSettings.includes(name.name)
      ? argumentOfCall(scope, network, environment, name, member)
      : argumentOfLayer(scope, network, name, member);
  }
  if (trainSettingNames.includes(name.name)) return { target: { kind: 'train', name: name.name }, name };
  if (name.name === 'data' || name.name === 'init') return { target: { kind: name.name }, name };
  const lines = linesNamed(network, name.name);
  if (lines.length > 0) return { target: { kind: 'layers', lines }, name };
  if (reportNumbered(scope, network, name)) return undefined;
  const known = [...trainSettingNames, 'data', 'init', ...layerNames(network)];
  reportUnknownSetting(scope, name, known);
  return undefined;
}

/** What one value of a setting has to be. */
export function checkComparedValue(
  scope: NetworkScope,
  blocks: Blocks,
  { target, spec, isOfLayer, name }: FoundTarget,
  value: Expression,
  environment: Environment,
): void {
  switch (target.kind) {
    case 'train':
      checkTrainSetting(scope, { name }, value);
      return;
    case 'data':
      checkData(scope, value, environment);
      return;
    case 'init':
      checkInitializer(scope, value);
      return;
    case 'layers':
      checkLayerValue(scope, blocks, value);
      return;
    case 'argument':
      if (!spec) checkGivenToBlock(scope, value);
      else if (spec === initializerSetting) checkInitializer(scope, value);
      else if (isOfLayer) checkLayerSetting(scope, spec, value);
      else evaluateSetting(scope, spec, [value]);
  }
}

/** A layer in place of another, `true` for the one that is written, `false` for none. */
function checkLayerValue(scope: NetworkScope, blocks: Blocks, value: Expression): void {
  if (value.kind === 'boolean') return;
  const call = callOf(value);
  if (!call) {
    scope.report.add(
      'wrong-kind',
      message('A layer takes layers here, as in [ReLU, Tanh], or [true, false]: with it and without.'),
      value,
    );
    return;
  }
  const { start, end } = value;
  checkLayerLine(scope, blocks, { kind: 'layer', ...call, damaged: false, start, end });
}

/** A line of the network itself, or of its `train`. */
export function settingOf({ members }: NetworkStatement, name: string): Setting | undefined {
  const settings = members.flatMap((member) => {
    if (member.kind === 'train') return member.settings;
    return member.kind === 'setting' ? [member] : [];
  });
  return settings.find((setting) => setting.name.name === name);
}

/** `optimizer.lr`: an argument of what the network has there. */
function argumentOfCall(
  scope: NetworkScope,
  { statement }: NetworkParts,
  { dataSources = [] }: Environment,
  name: Identifier,
  member: Identifier,
): FoundTarget | undefined {
  const value = settingOf(statement, name.name)?.value;
  const call = value && callOf(value);
  const specs = { data: dataSources, optimizer: optimizers, schedule: schedules };
  const known: readonly CallableSpec[] = specs[name.name as keyof typeof specs];
  const spec = known.find((candidate) => candidate.name === call?.callee.name);
  if (!call || !spec) {
    if (!value) {
      scope.report.add(
        'unknown-setting',
        message('{0} has no {1} whose arguments could change.', statement.name?.name ?? '', name.name),
        name,
      );
    }
    return undefined;
  }
  const argument = spec.arguments.find((candidate) => candidate.name === member.name);
  if (!argument) {
    reportUnknownArgument(
      scope,
      spec.name,
      member,
      spec.arguments.map((each) => each.name),
    );
    return undefined;
  }
  const order = spec.arguments.filter(({ isNamed }) => !isNamed).map((each) => each.name);
  return {
    target: { kind: 'argument', calls: [{ ...call, order }], argument: member.name },
    spec: argument,
    name,
  };
}

/** `hidden.units` */
function argumentOfLayer(
  scope: NetworkScope,
  network: NetworkParts,
  name: Identifier,
  member: Identifier,
): FoundTarget | undefined {
  const lines = linesNamed(network, name.name);
  const [first] = lines;
  if (!first?.callee) {
    if (!reportNumbered(scope, network, name)) reportUnknownLayer(scope, network, name);
    return undefined;
  }
  const layer = networkLayerNamed(first.callee.name);
  const block = network.blocks.find((each) => each.name?.name === first.callee?.name);
  if (!layer && !block) return undefined;
  const specs = layer && !layer.combines ? layerArguments(layer) : [];
  const spec = specs.find((candidate) => candidate.name === member.name);
  const parameters = block?.parameters.map((parameter) => parameter.name.name) ?? [];
  if (!spec && !parameters.includes(member.name)) {
    const names = [...specs.map((each) => each.name), ...parameters];
    reportUnknownArgument(scope, first.callee.name, member, names);
    return undefined;
  }
  const calls = lines.flatMap(({ callee, arguments: given }): ChangedCall[] =>
    callee ? [{ callee, arguments: given, order: orderOf(callee.name, network.blocks) }] : [],
  );
  return {
    target: { kind: 'argument', calls, argument: member.name },
    ...(spec && { spec }),
    isOfLayer: true,
    name,
  };
}

/**
 * The lines of a network and its blocks that have this name, or the one that is called so by its number. Of
 * one type, as several are several repetitions or blocks.
 */
export function linesNamed({ statement, blocks, outline }: NetworkParts, name: string): readonly LayerLine[] {
  const layers = statement.members.find((member) => member.kind === 'layers');
  const lines = [...linesIn(layers?.items ?? []), ...blocks.flatMap(({ items }) => [...linesIn(items)])];
  const written = lines.filter((line) => line.name?.name === name);
  if (written.length > 0) return written.filter(({ callee }) => callee?.name === written[0]?.callee?.name);
  const numbered = outline.layers.find((layer) => layer.name === name && layer.path.length === 0);
  return lines.filter(({ start }) => start === numbered?.range.start);
}

/** `conv2`, which a block or `repeat` gives: its line stands for others, too. False where there is none. */
function reportNumbered({ report }: NetworkScope, network: NetworkParts, name: Identifier): boolean {
  const layer = network.outline.layers.find((candidate) => candidate.name === name.name);
  if (!layer) return false;
  const layers = network.statement.members.find((member) => member.kind === 'layers');
  const lines = [
    ...linesIn(layers?.items ?? []),
    ...network.blocks.flatMap(({ items }) => [...linesIn(items)]),
  ];
  const own = lines.find(({ start }) => start === layer.range.start)?.name?.name;
  if (own === undefined) {
    report.add(
      'unknown-name',
      message(
        'The line of {0} stands for several layers: give it a name there, and use that name.',
        name.name,
      ),
      name,
    );
  } else {
    report.add(
      'unknown-name',
      message('{0} is written {1} here: all layers of this line change.', name.name, own),
      name,
      { fixes: [changeTo(name, own)] },
    );
  }
  return true;
}

/** Every name that a layer of the network can be pointed at by. */
export function layerNames(network: NetworkParts): string[] {
  const { statement, blocks, outline } = network;
  const layers = statement.members.find((member) => member.kind === 'layers');
  const lines = [...linesIn(layers?.items ?? []), ...blocks.flatMap(({ items }) => [...linesIn(items)])];
  const written = lines.flatMap(({ name }) => (name ? [name.name] : []));
  const numbered = outline.layers.filter(({ path }) => path.length === 0).map(({ name }) => name);
  return [...new Set([...written, ...numbered])];
}

function reportUnknownLayer({ report }: NetworkScope, network: NetworkParts, name: Identifier): void {
  const meant = report.suggest(name.name, layerNames(network));
  const { outline } = network;
  if (meant === undefined) {
    report.add('unknown-name', message('No layer of {0} is called {1}.', outline.name, name.name), name);
    return;
  }
  report.add(
    'unknown-name',
    message('No layer of {0} is called {1}. Did you mean {2}?', outline.name, name.name, meant),
    name,
    { fixes: [changeTo(name, meant)] },
  );
}

function reportUnknownArgument(
  { report }: NetworkScope,
  callee: string,
  name: Identifier,
  known: readonly string[],
): void {
  const meant = report.suggest(name.name, known);
  if (meant === undefined) {
    report.add('unknown-argument', message('{0} has no argument {1}.', callee, name.name), name);
    return;
  }
  report.add(
    'unknown-argument',
    message('{0} has no argument {1}. Did you mean {2}?', callee, name.name, meant),
    name,
    { fixes: [changeTo(name, meant)] },
  );
}
