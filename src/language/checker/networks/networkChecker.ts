import { message } from '../../../engine/message';
import type {
  BlockStatement,
  Identifier,
  LayersMember,
  NetworkMember,
  NetworkStatement,
  Setting,
  Statement,
} from '../../ast';
import type { Environment } from '../../checkEnvironment';
import type { Fix } from '../../diagnostic';
import { lowerData, lowerLayers, lowerTraining } from '../../lowering/networkLowering';
import { linesIn } from '../../lowering/variants';
import type { FormulaScope } from '../formulaScope';
import { Blocks, LayerNames, NetworkScope } from './networkScope';
import { checkData, reportHints, reportUnusable } from './dataSetting';
import { deepestBlocks, expand, type ExpandedLayer, mostLayers, nameLayers } from './expansion';
import { checkLayerItems } from './layerChecker';
import type { NetworkExpectation } from '../../checkedFormulas';
import { readParameters } from './parametersSetting';
import { checkNetworkExpectation } from './networkExpectations';
import { reportGiven } from './givenHints';
import { reportNetworkHints, reportUnreachableTargets, reportUnshuffled } from './networkHints';
import { layerNamed } from '../../../engine/layers/layerTable';
import { lossNames, networkLayerNamed, trainSettingNames } from './networkVocabulary';
import type { LayerOutline, NetworkOutline, NetworkProgram } from './networkProgram';
import { checkShapes } from './shapeChecker';
import { foreignSettings } from '../../foreign/foreignTraining';
import { checkTrain, isRepeated, reportUnknownSetting } from './trainBlock';

/** The setting of a network that names a file to start from. */
const parametersWord = 'parameters';

/** Checks the names and arguments of networks and blocks, and outlines the networks. */
export class NetworkChecker {
  readonly outlines: NetworkOutline[] = [];
  readonly blocks: Blocks;
  readonly #outlinesByName = new Map<string, NetworkOutline>();
  /** Networks, blocks and comparisons share their names. */
  readonly #definitions = new Map<string, Identifier>();

  constructor(
    private readonly formulas: FormulaScope,
    statements: readonly Statement[],
    private readonly environment: Environment,
    private readonly isSheet: boolean,
  ) {
    this.blocks = new Blocks(statements);
  }

  outlineOf(name: string): NetworkOutline | undefined {
    return this.#outlinesByName.get(name);
  }

  /** What stands for the layers of a network in a comparison is checked against. */
  scopeOf({ members }: NetworkStatement): NetworkScope {
    const names = new LayerNames();
    const layers = members.find((member) => member.kind === 'layers');
    for (const { name } of linesIn(layers?.items ?? [])) if (name) names.add(name);
    return new NetworkScope(this.formulas, names);
  }

  checkBlock(block: BlockStatement): void {
    const { name, parameters, items } = block;
    const isNew = name !== undefined && this.define(name);
    // Known inside its own body, so that containing itself is distinguished from an unknown layer.
    if (isNew) this.blocks.add(name.name, block);
    const parameterNames = new Set(parameters.map((parameter) => parameter.name.name));
    const scope = new NetworkScope(this.formulas, new LayerNames(), {
      // Where the head is broken, any name nobody knows may be a parameter.
      has: (parameter) =>
        parameterNames.has(parameter) || (block.headDamaged && !this.formulas.values.isKnown(parameter)),
    });
    this.blocks.current = block;
    checkLayerItems(scope, this.blocks, items);
    this.blocks.current = undefined;
    this.#reportLossIn(block);
  }

  checkNetwork(network: NetworkStatement): void {
    const { name, members, damaged } = network;
    if (name) this.define(name);
    const scope = new NetworkScope(this.formulas);
    this.#checkMembers(scope, members, damaged);
    const layers = members.find((member) => member.kind === 'layers');
    const expanded = layers && this.#expand(layers, scope, damaged);
    if (!name) return;
    if (!damaged) this.#reportMissing(network, name);
    const outlines = nameLayers(expanded ?? []);
    const program = expanded && !damaged ? this.#lower(network, name, scope, expanded, outlines) : undefined;
    const expectations = damaged ? [] : this.#expectations(scope, members, outlines, program);
    const outline = {
      name: name.name,
      range: { start: network.start, end: network.end },
      nameRange: { start: name.start, end: name.end },
      layers: outlines,
      expectations,
      hasTraining: members.some(({ kind }) => kind === 'train'),
      ...(program && { program }),
    };
    this.outlines.push(outline);
    this.#outlinesByName.set(name.name, outline);
  }

  #expectations(
    scope: NetworkScope,
    members: readonly NetworkMember[],
    layers: readonly LayerOutline[],
    program: NetworkProgram | undefined,
  ): NetworkExpectation[] {
    const inference = program?.inference;
    const network = { layers, isSheet: this.isSheet, ...(inference && { inference }) };
    return members.flatMap((member) => {
      const found = member.kind === 'expect' ? checkNetworkExpectation(scope, member, network) : undefined;
      return found ?? [];
    });
  }

  /** What is sent to be trained; `undefined` where something is broken, which has been reported. */
  #lower(
    { members }: NetworkStatement,
    name: Identifier,
    scope: NetworkScope,
    expanded: readonly ExpandedLayer[],
    outlines: readonly LayerOutline[],
  ): NetworkProgram | undefined {
    const setting = members.find((member) => member.kind === 'setting' && member.name.name === 'data');
    const train = members.find((member) => member.kind === 'train');
    const written = setting?.kind === 'setting' ? setting.value : undefined;
    const data = written && lowerData(scope, this.environment.dataSources ?? [], written);
    const starts = members.find((member) => member.kind === 'setting' && member.name.name === parametersWord);
    const startsWritten = starts?.kind === 'setting' && !starts.damaged ? starts.value : undefined;
    const parameters = startsWritten && readParameters(scope, scope.report, startsWritten);
    const layers = lowerLayers(scope, expanded, outlines);
    const training = lowerTraining(scope, train);
    if (!data || !layers || !training || layers.length === 0) return undefined;
    // It must not begin with other numbers than the text says.
    if (starts && parameters?.kind !== 'archive') return undefined;
    const definition = {
      name: name.name,
      layers,
      training,
      ...(parameters?.kind === 'archive' && { parameters: parameters.archive }),
    };
    const places = { name, layers: expanded, train, ...(startsWritten && { parameters: startsWritten }) };
    reportNetworkHints(scope, definition, places);
    const look = this.environment.describeData?.(data.source, data.settings);
    if (!look) return { definition, data };
    if (!look.ok) {
      reportUnusable(scope, written, data, look);
      return { definition, data };
    }
    const inference = checkShapes(scope, definition, look.data, places);
    reportGiven(scope, definition, inference, places);
    const overClasses = layerNamed(definition.layers.at(-1)?.layer ?? '')?.asLayer?.overClasses === true;
    reportHints(scope, written, data, look.hints ?? [], inference.encoding, overClasses);
    reportUnreachableTargets(scope, definition, look.data.targets, places);
    reportUnshuffled(scope, definition, look.data.targets, places);
    return { definition, data, inference };
  }

  /** False, and reported, where the name is taken. */
  define(name: Identifier): boolean {
    const { report } = this.formulas;
    const earlier = this.#definitions.get(name.name);
    if (earlier) {
      report.add(
        'already-defined',
        message('{0} is already defined in line {1}.', name.name, report.lineOf(earlier.start)),
        name,
        { related: [{ message: message('{0} is defined here.', name.name), range: earlier }] },
      );
      return false;
    }
    this.#definitions.set(name.name, name);
    if (!networkLayerNamed(name.name)) return true;
    report.add('already-defined', message('{0} is a layer of the language already.', name.name), name);
    return false;
  }

  #checkMembers(scope: NetworkScope, members: readonly NetworkMember[], damaged: boolean): void {
    const settings = new Map<string, Setting>();
    const bodies = new Set<string>();
    for (const member of members) {
      if (member.kind === 'setting') {
        if (member.name.name !== 'data' && member.name.name !== parametersWord) {
          // In a damaged network a layer may stand where settings do: that has been said.
          if (damaged) scope.layers.add(member.name);
          else this.#reportSetting(scope, member, members);
        }
        if (isRepeated(scope, settings, member) || member.name.name !== 'data') continue;
        if (member.value && !member.damaged) checkData(scope, member.value, this.environment);
        continue;
      }
      if (member.kind === 'expect') continue;
      if (bodies.has(member.kind) && !damaged) {
        scope.report.add(
          'already-defined',
          message('This network already has its {0}.', member.kind),
          member.keyword,
        );
      }
      bodies.add(member.kind);
      if (member.kind === 'layers') checkLayerItems(scope, this.blocks, member.items);
      else checkTrain(scope, member);
    }
  }

  #reportSetting(scope: NetworkScope, setting: Setting, members: readonly NetworkMember[]): void {
    const { name } = setting;
    if (trainSettingNames.includes(name.name)) {
      const fixes = moveIntoTrain(scope, setting, members);
      scope.report.add('misplaced-setting', message('{0} stands inside train.', name.name), name, { fixes });
    } else reportUnknownSetting(scope, name, ['data', parametersWord]);
  }

  #expand(
    { items }: LayersMember,
    scope: NetworkScope,
    damaged: boolean,
  ): readonly ExpandedLayer[] | undefined {
    const expansion = expand(items, this.blocks, scope);
    if (expansion.kind === 'too many') {
      scope.report.add(
        'too-many-layers',
        message('A network has at most {0} layers; here there are more.', mostLayers),
        expansion.at,
      );
    }
    if (expansion.kind === 'too deep') {
      scope.report.add(
        'blocks-too-deep',
        message('Blocks contain one another more than {0} levels deep here.', deepestBlocks),
        expansion.at,
      );
    }
    if (expansion.kind !== 'layers') return undefined;
    if (!damaged) checkLoss(scope, expansion.layers);
    return expansion.layers;
  }

  #reportMissing({ members, keyword }: NetworkStatement, name: Identifier): void {
    const { report } = this.formulas;
    const layers = members.find((member) => member.kind === 'layers');
    if (!layers) {
      report.add('missing-layers', message('{0} has no layers { … }.', name.name), keyword);
    } else if (layers.items.length === 0) {
      report.add('missing-layers', message('There are no layers here.'), layers.keyword);
    } else if (!members.some((member) => member.kind === 'setting' && isData(member.name.name))) {
      report.add('missing-data', message('{0} has no data, as in: data = spiral()', name.name), name);
    }
  }

  #reportLossIn({ items }: BlockStatement): void {
    const open = [...items];
    for (let item = open.pop(); item; item = open.pop()) {
      if (item.kind === 'repeat') for (const inner of item.items) open.push(inner);
      else if (item.callee && networkLayerNamed(item.callee.name)?.isLoss) {
        this.formulas.report.add(
          'loss-not-last',
          message('A loss is the last layer of a network; it cannot stand in a block.'),
          item.callee,
        );
      }
    }
  }
}

/** Below the last line of `train`, where there is one with lines of its own. */
function moveIntoTrain({ report }: NetworkScope, setting: Setting, members: readonly NetworkMember[]): Fix[] {
  const train = members.find((member) => member.kind === 'train');
  const last = train?.settings.at(-1);
  if (!train || !last || report.lineOf(last.start) === report.lineOf(train.end)) return [];
  if (report.lineOf(setting.start) === report.lineOf(last.start)) return [];
  const title = message('Move into {0}', 'train');
  const { edits } = report.lineRemoval(setting, title);
  return [{ title, edits: [...edits, report.lineBelow(last, report.textOf(setting))] }];
}

/** The loss is the last layer, and nothing else is. */
function checkLoss(scope: NetworkScope, layers: readonly ExpandedLayer[]): void {
  const last = layers.at(-1);
  if (!last) return;
  const early = layers.find((layer) => layer !== last && networkLayerNamed(layer.type)?.isLoss);
  if (early) {
    // In a block that has been said where the block is defined.
    const ownLine = early.path.length === 0 ? early.line.callee : undefined;
    if (ownLine) {
      scope.report.add(
        'loss-not-last',
        message('{0} is a loss: it must be the last layer.', ownLine.name),
        ownLine,
      );
    }
    return;
  }
  if (!networkLayerNamed(last.type)?.isLoss) {
    scope.report.add(
      'missing-loss',
      message('The last layer must be a loss: {0}.', lossNames.join(', ')),
      last.path[0] ?? last.line.callee ?? last.line,
    );
    return;
  }
}

/** `data`, and what it is called elsewhere, which is said there. */
function isData(name: string): boolean {
  const foreign = foreignSettings.find(name, (here) => here === 'data');
  return name === 'data' || (foreign?.kind === 'renamed' && foreign.here === 'data');
}
