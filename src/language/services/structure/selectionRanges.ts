import type { Argument, Expression, FileSyntax, Index, LayerItem, Statement } from '../../ast';
import { lineAt, lineEndAt, type Range } from '../../range';
import type { TokenKind } from '../../scanner/token';
import { bracketPairs } from './bracketPairs';

const words: ReadonlySet<TokenKind> = new Set(['name', 'keyword', 'number', 'string', 'invalid']);

/** Anything of the tree, and what it is made of. */
interface Part extends Range {
  readonly parts: () => readonly (Part | undefined)[];
}

/**
 * What a selection at `offset` grows to, the smallest first, each inside of the next: the word, the values
 * around it, arguments, what stands in brackets and the brackets too, the statement, its lines, bodies, and
 * at last the whole text. Brackets count where the text is broken as well.
 */
export function selectionRanges({ ast }: { readonly ast: FileSyntax }, offset: number): Range[] {
  const { text, lineStarts, tokens, comments } = ast;
  const found: Range[] = [{ start: 0, end: text.length }];
  const add = (range: Range): void => {
    if (range.start <= offset && offset <= range.end) found.push({ start: range.start, end: range.end });
  };
  for (const range of comments) add(range);
  for (const { kind, start, end, damaged } of tokens) {
    if (words.has(kind)) add({ start, end });
    if (kind === 'string' && !damaged) add({ start: start + 1, end: end - 1 });
  }
  for (const { opener, closer } of bracketPairs(tokens)) {
    add({ start: opener.start, end: closer.end });
    add(trimmed(text, { start: opener.end, end: closer.start }));
  }
  for (const part of ast.statements.map(statementPart)) descend(part, offset, add);
  const [start = 0] = lineStarts.slice(lineAt(lineStarts, offset));
  add(trimmed(text, { start, end: lineEndAt(text, lineStarts, offset) }));
  return nested(found);
}

function descend(part: Part, offset: number, add: (range: Range) => void): void {
  if (offset < part.start || offset > part.end) return;
  add(part);
  for (const inner of part.parts()) if (inner) descend(inner, offset, add);
}

/** Without the space on either side. */
function trimmed(text: string, { start, end }: Range): Range {
  const inside = text.slice(start, end);
  const lead = inside.length - inside.trimStart().length;
  return { start: start + lead, end: Math.max(start + lead, start + inside.trimEnd().length) };
}

/** The smallest first; what lies across a smaller one is left out. */
function nested(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.end - a.start - (b.end - b.start))) {
    const last = result.at(-1);
    if (range.start === range.end) continue;
    if (!last) result.push(range);
    else if (range.start <= last.start && range.end >= last.end) {
      if (range.start !== last.start || range.end !== last.end) result.push(range);
    }
  }
  return result;
}

function leaf(range: Range | undefined): Part | undefined {
  return range && { start: range.start, end: range.end, parts: () => [] };
}

function statementPart(statement: Statement): Part {
  const { start, end } = statement;
  return { start, end, parts: () => partsOfStatement(statement) };
}

function partsOfStatement(statement: Statement): readonly (Part | undefined)[] {
  switch (statement.kind) {
    case 'sheet':
      return [leaf(statement.title)];
    case 'assign':
      return [expressionPart(statement.value)];
    case 'backward':
      return [expressionPart(statement.gradOutput)];
    case 'expect': {
      const { expected, within, withinAbsolute } = statement;
      const value = expected?.kind === 'blank' ? leaf(expected) : expressionPart(expected);
      return [value, expressionPart(within), expressionPart(withinAbsolute)];
    }
    case 'network':
      return statement.members.map((member) => {
        const { start, end } = member;
        if (member.kind === 'setting') return settingPart(member);
        if (member.kind === 'expect') return statementPart(member);
        if (member.kind === 'layers') return { start, end, parts: () => member.items.map(layerPart) };
        return { start, end, parts: () => member.settings.map(settingPart) };
      });
    case 'compare':
      return statement.settings.map(settingPart);
    case 'block':
      return [...statement.parameters.map(leaf), ...statement.items.map(layerPart)];
  }
}

function settingPart({ start, end, value }: Range & { readonly value?: Expression }): Part {
  return { start, end, parts: () => [expressionPart(value)] };
}

function layerPart(item: LayerItem): Part {
  const { start, end } = item;
  if (item.kind === 'repeat') {
    return { start, end, parts: () => [expressionPart(item.count), ...item.items.map(layerPart)] };
  }
  const { callee } = item;
  const last = item.arguments.at(-1);
  const call = callee && leaf({ start: callee.start, end: last?.end ?? callee.end });
  return { start, end, parts: () => [call, ...item.arguments.map(argumentPart)] };
}

function argumentPart(argument: Argument): Part {
  const { start, end, value } = argument;
  return { start, end, parts: () => [expressionPart(value)] };
}

function indexPart(index: Index): Part {
  const { start, end } = index;
  const parts = index.kind === 'entry' ? [index.value] : [index.from, index.to, index.step];
  return { start, end, parts: () => parts.map(expressionPart) };
}

function expressionPart(expression: Expression | undefined): Part | undefined {
  if (!expression) return undefined;
  const { start, end } = expression;
  return { start, end, parts: () => partsOfExpression(expression) };
}

function partsOfExpression(expression: Expression): readonly (Part | undefined)[] {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'name':
      return [];
    case 'gradient': {
      const { start, end } = expression.of;
      return [{ start, end, parts: () => [] }];
    }
    case 'group':
      return [expressionPart(expression.inner)];
    case 'list':
      return expression.elements.map(expressionPart);
    case 'call':
      return expression.arguments.map(argumentPart);
    case 'member':
      return [expressionPart(expression.object), ...(expression.arguments ?? []).map(argumentPart)];
    case 'index':
      return [expressionPart(expression.object), ...expression.indices.map(indexPart)];
    case 'negation':
      return [expressionPart(expression.operand)];
    case 'power':
      return [expressionPart(expression.base), expressionPart(expression.exponent)];
    case 'chain':
      return [expression.first, ...expression.links.map(({ operand }) => operand)].map(expressionPart);
  }
}
