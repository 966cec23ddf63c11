import {
  indexExpressions,
  type Argument,
  type Expression,
  type FileSyntax,
  type Identifier,
} from '../../ast';
import { isFunction } from '../../checker/foreignForms';
import { modules } from '../../foreign/foreignSyntax';
import { lastBeginningAt, type Range } from '../../range';
import type { Binding, FileBindings, Occurrence, OccurrenceRole } from './bindings';
import { NamesInScope, type Body, type OpenBinding } from './nameScopes';

interface FoundOccurrence extends Occurrence {
  readonly binding: OpenBinding;
}

/** Collects where names stand and what they mean there, in expressions and in what could not be read. */
export class NamesOfText {
  /** Values of the formulas, which the whole file sees. */
  readonly values: NamesInScope;
  readonly #file: FileSyntax;
  readonly #occurrences: FoundOccurrence[] = [];
  /** Where the names begin that the tree holds, whatever they stand for. */
  readonly #read = new Set<number>();

  constructor(file: FileSyntax) {
    this.#file = file;
    this.values = new NamesInScope('value', { start: 0, end: file.text.length });
  }

  /** All that was found. Asked once, at the end: each binding gets its places here. */
  bindings(): FileBindings {
    const bindings = new Set<Binding>();
    const occurrences = this.#occurrences.sort((a, b) => a.start - b.start);
    for (const occurrence of occurrences) {
      const { binding } = occurrence;
      binding.occurrences.push(occurrence);
      bindings.add(binding);
    }
    return { bindings: [...bindings], occurrences };
  }

  /** A name that the tree holds and nobody gave: it is not searched for in what could not be read. */
  read(start: number): void {
    this.#read.add(start);
  }

  note(binding: OpenBinding, { start, end }: Identifier, role: OccurrenceRole): Occurrence {
    const occurrence = { start, end, role, binding };
    this.#read.add(start);
    this.#occurrences.push(occurrence);
    return occurrence;
  }

  define(scope: NamesInScope, name: Identifier, kind = scope.kind): void {
    const binding = scope.open(name.name, kind);
    const occurrence = this.note(binding, name, 'definition');
    binding.definition ??= occurrence;
  }

  use(scope: NamesInScope, name: Identifier | undefined, role: OccurrenceRole = 'use'): void {
    if (name) this.note(scope.open(name.name), name, role);
  }

  /** Where a constant is due: a parameter of the block, or a value of the formulas. */
  useConstant(name: Identifier, body?: Body): void {
    if (name.name === 'input') return;
    const parameter = body?.parameters?.find(name.name);
    if (parameter) this.note(parameter, name, 'use');
    else this.use(this.values, name);
  }

  /** Where a function or a module is due, only a value that there is counts. */
  useKnown(name: Identifier): void {
    const value = this.values.find(name.name);
    if (value) this.note(value, name, 'use');
  }

  arguments(given: readonly Argument[], body?: Body): void {
    for (const { name, value } of given) {
      if (name) this.#read.add(name.start);
      this.expression(value, body);
    }
  }

  /** @param body where parameters of a block go before values; absent in formulas */
  expression(expression: Expression | undefined, body?: Body): void {
    switch (expression?.kind) {
      case undefined:
      case 'number':
      case 'string':
      case 'boolean':
        return;
      case 'name':
        this.useConstant(expression, body);
        return;
      case 'group':
        this.expression(expression.inner, body);
        return;
      case 'list':
        for (const element of expression.elements) this.expression(element, body);
        return;
      case 'call': {
        const { callee } = expression;
        this.#read.add(callee.start);
        // `price(2)`: a value where a function is due; `csv("x.csv")` reads a file, whatever is called so.
        const readsFile = expression.arguments[0]?.value.kind === 'string';
        if (!isFunction(callee.name) && !readsFile) this.useKnown(callee);
        this.arguments(expression.arguments, body);
        return;
      }
      case 'gradient':
        this.use(this.values, expression.of, 'gradient');
        return;
      case 'member': {
        const { object, member } = expression;
        this.#read.add(member.start);
        // `np.exp(x)`: a module, unless there is a value of its name.
        if (object.kind === 'name' && modules.has(object.name)) {
          this.#read.add(object.start);
          this.useKnown(object);
        } else this.expression(object, body);
        this.arguments(expression.arguments ?? [], body);
        return;
      }
      case 'index':
        this.expression(expression.object, body);
        for (const index of indexExpressions(expression)) this.expression(index, body);
        return;
      case 'negation':
        this.expression(expression.operand, body);
        return;
      case 'power':
        this.expression(expression.base, body);
        this.expression(expression.exponent, body);
        return;
      case 'chain':
        this.expression(expression.first, body);
        for (const { operand } of expression.links) this.expression(operand, body);
    }
  }

  /** What could not be read holds names all the same: those that are defined are taken for what they are. */
  unread({ start, end }: Range, body?: Body): void {
    const { tokens } = this.#file;
    for (let index = lastBeginningAt(tokens, start - 1) + 1; ; index++) {
      const token = tokens[index];
      if (!token || token.kind === 'end' || token.start >= end) return;
      const before = tokens[index - 1]?.kind;
      const behind = tokens[index + 1]?.kind;
      if (token.kind !== 'name' || this.#read.has(token.start)) continue;
      if (before === '.' || behind === '=' || (behind === '(' && isFunction(token.text))) continue;
      const { text: name } = token;
      const found = body?.parameters?.find(name) ?? body?.layers.find(name) ?? this.values.find(name);
      if (found) this.note(found, { name, start: token.start, end: token.end }, 'use');
    }
  }
}
