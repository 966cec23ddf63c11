import { bindingsOf } from '../names/binder';
import { checkText, type CheckedFile } from '../..';
import { reachedFrom } from '../../../engine/graph/reach';
import { indexExpressions, type Expression, type LayerItem, type Statement } from '../../ast';
import type { TextEdit } from '../../diagnostic';
import { lineAt, type Range } from '../../range';
import { reservedWords } from '../../scanner/token';

/** A text with edits made that do not overlap. Of several at one place the last comes first. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const inOrder = [...edits]
    .reverse()
    .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  const parts: string[] = [];
  let end = 0;
  for (const { range, newText } of inOrder) {
    parts.push(text.slice(end, range.start), newText);
    ({ end } = range);
  }
  return parts.join('') + text.slice(end);
}

/**
 * The file after edits that leave it as sound as it was and every gradient where it was, or `undefined`:
 * where a rule of the language forbids what the syntax allows, nothing is offered. Labels, for example, get a
 * gradient once a part of them has a name.
 */
export function ifSound(file: CheckedFile, edits: readonly TextEdit[]): CheckedFile | undefined {
  const after = checkText(withEdits(file.text, edits), file.environment);
  return errorsOf(after) <= errorsOf(file) && reachesTheSame(file, after) ? after : undefined;
}

/** Whether each pass brings a gradient to the same names, of those that both files have. */
function reachesTheSame({ formulas: before }: CheckedFile, { formulas: after }: CheckedFile): boolean {
  if (before.passes.length !== after.passes.length) return false;
  const nodes = new Map(before.values.map(({ name, node }) => [name, node]));
  return before.passes.every((pass, index) => {
    const reached = reachedFrom(before.graph, pass.target);
    const reachedNow = reachedFrom(after.graph, after.passes[index]?.target ?? pass.target);
    return after.values.every(({ name, node }) => {
      const known = nodes.get(name);
      return known === undefined || reached[known] === reachedNow[node];
    });
  });
}

function errorsOf({ diagnostics }: CheckedFile): number {
  return diagnostics.filter(({ severity }) => severity === 'error').length;
}

/** `base`, or with the first number behind it that makes a name nobody has. */
export function freeName({ ast }: CheckedFile, base: string): string {
  const taken = new Set([
    ...reservedWords,
    ...bindingsOf(ast).bindings.map(({ name }) => name),
    ...ast.brokenNames.map(({ name }) => name),
  ]);
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}${String(number)}`;
    if (!taken.has(name)) return name;
  }
}

/** A stretch of text without the blanks around it. */
export function trimmed(text: string, { start, end }: Range): Range {
  const inside = text.slice(start, end);
  return {
    start: start + (inside.length - inside.trimStart().length),
    end: end - (inside.length - inside.trimEnd().length),
  };
}

/** The blanks before a statement that is the first of its line; `undefined` where it is not. */
export function indentationBefore({ text, ast }: CheckedFile, offset: number): string | undefined {
  const before = text.slice(ast.lineStarts[lineAt(ast.lineStarts, offset)] ?? 0, offset);
  return before.trim() === '' ? before : undefined;
}

/** One level of indentation as the body of a statement has it; two blanks where it has no line of its own. */
export function indentationUnit({ text, ast: { lineStarts } }: CheckedFile, { start, end }: Range): string {
  const first = lineAt(lineStarts, start);
  const outer = blanksAt(text, lineStarts[first] ?? 0);
  for (let line = first + 1; (lineStarts[line] ?? end) < end; line++) {
    const blanks = blanksAt(text, lineStarts[line] ?? 0);
    if (blanks.length > outer.length && blanks.startsWith(outer)) return blanks.slice(outer.length);
  }
  return '  ';
}

function blanksAt(text: string, offset: number): string {
  const blanks = /[ \t]*/y;
  blanks.lastIndex = offset;
  return blanks.exec(text)?.[0] ?? '';
}

/** Takes a statement out, and its line or the `;` beside it with it. A comment behind it stays. */
export function statementRemoval(
  { text, ast: { lineStarts } }: CheckedFile,
  { start, end }: Range,
): TextEdit {
  const lineStart = lineStarts[lineAt(lineStarts, start)] ?? 0;
  const lineEnd = lineStarts[lineAt(lineStarts, end) + 1] ?? text.length;
  const before = text.slice(lineStart, start);
  const after = text.slice(end, lineEnd);
  const separator = /^\s*[;\uff1b][^\S\n]*/.exec(after)?.[0];
  if (separator !== undefined) return { range: { start, end: end + separator.length }, newText: '' };
  const preceding = /[;\uff1b]\s*$/.exec(before)?.[0];
  if (preceding !== undefined) return { range: { start: start - preceding.length, end }, newText: '' };
  if (after.trim() === '') return { range: { start: lineStart, end: lineEnd }, newText: '' };
  return { range: { start, end: end + (after.length - after.trimStart().length) }, newText: '' };
}

/** The expressions of a statement that stand in no other one. */
export function rootExpressions(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'sheet':
      return [];
    case 'assign':
      return present(statement.value);
    case 'backward':
      return present(statement.gradOutput);
    case 'expect': {
      const { expected, within, withinAbsolute } = statement;
      return present(expected?.kind === 'blank' ? undefined : expected, within, withinAbsolute);
    }
    case 'network':
      return statement.members.flatMap((member) => {
        if (member.kind === 'setting') return present(member.value);
        if (member.kind === 'expect') return rootExpressions(member);
        if (member.kind === 'layers') return member.items.flatMap(expressionsOfItem);
        return member.settings.flatMap(({ value }) => present(value));
      });
    case 'compare':
      return statement.settings.flatMap(({ value }) => present(value));
    case 'block':
      return [
        ...statement.parameters.flatMap((parameter) => present(parameter.default)),
        ...statement.items.flatMap(expressionsOfItem),
      ];
  }
}

function expressionsOfItem(item: LayerItem): readonly Expression[] {
  if (item.kind === 'layer') return item.arguments.map(({ value }) => value);
  return [...present(item.count), ...item.items.flatMap(expressionsOfItem)];
}

function present(...expressions: readonly (Expression | undefined)[]): readonly Expression[] {
  return expressions.flatMap((expression) => expression ?? []);
}

/** The expressions directly in another one. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'name':
    case 'gradient':
      return [];
    case 'group':
      return [expression.inner];
    case 'list':
      return expression.elements;
    case 'call':
      return expression.arguments.map(({ value }) => value);
    case 'member':
      return [expression.object, ...(expression.arguments ?? []).map(({ value }) => value)];
    case 'index':
      return [expression.object, ...indexExpressions(expression)];
    case 'negation':
      return [expression.operand];
    case 'power':
      return [expression.base, expression.exponent];
    case 'chain':
      return [expression.first, ...expression.links.map(({ operand }) => operand)];
  }
}
