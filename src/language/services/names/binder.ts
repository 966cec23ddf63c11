import type {
  Argument,
  BlockStatement,
  CompareStatement,
  ExpectStatement,
  Expression,
  FileSyntax,
  Identifier,
  LayerItem,
  LayerLine,
  NetworkStatement,
  Setting,
  Statement,
} from '../../ast';
import {
  initializers,
  networkLayerNamed,
  plainTrainSettings,
  settingsInOrder,
  trainSettingNames,
} from '../../checker/networks/networkVocabulary';
import type { Range } from '../../range';
import type { FileBindings } from './bindings';
import { findIn, NamesInScope, type Body, type OpenBinding } from './nameScopes';
import { NamesOfText } from './namesOfText';

const known = new WeakMap<FileSyntax, FileBindings>();

/**
 * Every name of a file with the places where it stands, found from the syntax by the rules of the checker,
 * so that they are known while a part of the text is broken. Takes time linear in the length of the text;
 * the same tree is looked at once.
 */
export function bindingsOf(file: FileSyntax): FileBindings {
  const earlier = known.get(file);
  if (earlier) return earlier;
  const bindings = new Binder(file).bind();
  known.set(file, bindings);
  return bindings;
}

/** Settings that take a word of the language, with arguments or without. */
const callableSettings: ReadonlySet<string> = new Set(['data', 'optimizer', 'schedule', 'precision']);

/** `batch = all`: a word of the language in place of a number. */
function isWord(setting: string, value: Expression | undefined): boolean {
  const spec = plainTrainSettings.find(({ name }) => name === setting);
  return value?.kind === 'name' && spec?.words?.includes(value.name) === true;
}

/** What a line of a comparison can change besides layers. */
function isSettingOfAll(name: string): boolean {
  return name === 'data' || name === 'init' || trainSettingNames.includes(name);
}

function isInitializer(name: string): boolean {
  return initializers.some((initializer) => initializer.name === name);
}

/** Finds every name of a file, by the rules of the checker. */
export class Binder {
  readonly #names: NamesOfText;
  /** Networks, blocks and comparisons share their names. */
  readonly #definitions: NamesInScope;
  /** Of each block, by its name. */
  readonly #parameters = new Map<string, NamesInScope>();
  /** Of each network and block, by its name: where its layers are looked up, the body first. */
  readonly #layersOf = new Map<string, NamesInScope[]>();
  /** Which blocks stand in a network or block, by its name. */
  readonly #blocksOf = new Map<string, Set<string>>();
  /** What a layer with a name of its own is. */
  readonly #calleeOf = new Map<OpenBinding, string>();
  /** The network or block whose body is being looked at. */
  #around: string | undefined;

  constructor(private readonly file: FileSyntax) {
    const whole = { start: 0, end: file.text.length };
    this.#names = new NamesOfText(file);
    this.#definitions = new NamesInScope('block', whole);
  }

  bind(): FileBindings {
    const { statements, brokenNames, text } = this.file;
    for (const statement of statements) this.#introduce(statement);
    for (const name of brokenNames) this.#names.define(this.#names.values, name);
    let end = 0;
    for (const statement of statements) {
      this.#names.unread({ start: end, end: statement.start });
      this.#statement(statement);
      ({ end } = statement);
    }
    this.#names.unread({ start: end, end: text.length });
    return this.#names.bindings();
  }

  /** Values, blocks and networks are looked up in the whole file, so their definitions come first. */
  #introduce(statement: Statement): void {
    if (statement.kind === 'assign') this.#names.define(this.#names.values, statement.target);
    if (statement.kind !== 'network' && statement.kind !== 'block' && statement.kind !== 'compare') return;
    const { name, kind, start, end } = statement;
    if (!name) return;
    this.#names.define(this.#definitions, name, kind);
    if (kind !== 'block' || this.#parameters.has(name.name)) return;
    this.#parameters.set(name.name, new NamesInScope('parameter', { start, end }));
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case 'sheet':
        break;
      case 'assign':
        this.#names.expression(statement.value);
        break;
      case 'backward':
        this.#names.use(this.#names.values, statement.target);
        this.#names.expression(statement.gradOutput);
        break;
      case 'expect': {
        const { target, ofGradient, expected, within, withinAbsolute } = statement;
        this.#names.use(this.#names.values, target, ofGradient ? 'gradient' : 'use');
        if (expected?.kind !== 'blank') this.#names.expression(expected);
        this.#names.expression(within);
        this.#names.expression(withinAbsolute);
        break;
      }
      case 'network':
        this.#network(statement);
        return;
      case 'block':
        this.#block(statement);
        return;
      case 'compare':
        this.#comparison(statement);
        return;
    }
    if (statement.damaged) this.#names.unread(statement);
  }

  #network({ name, members, damaged, start, end }: NetworkStatement): void {
    this.#around = name?.name;
    const body: Body = { layers: this.#layersIn({ start, end }) };
    for (const member of members) {
      if (member.kind === 'layers') this.#layerItems(member.items, body);
      else if (member.kind === 'expect') this.#networkExpectation(member, body);
      else if (member.kind === 'train') for (const setting of member.settings) this.#setting(setting, body);
      else {
        // In a damaged network a layer may stand where settings do, and the checker takes it for one.
        if (damaged && member.name.name !== 'data') this.#names.define(body.layers, member.name);
        this.#setting(member, body);
      }
    }
    this.#leave(body.layers);
  }

  /** The layers it asks about stand above or below it. */
  #networkExpectation(statement: ExpectStatement, body: Body): void {
    const { target, member, expected, within, withinAbsolute, damaged } = statement;
    if (target) {
      this.#names.read(target.start);
      body.layers.asked.push(target);
    }
    if (member) this.#names.read(member.start);
    if (expected?.kind !== 'blank') this.#names.expression(expected);
    this.#names.expression(within);
    this.#names.expression(withinAbsolute);
    if (damaged) this.#names.unread(statement, body);
  }

  #block({ name, parameters, items, start, end }: BlockStatement): void {
    const first = name && this.#parameters.get(name.name);
    const scope = first?.scope.start === start ? first : new NamesInScope('parameter', { start, end });
    this.#around = name?.name;
    const layers = this.#layersIn({ start, end });
    for (const parameter of parameters) {
      this.#names.define(scope, parameter.name);
      // A default is worked out where no parameter is known.
      if (parameter.default) this.#given(parameter.default, { layers });
    }
    this.#layerItems(items, { layers, parameters: scope });
    this.#leave(layers);
  }

  /** The names of a body that begins; a comparison can point at them. */
  #layersIn(range: Range, around?: NamesInScope): NamesInScope {
    const layers = new NamesInScope('layer', range, around);
    const name = this.#around;
    if (name === undefined) return layers;
    const known = this.#layersOf.get(name) ?? [];
    this.#layersOf.set(name, [...known, layers]);
    if (known.length === 0) this.#blocksOf.set(name, new Set());
    return layers;
  }

  /** `compare Units of Small { hidden.units = [8, 32] }` */
  #comparison(statement: CompareStatement): void {
    const { network, settings, damaged, start, end } = statement;
    this.#around = undefined;
    this.#names.use(this.#definitions, network);
    const scopes = network ? this.#scopesOf(network.name) : [];
    const layers = new NamesInScope('layer', { start, end }, scopes[0]);
    for (const { name, member, value } of settings) {
      this.#names.read(name.start);
      if (member) this.#names.read(member.start);
      const layer = isSettingOfAll(name.name) ? undefined : findIn(scopes, name.name);
      if (layer) {
        this.#names.note(layer, name, 'use');
        const parameters = this.#parameters.get(this.#calleeOf.get(layer) ?? '');
        if (parameters) this.#names.use(parameters, member, 'argument');
      }
      const values = value?.kind === 'list' ? value.elements : value ? [value] : [];
      for (const each of values) this.#comparedValue((member ?? name).name, !!member, each, { layers });
    }
    this.#leave(layers);
    if (damaged) this.#names.unread(statement, { layers });
  }

  #comparedValue(name: string, isArgument: boolean, value: Expression, body: Body): void {
    if (name === 'init') this.#start(value, body);
    else if (isArgument) this.#given(value, body);
    else if (callableSettings.has(name) || isWord(name, value)) this.#callable(value, body);
    else if (isSettingOfAll(name)) this.#names.expression(value, body);
    else if (value.kind === 'call') this.#layer(value.callee, value.arguments, body);
    else if (value.kind === 'name') this.#layer(value, [], body);
  }

  /** Where the layers of a network are looked up, and those of the blocks in it. */
  #scopesOf(network: string): readonly NamesInScope[] {
    const names = new Set([network]);
    for (const name of names) for (const block of this.#blocksOf.get(name) ?? []) names.add(block);
    return [...names].flatMap((name) => this.#layersOf.get(name) ?? []);
  }

  #setting(setting: Setting, body: Body): void {
    const { name, value, damaged } = setting;
    this.#names.read(name.start);
    if (name.name === 'parameters') this.#parametersOfFile(value, body);
    else if (callableSettings.has(name.name) || isWord(name.name, value)) this.#callable(value, body);
    else this.#names.expression(value, body);
    if (damaged) this.#names.unread(setting, body);
  }

  /** `npz("p.npz", hidden.W="W1")`: what an array is for is named with its layer. */
  #parametersOfFile(value: Expression | undefined, { layers }: Body): void {
    if (value?.kind !== 'call') return;
    this.#names.read(value.callee.start);
    for (const { name } of value.arguments) {
      if (!name) continue;
      this.#names.read(name.start);
      const [layer = ''] = name.name.split('.');
      if (layer !== name.name)
        layers.asked.push({ name: layer, start: name.start, end: name.start + layer.length });
    }
  }

  #layerItems(items: readonly LayerItem[], body: Body): void {
    for (const item of items) {
      if (item.kind === 'layer') this.#layerLine(item, body);
      else {
        this.#names.expression(item.count, body);
        const { start, end } = item;
        const layers = this.#layersIn({ start, end }, body.layers);
        this.#layerItems(item.items, { ...body, layers });
        this.#leave(layers);
      }
    }
  }

  #layerLine(line: LayerLine, body: Body): void {
    const { name, callee, from, damaged } = line;
    if (callee) this.#layer(callee, line.arguments, body);
    this.#useLayer(from, body);
    if (name) {
      this.#names.define(body.layers, name);
      if (callee) this.#calleeOf.set(body.layers.open(name.name), callee.name);
    }
    if (damaged) this.#names.unread(line, body);
  }

  #layer(callee: Identifier, given: readonly Argument[], body: Body): void {
    this.#names.read(callee.start);
    const spec = networkLayerNamed(callee.name);
    const block = spec ? undefined : this.#definitions.find(callee.name);
    if (block) {
      this.#names.note(block, callee, 'use');
      if (this.#around !== undefined) this.#blocksOf.get(this.#around)?.add(callee.name);
    }
    const initAt = spec?.hasWeights ? settingsInOrder(spec).length : undefined;
    for (const [position, { name, value }] of given.entries()) {
      if (name) this.#names.read(name.start);
      if (spec?.combines && value.kind === 'name') this.#useLayer(value, body);
      else if (block) {
        const parameters = this.#parameters.get(callee.name);
        if (parameters) this.#names.use(parameters, name, 'argument');
        this.#given(value, body);
      } else if (name ? name.name === 'init' : position === initAt) this.#start(value, body);
      else this.#names.expression(value, body);
    }
  }

  /** What weights start from: an initialiser, or numbers that a formula may have named. */
  #start(value: Expression, body: Body): void {
    const isValue =
      value.kind === 'name' && !isInitializer(value.name) && this.#names.values.find(value.name);
    if (isValue) this.#names.useConstant(value, body);
    else this.#callable(value, body);
  }

  /** What a block is given: a constant, or an initialiser, which goes before a value of its name. */
  #given(value: Expression, body: Body): void {
    if (value.kind === 'name' && isInitializer(value.name)) this.#callable(value, body);
    else this.#names.expression(value, body);
  }

  /** `SGD(lr=rate)`, `He`: a word of the language or a parameter, with constants for arguments. */
  #callable(value: Expression | undefined, body: Body): void {
    if (value?.kind === 'name') {
      this.#names.read(value.start);
      const parameter = body.parameters?.find(value.name);
      if (parameter) this.#names.note(parameter, value, 'use');
    } else if (value?.kind === 'call') {
      this.#names.read(value.callee.start);
      this.#names.arguments(value.arguments, body);
    } else this.#names.expression(value, body);
  }

  #useLayer(name: Identifier | undefined, { layers }: Body): void {
    if (!name || name.name === 'input') return;
    const layer = layers.find(name.name);
    if (layer) this.#names.note(layer, name, 'use');
    else {
      this.#names.read(name.start);
      layers.unresolved.push(name);
    }
  }

  /** Behind the last line of a body: what was used above its definition finds it now. */
  #leave(layers: NamesInScope): void {
    // Names that the network gives by itself, as `affine1`, stand nowhere else.
    for (const name of layers.asked) {
      const layer = layers.find(name.name);
      if (layer) this.#names.note(layer, name, 'use');
    }
    for (const name of layers.unresolved) {
      if (layers.around && !layers.find(name.name)) layers.around.unresolved.push(name);
      else this.#names.use(layers, name);
    }
  }
}
