import type {
  Argument,
  BlockStatement,
  Expression,
  FileSyntax,
  Identifier,
  LayerItem,
  LayerLine,
  NetworkStatement,
  Statement,
} from '../ast';
import { networkLayerNamed, settingsInOrder } from '../checker/networks/networkVocabulary';
import { Report } from '../checker/report';
import type { TextEdit } from '../diagnostic';
import { lastBeginningAt, type Range } from '../range';

/** A call in the text whose arguments a comparison changes: of a layer, a source of data, an optimiser. */
export interface ChangedCall {
  readonly callee: Identifier;
  readonly arguments: readonly Argument[];
  /** The names of the arguments that may be given by position, in their order. */
  readonly order: readonly string[];
}

/** What a setting of a comparison changes in its network. */
export type SettingTarget =
  /** A line of `train`. */
  | { readonly kind: 'train'; readonly name: string }
  /** All of `data = …`. */
  | { readonly kind: 'data' }
  /** `init=` of every layer that takes it. */
  | { readonly kind: 'init' }
  /** Layers themselves: others in their place, or none. */
  | { readonly kind: 'layers'; readonly lines: readonly LayerLine[] }
  | { readonly kind: 'argument'; readonly calls: readonly ChangedCall[]; readonly argument: string };

/** One setting of a comparison that is right. */
export interface ComparedSetting {
  /** As it is written: `optimizer`, `hidden.units`. */
  readonly name: string;
  readonly target: SettingTarget;
  readonly values: readonly Expression[];
}

/** A comparison whose settings are right: what its variants follow from. */
export interface Comparison {
  readonly network: NetworkStatement;
  readonly settings: readonly ComparedSetting[];
}

/** One combination of the settings of a comparison. */
export interface Variant {
  /** The settings that differ between the variants, as they are written. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  /** A definition of its own: the network with these settings, and what it is made of. */
  readonly text: string;
}

/** More runs than this nobody waits for. */
export const mostVariants = 64;

export function countVariants(settings: readonly Pick<ComparedSetting, 'values'>[]): number {
  return settings.reduce((product, { values }) => product * values.length, 1);
}

/** Every combination of the values, the last setting changing fastest. */
export function combinationsOf(settings: readonly ComparedSetting[]): readonly (readonly Expression[])[] {
  let combinations: readonly (readonly Expression[])[] = [[]];
  for (const { values } of settings) {
    combinations = combinations.flatMap((chosen) => values.map((value) => [...chosen, value]));
  }
  return combinations;
}

/**
 * The variants of a comparison, each a definition that stands on its own. This is the one place that says
 * what a variant is: whoever runs, records or checks one takes its text.
 */
export function variantsOf(file: FileSyntax, comparison: Comparison): Variant[] {
  const { settings } = comparison;
  return combinationsOf(settings).map((chosen) => ({
    settings: settings.flatMap(({ name, values }, index) => {
      const value = chosen[index];
      return value && values.length > 1 ? [{ name, value: writtenAs(file, value) }] : [];
    }),
    text: variantText(file, comparison, chosen),
  }));
}

/** `optimizer = SGD(lr=0.1), seed = 2`; empty where there is only one variant. */
export function variantLabel({ settings }: Pick<Variant, 'settings'>): string {
  return settings.map(({ name, value }) => `${name} = ${value}`).join(', ');
}

/** On one line. */
export function writtenAs({ text }: FileSyntax, { start, end }: Range): string {
  return text.slice(start, end).replace(/\s+/g, ' ');
}

/** @param chosen a value for each of the settings, in their order */
export function variantText(
  file: FileSyntax,
  { network, settings }: Comparison,
  chosen: readonly Expression[],
): string {
  const statements = neededStatements(file, network, chosen);
  const changes = new Changes(file, network, statements.flatMap(blocksIn));
  for (const [index, { target }] of settings.entries()) {
    const value = chosen[index];
    if (value) changes.take(target, value);
  }
  const edits = changes.edits().sort((a, b) => a.range.start - b.range.start);
  let text = '';
  let before: Statement | undefined;
  for (const statement of statements) {
    if (before) text += before.kind === 'assign' && statement.kind === 'assign' ? '\n' : '\n\n';
    text += applied(file.text, statement, edits);
    before = statement;
  }
  return `${text}\n`;
}

function blocksIn(statement: Statement): readonly BlockStatement[] {
  return statement.kind === 'block' ? [statement] : [];
}

/** The blocks among `neededStatements`. */
export function neededBlocks(
  file: FileSyntax,
  network: NetworkStatement,
  values: readonly Range[],
): readonly BlockStatement[] {
  return neededStatements(file, network, values).flatMap(blocksIn);
}

/** The network, and the values and blocks above it whose names stand in it, in one another, or in a value. */
function neededStatements(
  file: FileSyntax,
  network: NetworkStatement,
  values: readonly Range[],
): readonly Statement[] {
  const byName = definitionsOf(file);
  const needed = new Set<Statement>([network]);
  const open: Range[] = [network, ...values];
  for (let range = open.pop(); range; range = open.pop()) {
    for (const name of namesIn(file.tokens, range)) {
      const found = byName.get(name);
      if (!found || needed.has(found)) continue;
      needed.add(found);
      open.push(found);
    }
  }
  return [...needed].sort((a, b) => a.start - b.start);
}

const knownDefinitions = new WeakMap<FileSyntax, ReadonlyMap<string, Statement>>();

/** Values and blocks by their names; of a file that many variants are made of they are collected once. */
function definitionsOf(file: FileSyntax): ReadonlyMap<string, Statement> {
  const known = knownDefinitions.get(file);
  if (known) return known;
  const byName = new Map<string, Statement>();
  for (const statement of file.statements) {
    if (statement.kind === 'assign') byName.set(statement.target.name, statement);
    if (statement.kind === 'block' && statement.name) byName.set(statement.name.name, statement);
  }
  knownDefinitions.set(file, byName);
  return byName;
}

/** Names that may be of values or blocks: not those behind a dot, nor in front of `=`. */
function* namesIn(tokens: FileSyntax['tokens'], { start, end }: Range): Iterable<string> {
  for (let index = lastBeginningAt(tokens, start - 1) + 1; ; index++) {
    const token = tokens[index];
    if (!token || token.kind === 'end' || token.start >= end) return;
    const isOther = tokens[index - 1]?.kind === '.' || tokens[index + 1]?.kind === '=';
    if (token.kind === 'name' && !isOther) yield token.text;
  }
}

/** The layer lines of a body and of the repetitions in it. */
export function* linesIn(items: readonly LayerItem[]): Iterable<LayerLine> {
  for (const item of items) {
    if (item.kind === 'layer') yield item;
    else yield* linesIn(item.items);
  }
}

/** What may be given to a layer, or a block, by position. */
export function orderOf(callee: string, blocks: readonly BlockStatement[]): readonly string[] {
  const spec = networkLayerNamed(callee);
  if (spec) {
    return [...settingsInOrder(spec).map(({ name }) => name), ...(spec.hasWeights ? ['init'] : [])];
  }
  const block = blocks.find(({ name }) => name?.name === callee);
  return block?.parameters.map(({ name }) => name.name) ?? [];
}

/** Everything that one variant changes in the text. */
class Changes {
  /** By the name of the setting. */
  readonly #train = new Map<string, string>();
  /** New arguments, by where the call begins, and by their names. */
  readonly #calls = new Map<number, { readonly call: ChangedCall; readonly given: Map<string, string> }>();
  readonly #replaced = new Map<LayerLine, Expression>();
  #data: string | undefined;
  #init: string | undefined;
  readonly #report: Report;

  constructor(
    private readonly file: FileSyntax,
    private readonly network: NetworkStatement,
    private readonly blocks: readonly BlockStatement[],
  ) {
    this.#report = new Report(file.lineStarts, file.text);
  }

  take(target: SettingTarget, value: Expression): void {
    const text = this.#report.textOf(value);
    switch (target.kind) {
      case 'train':
        this.#train.set(target.name, text);
        return;
      case 'data':
        this.#data = text;
        return;
      case 'init':
        this.#init = text;
        return;
      case 'layers':
        for (const line of target.lines) this.#replaced.set(line, value);
        return;
      case 'argument':
        for (const call of target.calls) this.#givenTo(call).set(target.argument, text);
    }
  }

  #givenTo(call: ChangedCall): Map<string, string> {
    const known = this.#calls.get(call.callee.start) ?? { call, given: new Map<string, string>() };
    this.#calls.set(call.callee.start, known);
    return known.given;
  }

  edits(): TextEdit[] {
    const edits = [...this.#lineEdits(), ...this.#trainEdits()];
    for (const member of this.network.members) {
      // What is expected is expected of the network as it is written.
      if (member.kind === 'expect') edits.push(this.#report.removal(member));
      const isData = member.kind === 'setting' && member.name.name === 'data';
      if (isData && member.value && this.#data !== undefined) {
        edits.push({ range: member.value, newText: this.#data });
      }
    }
    for (const { call, given } of this.#calls.values()) {
      edits.push({ range: this.#rangeOf(call), newText: this.#callText(call, given) });
    }
    return edits;
  }

  /** What stands in place of layers; and `init=`, which becomes an argument of every line that takes it. */
  #lineEdits(): TextEdit[] {
    const layers = this.network.members.find((member) => member.kind === 'layers');
    const bodies = [layers?.items ?? [], ...this.blocks.map(({ items }) => items)];
    return bodies.flatMap((items) => [...linesIn(items)]).flatMap((line) => this.#editsOfLine(line));
  }

  #editsOfLine(line: LayerLine): readonly TextEdit[] {
    const { callee } = line;
    if (!callee) return [];
    const replacement = this.#replaced.get(line);
    if (replacement?.kind === 'boolean') {
      if (!replacement.value) return [this.#report.removal(line)];
    } else if (replacement) return [this.#replacement(line, callee, replacement)];
    if (this.#init === undefined || networkLayerNamed(callee.name)?.hasWeights !== true) return [];
    const given = this.#givenTo({
      callee,
      arguments: line.arguments,
      order: orderOf(callee.name, this.blocks),
    });
    // What is said of this very layer goes before what is said of all.
    if (!given.has('init')) given.set('init', this.#init);
    return [];
  }

  #replacement(line: LayerLine, callee: Identifier, value: Expression): TextEdit {
    const range = this.#rangeOf({ callee, arguments: line.arguments });
    const name = value.kind === 'call' ? value.callee.name : this.#report.textOf(value);
    if (this.#init === undefined || networkLayerNamed(name)?.hasWeights !== true) {
      return { range, newText: this.#report.textOf(value) };
    }
    const call = {
      callee: value.kind === 'call' ? value.callee : { name, start: value.start, end: value.end },
      arguments: value.kind === 'call' ? value.arguments : [],
      order: orderOf(name, this.blocks),
    };
    return { range, newText: this.#callText(call, new Map([['init', this.#init]])) };
  }

  #trainEdits(): TextEdit[] {
    const train = this.network.members.find((member) => member.kind === 'train');
    const missing = new Map(this.#train);
    const edits: TextEdit[] = [];
    for (const { name, value } of train?.settings ?? []) {
      const newText = missing.get(name.name);
      if (newText === undefined || !value) continue;
      edits.push({ range: value, newText });
      missing.delete(name.name);
    }
    if (missing.size === 0) return edits;
    const lines = Array.from(missing, ([name, value]) => `${name} = ${value}`);
    const last = train?.settings.at(-1);
    if (last) {
      const added = lines.map((line) => this.#report.lineBelow(last, line));
      const range = added[0]?.range ?? { start: last.end, end: last.end };
      return [...edits, { range, newText: added.map(({ newText }) => newText).join('') }];
    }
    const body = `train {\n${lines.map((line) => `    ${line}\n`).join('')}  }`;
    const end = this.network.end - 1;
    edits.push(
      train
        ? { range: train, newText: body }
        : { range: { start: end, end }, newText: `${this.#beginsLine(end) ? '' : '\n'}  ${body}\n` },
    );
    return edits;
  }

  #beginsLine(offset: number): boolean {
    return this.file.lineStarts.includes(offset);
  }

  /** From the name to the closing parenthesis, if there are any. */
  #rangeOf({ callee, arguments: given }: Pick<ChangedCall, 'callee' | 'arguments'>): Range {
    const { tokens } = this.file;
    let index = lastBeginningAt(tokens, callee.end - 1) + 1;
    if (tokens[index]?.kind !== '(') return callee;
    const last = given.at(-1);
    if (last) index = lastBeginningAt(tokens, last.end - 1) + 1;
    while (tokens[index] && tokens[index]?.kind !== ')') index++;
    return { start: callee.start, end: tokens[index]?.end ?? callee.end };
  }

  #callText({ callee, arguments: before, order }: ChangedCall, changed: ReadonlyMap<string, string>): string {
    const missing = new Map(changed);
    const positional = before.filter(({ name }) => !name);
    const parts = before.map((argument) => {
      const name = argument.name?.name ?? order[positional.indexOf(argument)] ?? '';
      const value = missing.get(name);
      if (value === undefined) return this.#report.textOf(argument);
      missing.delete(name);
      return argument.name ? `${name}=${value}` : value;
    });
    for (const [name, value] of missing) parts.push(`${name}=${value}`);
    return `${this.#report.textOf(callee)}(${parts.join(', ')})`;
  }
}

/** What stands in `range`, with those of the edits that lie in it. They are in the order of the text. */
function applied(text: string, { start, end }: Range, edits: readonly TextEdit[]): string {
  let result = '';
  let copied = start;
  for (const { range, newText } of edits) {
    if (range.start < start || range.end > end) continue;
    result += text.slice(copied, range.start) + newText;
    copied = range.end;
  }
  return result + text.slice(copied, end);
}
