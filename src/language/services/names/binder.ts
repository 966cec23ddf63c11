import {
  indexExpressions,
  type Argument,
  type BlockStatement,
  type ExpectStatement,
  type Expression,
  type FileSyntax,
  type Identifier,
  type LayerItem,
  type LayerLine,
  type NetworkStatement,
  type Setting,
  type Statement,
} from '../../ast';
import { isFunction } from '../../checker/foreignForms';
import {
  initializers,
  networkLayerNamed,
  plainTrainSettings,
  settingsInOrder,
} from '../../checker/networks/networkVocabulary';
import { modules } from '../../foreign/foreignSyntax';
import { lastBeginningAt, type Range } from '../../range';
import type { Binding, BindingKind, FileBindings, Occurrence, OccurrenceRole } from './bindings';

/** A binding while it is being collected. */
interface OpenBinding extends Binding {
  readonly occurrences: Occurrence[];
  definition?: Occurrence;
}

interface FoundOccurrence extends Occurrence {
  readonly binding: OpenBinding;
}

/** The names of one kind in one scope, those around it behind them. */
class NamesInScope {
  readonly #names = new Map<string, OpenBinding>();
  /** Uses above every definition: one below, in this body or around it, is probably meant. */
  readonly unresolved: Identifier[] = [];
  /** Layers that something is expected of: those of the network itself, above or below. */
  readonly asked: Identifier[] = [];

  constructor(
    readonly kind: BindingKind,
    readonly scope: Range,
    readonly around?: NamesInScope,
  ) {}

  find(name: string): OpenBinding | undefined {
    return this.#names.get(name) ?? this.around?.find(name);
  }

  /** The binding of a name that is found nowhere around is made here. */
  open(name: string, kind = this.kind): OpenBinding {
    const found = this.find(name);
    if (found) return found;
    const binding = { kind, name, scope: this.scope, occurrences: [] };
    this.#names.set(name, binding);
    return binding;
  }
}

/** What the lines of a network or block are looked up in. */
interface Body {
  readonly layers: NamesInScope;
  readonly parameters?: NamesInScope;
}

/** Settings that take a word of the language, with arguments or without. */
const callableSettings: ReadonlySet<string> = new Set(['data', 'optimizer', 'schedule', 'precision']);

/** `batch = all`: a word of the language in place of a number. */
function isWord(setting: string, value: Expression | undefined): boolean {
  const spec = plainTrainSettings.find(({ name }) => name === setting);
  return value?.kind === 'name' && spec?.words?.includes(value.name) === true;
}

function isInitializer(name: string): boolean {
  return initializers.some((initializer) => initializer.name === name);
}

/** Finds every name of a file, by the rules of the checker. */
export class Binder {
  readonly #occurrences: FoundOccurrence[] = [];
  readonly #values: NamesInScope;
  /** Networks and blocks share their names. */
  readonly #definitions: NamesInScope;
  /** Of each block, by its name. */
  readonly #parameters = new Map<string, NamesInScope>();
  /** Where the names begin that the tree holds, whatever they stand for. */
  readonly #read = new Set<number>();

  constructor(private readonly file: FileSyntax) {
    const whole = { start: 0, end: file.text.length };
    this.#values = new NamesInScope('value', whole);
    this.#definitions = new NamesInScope('block', whole);
  }

  bind(): FileBindings {
    const { statements, brokenNames, text } = this.file;
    for (const statement of statements) this.#introduce(statement);
    for (const name of brokenNames) this.#define(this.#values, name);
    let end = 0;
    for (const statement of statements) {
      this.#unread({ start: end, end: statement.start });
      this.#statement(statement);
      ({ end } = statement);
    }
    this.#unread({ start: end, end: text.length });
    const bindings = new Set<Binding>();
    const occurrences = this.#occurrences.sort((a, b) => a.start - b.start);
    for (const occurrence of occurrences) {
      const { binding } = occurrence;
      binding.occurrences.push(occurrence);
      bindings.add(binding);
    }
    return { bindings: [...bindings], occurrences };
  }

  /** Values, blocks and networks are looked up in the whole file, so their definitions come first. */
  #introduce(statement: Statement): void {
    if (statement.kind === 'assign') this.#define(this.#values, statement.target);
    if (statement.kind !== 'network' && statement.kind !== 'block') return;
    const { name, kind, start, end } = statement;
    if (!name) return;
    this.#define(this.#definitions, name, kind);
    if (kind !== 'block' || this.#parameters.has(name.name)) return;
    this.#parameters.set(name.name, new NamesInScope('parameter', { start, end }));
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case 'sheet':
        break;
      case 'assign':
        this.#expression(statement.value);
        break;
      case 'backward':
        this.#use(this.#values, statement.target);
        this.#expression(statement.gradOutput);
        break;
      case 'expect': {
        const { target, ofGradient, expected, within, withinAbsolute } = statement;
        this.#use(this.#values, target, ofGradient ? 'gradient' : 'use');
        if (expected?.kind !== 'blank') this.#expression(expected);
        this.#expression(within);
        this.#expression(withinAbsolute);
        break;
      }
      case 'network':
        this.#network(statement);
        return;
      case 'block':
        this.#block(statement);
        return;
    }
    if (statement.damaged) this.#unread(statement);
  }

  #network({ members, damaged, start, end }: NetworkStatement): void {
    const body: Body = { layers: new NamesInScope('layer', { start, end }) };
    for (const member of members) {
      if (member.kind === 'layers') this.#layerItems(member.items, body);
      else if (member.kind === 'expect') this.#networkExpectation(member, body);
      else if (member.kind === 'train') for (const setting of member.settings) this.#setting(setting, body);
      else {
        // In a damaged network a layer may stand where settings do, and the checker takes it for one.
        if (damaged && member.name.name !== 'data') this.#define(body.layers, member.name);
        this.#setting(member, body);
      }
    }
    this.#leave(body.layers);
  }

  /** The layers it asks about stand above or below it. */
  #networkExpectation(statement: ExpectStatement, body: Body): void {
    const { target, member, expected, within, withinAbsolute, damaged } = statement;
    if (target) {
      this.#read.add(target.start);
      body.layers.asked.push(target);
    }
    if (member) this.#read.add(member.start);
    if (expected?.kind !== 'blank') this.#expression(expected);
    this.#expression(within);
    this.#expression(withinAbsolute);
    if (damaged) this.#unread(statement, body);
  }

  #block({ name, parameters, items, start, end }: BlockStatement): void {
    const first = name && this.#parameters.get(name.name);
    const scope = first?.scope.start === start ? first : new NamesInScope('parameter', { start, end });
    const layers = new NamesInScope('layer', { start, end });
    for (const parameter of parameters) {
      this.#define(scope, parameter.name);
      // A default is worked out where no parameter is known.
      if (parameter.default) this.#given(parameter.default, { layers });
    }
    this.#layerItems(items, { layers, parameters: scope });
    this.#leave(layers);
  }

  #setting(setting: Setting, body: Body): void {
    const { name, value, damaged } = setting;
    this.#read.add(name.start);
    if (name.name === 'parameters') this.#parametersOfFile(value, body);
    else if (callableSettings.has(name.name) || isWord(name.name, value)) this.#callable(value, body);
    else this.#expression(value, body);
    if (damaged) this.#unread(setting, body);
  }

  /** `npz("p.npz", hidden.W="W1")`: what an array is for is named with its layer. */
  #parametersOfFile(value: Expression | undefined, { layers }: Body): void {
    if (value?.kind !== 'call') return;
    this.#read.add(value.callee.start);
    for (const { name } of value.arguments) {
      if (!name) continue;
      this.#read.add(name.start);
      const [layer = ''] = name.name.split('.');
      if (layer !== name.name)
        layers.asked.push({ name: layer, start: name.start, end: name.start + layer.length });
    }
  }

  #layerItems(items: readonly LayerItem[], body: Body): void {
    for (const item of items) {
      if (item.kind === 'layer') this.#layerLine(item, body);
      else {
        this.#expression(item.count, body);
        const { start, end } = item;
        const layers = new NamesInScope('layer', { start, end }, body.layers);
        this.#layerItems(item.items, { ...body, layers });
        this.#leave(layers);
      }
    }
  }

  #layerLine(line: LayerLine, body: Body): void {
    const { name, callee, from, damaged } = line;
    if (callee) this.#layer(callee, line.arguments, body);
    this.#useLayer(from, body);
    if (name) this.#define(body.layers, name);
    if (damaged) this.#unread(line, body);
  }

  #layer(callee: Identifier, given: readonly Argument[], body: Body): void {
    this.#read.add(callee.start);
    const spec = networkLayerNamed(callee.name);
    const block = spec ? undefined : this.#definitions.find(callee.name);
    if (block) this.#note(block, callee, 'use');
    const initAt = spec?.hasWeights ? settingsInOrder(spec).length : undefined;
    for (const [position, { name, value }] of given.entries()) {
      if (name) this.#read.add(name.start);
      if (spec?.combines && value.kind === 'name') this.#useLayer(value, body);
      else if (block) {
        const parameters = this.#parameters.get(callee.name);
        if (parameters) this.#use(parameters, name, 'argument');
        this.#given(value, body);
      } else if (name ? name.name === 'init' : position === initAt) this.#start(value, body);
      else this.#expression(value, body);
    }
  }

  /** What weights start from: an initialiser, or numbers that a formula may have named. */
  #start(value: Expression, body: Body): void {
    const isValue = value.kind === 'name' && !isInitializer(value.name) && this.#values.find(value.name);
    if (isValue) this.#useConstant(value, body);
    else this.#callable(value, body);
  }

  /** What a block is given: a constant, or an initialiser, which goes before a value of its name. */
  #given(value: Expression, body: Body): void {
    if (value.kind === 'name' && isInitializer(value.name)) this.#callable(value, body);
    else this.#expression(value, body);
  }

  /** `SGD(lr=rate)`, `He`: a word of the language or a parameter, with constants for arguments. */
  #callable(value: Expression | undefined, body: Body): void {
    if (value?.kind === 'name') {
      this.#read.add(value.start);
      const parameter = body.parameters?.find(value.name);
      if (parameter) this.#note(parameter, value, 'use');
    } else if (value?.kind === 'call') {
      this.#read.add(value.callee.start);
      this.#arguments(value.arguments, body);
    } else this.#expression(value, body);
  }

  #arguments(given: readonly Argument[], body?: Body): void {
    for (const { name, value } of given) {
      if (name) this.#read.add(name.start);
      this.#expression(value, body);
    }
  }

  /** @param body where parameters of a block go before values; absent in formulas */
  #expression(expression: Expression | undefined, body?: Body): void {
    switch (expression?.kind) {
      case undefined:
      case 'number':
      case 'string':
      case 'boolean':
        return;
      case 'name':
        this.#useConstant(expression, body);
        return;
      case 'group':
        this.#expression(expression.inner, body);
        return;
      case 'list':
        for (const element of expression.elements) this.#expression(element, body);
        return;
      case 'call': {
        const { callee } = expression;
        this.#read.add(callee.start);
        // `price(2)`: a value where a function is due; `csv("x.csv")` reads a file, whatever is called so.
        const readsFile = expression.arguments[0]?.value.kind === 'string';
        if (!isFunction(callee.name) && !readsFile) this.#useKnown(callee);
        this.#arguments(expression.arguments, body);
        return;
      }
      case 'gradient':
        this.#use(this.#values, expression.of, 'gradient');
        return;
      case 'member': {
        const { object, member } = expression;
        this.#read.add(member.start);
        // `np.exp(x)`: a module, unless there is a value of its name.
        if (object.kind === 'name' && modules.has(object.name)) {
          this.#read.add(object.start);
          this.#useKnown(object);
        } else this.#expression(object, body);
        this.#arguments(expression.arguments ?? [], body);
        return;
      }
      case 'index':
        this.#expression(expression.object, body);
        for (const index of indexExpressions(expression)) this.#expression(index, body);
        return;
      case 'negation':
        this.#expression(expression.operand, body);
        return;
      case 'power':
        this.#expression(expression.base, body);
        this.#expression(expression.exponent, body);
        return;
      case 'chain':
        this.#expression(expression.first, body);
        for (const { operand } of expression.links) this.#expression(operand, body);
    }
  }

  #useConstant(name: Identifier, body?: Body): void {
    if (name.name === 'input') return;
    const parameter = body?.parameters?.find(name.name);
    if (parameter) this.#note(parameter, name, 'use');
    else this.#use(this.#values, name);
  }

  #useKnown(name: Identifier): void {
    const value = this.#values.find(name.name);
    if (value) this.#note(value, name, 'use');
  }

  #useLayer(name: Identifier | undefined, { layers }: Body): void {
    if (!name || name.name === 'input') return;
    const layer = layers.find(name.name);
    if (layer) this.#note(layer, name, 'use');
    else {
      this.#read.add(name.start);
      layers.unresolved.push(name);
    }
  }

  /** Behind the last line of a body: what was used above its definition finds it now. */
  #leave(layers: NamesInScope): void {
    // Names that the network gives by itself, as `affine1`, stand nowhere else.
    for (const name of layers.asked) {
      const layer = layers.find(name.name);
      if (layer) this.#note(layer, name, 'use');
    }
    for (const name of layers.unresolved) {
      if (layers.around && !layers.find(name.name)) layers.around.unresolved.push(name);
      else this.#use(layers, name);
    }
  }

  #use(scope: NamesInScope, name: Identifier | undefined, role: OccurrenceRole = 'use'): void {
    if (name) this.#note(scope.open(name.name), name, role);
  }

  #define(scope: NamesInScope, name: Identifier, kind = scope.kind): void {
    const binding = scope.open(name.name, kind);
    const occurrence = this.#note(binding, name, 'definition');
    binding.definition ??= occurrence;
  }

  #note(binding: OpenBinding, { start, end }: Identifier, role: OccurrenceRole): Occurrence {
    const occurrence = { start, end, role, binding };
    this.#read.add(start);
    this.#occurrences.push(occurrence);
    return occurrence;
  }

  /** What could not be read holds names all the same: those that are defined are taken for what they are. */
  #unread({ start, end }: Range, body?: Body): void {
    const { tokens } = this.file;
    for (let index = lastBeginningAt(tokens, start - 1) + 1; ; index++) {
      const token = tokens[index];
      if (!token || token.kind === 'end' || token.start >= end) return;
      const before = tokens[index - 1]?.kind;
      const behind = tokens[index + 1]?.kind;
      if (token.kind !== 'name' || this.#read.has(token.start)) continue;
      if (before === '.' || behind === '=' || (behind === '(' && isFunction(token.text))) continue;
      const { text: name } = token;
      const found = body?.parameters?.find(name) ?? body?.layers.find(name) ?? this.#values.find(name);
      if (found) this.#note(found, { name, start: token.start, end: token.end }, 'use');
    }
  }
}
