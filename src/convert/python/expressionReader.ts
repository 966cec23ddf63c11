import type { Argument, Expression, Parameter, Place } from './pythonSyntax';
import {
  allChanges,
  changesIn,
  childrenOf,
  deepest,
  groupsOf,
  noChanges,
  punctuation,
  type Detail,
  type SyntaxNode,
} from './syntaxNodes';

/** Reads expressions out of the tree of a source, with their places in its text. */
export class ExpressionReader {
  readonly #text: string;
  readonly #lineStarts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
  }

  /** The source of a node; nothing of one that is missing. */
  textOf(node: SyntaxNode | undefined): string {
    return node ? this.#text.slice(node.from, node.to) : '';
  }

  /** Where a node stands: from and to which character, and in which line, counted from 1. */
  place({ from, to }: SyntaxNode): Place {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= from) low = middle;
      else high = middle;
    }
    return { start: from, end: to, line: low + 1 };
  }

  /** One expression, or the tuple that stands without parentheses. */
  several(parts: readonly SyntaxNode[], depth: number): Expression {
    const [first, ...more] = parts;
    const last = parts.at(-1);
    if (!first || !last) return { kind: 'other', start: 0, end: 0, line: 1, changes: noChanges };
    if (more.length === 0) return this.expression(first, depth);
    const place = { ...this.place(first), end: last.to };
    if (!parts.some(({ name }) => name === ','))
      return { ...place, kind: 'other', changes: allChanges(parts, this.#text) };
    return { ...place, kind: 'tuple', items: this.#items(parts, depth) };
  }

  /** What is broken, nested too deep or of an unknown kind becomes an expression of the kind `other`. */
  expression(node: SyntaxNode, depth: number): Expression {
    const place = this.place(node);
    const detail = depth > deepest ? undefined : this.#expressionDetail(node, depth + 1);
    return { ...place, ...(detail ?? { kind: 'other', changes: changesIn(node, this.#text) }) };
  }

  /** What stands in the parentheses of a call. */
  arguments(list: SyntaxNode, depth: number): Argument[] {
    const parts = childrenOf(list).filter(({ name }) => name !== '(' && name !== ')' && name !== 'Comment');
    const result: Argument[] = [];
    let group: SyntaxNode[] = [];
    const finish = (): void => {
      if (group.length > 0) result.push(this.#argument(group, depth));
      group = [];
    };
    for (const part of parts) {
      if (part.name === ',') finish();
      else group.push(part);
    }
    finish();
    return result;
  }

  /** What a function or a lambda takes, with what it is where nothing is given. */
  parameters(list: SyntaxNode, depth: number): Parameter[] {
    const result: Parameter[] = [];
    let stars = 0;
    const parts = childrenOf(list).filter(({ name }) => !['(', ')', 'Comment', 'TypeDef'].includes(name));
    parts.forEach((part, at) => {
      if (part.name === '*' || part.name === '**') stars = part.name.length;
      else if (part.name === ',') stars = 0;
      else if (part.name === 'VariableName' && parts[at - 1]?.name !== 'AssignOp') {
        const value = parts[at + 1]?.name === 'AssignOp' ? parts[at + 2] : undefined;
        const name = this.textOf(part);
        result.push(value ? { name, stars, value: this.expression(value, depth) } : { name, stars });
      }
    });
    return result;
  }

  /** What stands between commas; `*x` is a sign in front of `x`. */
  #items(parts: readonly SyntaxNode[], depth: number): Expression[] {
    return groupsOf(parts).map((group): Expression => {
      const [first, second, ...more] = group;
      if (!first || !second) return this.several(group, depth);
      const place = { ...this.place(first), end: group.at(-1)?.to ?? first.to };
      if (first.name === '*' && more.length === 0)
        return { ...place, kind: 'unary', operator: '*', operand: this.expression(second, depth) };
      return { ...place, kind: 'other', changes: allChanges(group, this.#text) };
    });
  }

  #expressionDetail(node: SyntaxNode, depth: number): Detail<Expression> | undefined {
    if (depth > deepest) return undefined;
    const parts = childrenOf(node).filter(({ name }) => name !== 'Comment');
    // The grammar takes the point of `1.` for one in front of a member.
    if (node.name === 'MemberExpression' && parts[0]?.name === 'Number' && parts[1]?.name === '.') {
      return numberOf(this.textOf(node).trim());
    }
    if (parts.some(({ type }) => type.isError)) return undefined;
    const inner = parts.filter(({ name }) => !punctuation.has(name));
    const [first] = inner;
    switch (node.name) {
      case 'Number':
        return numberOf(this.textOf(node));
      case 'String':
      case 'ContinuedString':
        return this.#string(node);
      case 'FormatString':
        return this.#formatString(node, depth);
      case 'Boolean':
        return { kind: 'boolean', value: this.textOf(node) === 'True' };
      case 'None':
        return { kind: 'none' };
      case 'Ellipsis':
        return { kind: 'ellipsis' };
      case 'VariableName':
        return { kind: 'name', name: this.textOf(node) };
      case 'ParenthesizedExpression':
        return first && inner.length === 1 ? this.#expressionDetail(first, depth + 1) : undefined;
      case 'TupleExpression':
      case 'ArrayExpression':
        return {
          kind: node.name === 'ArrayExpression' ? 'list' : 'tuple',
          items: this.#items(parts.slice(1, -1), depth),
        };
      case 'DictionaryExpression':
        return this.#dictionary(parts, depth);
      case 'MemberExpression':
        return this.#member(parts, depth);
      case 'CallExpression': {
        const list = parts[1];
        if (!first || list?.name !== 'ArgList') return undefined;
        return {
          kind: 'call',
          callee: this.expression(first, depth),
          arguments: this.arguments(list, depth),
        };
      }
      case 'BinaryExpression': {
        const last = parts.at(-1);
        if (!first || !last || parts.length < 3) return undefined;
        const operator = parts.slice(1, -1).map((part) => this.textOf(part));
        return {
          kind: 'binary',
          operator: operator.join(' '),
          left: this.expression(first, depth),
          right: this.expression(last, depth),
        };
      }
      case 'UnaryExpression': {
        const [operator, operand] = parts;
        if (!operator || !operand) return undefined;
        return {
          kind: 'unary',
          operator: this.textOf(operator),
          operand: this.expression(operand, depth),
        };
      }
      case 'ConditionalExpression': {
        const [then, condition, otherwise] = parts.filter(({ name }) => name !== 'if' && name !== 'else');
        if (!then || !condition || !otherwise) return undefined;
        return {
          kind: 'conditional',
          then: this.expression(then, depth),
          condition: this.expression(condition, depth),
          otherwise: this.expression(otherwise, depth),
        };
      }
      case 'LambdaExpression': {
        const list = parts.find(({ name }) => name === 'ParamList');
        const body = parts.at(-1);
        if (!body) return undefined;
        const parameters = list ? this.parameters(list, depth) : [];
        return { kind: 'lambda', parameters, body: this.expression(body, depth) };
      }
      case 'ArrayComprehensionExpression':
      case 'ComprehensionExpression':
        return this.#comprehension(parts.slice(1, -1), depth);
      default:
        return undefined;
    }
  }

  #comprehension(parts: readonly SyntaxNode[], depth: number): Detail<Expression> | undefined {
    const words = parts.map(({ name }) => name);
    const [item] = parts;
    const start = words.indexOf('for');
    const at = words.indexOf('in');
    const iterable = parts[at + 1];
    if (!item || start !== 1 || at < 0 || !iterable || parts.length !== at + 2) return undefined;
    return {
      kind: 'comprehension',
      item: this.expression(item, depth),
      target: this.several(parts.slice(start + 1, at), depth),
      iterable: this.expression(iterable, depth),
    };
  }

  #member(parts: readonly SyntaxNode[], depth: number): Detail<Expression> | undefined {
    const [object, mark, ...more] = parts;
    if (!object || !mark) return undefined;
    if (mark.name === '.') {
      const [property] = more;
      return (
        property && {
          kind: 'attribute',
          object: this.expression(object, depth),
          name: this.textOf(property),
        }
      );
    }
    return {
      kind: 'subscript',
      object: this.expression(object, depth),
      indices: groupsOf(more.slice(0, -1)).map((group) => this.#index(group, mark, depth)),
    };
  }

  #index(group: readonly SyntaxNode[], mark: SyntaxNode, depth: number): Expression {
    const [first] = group;
    if (group.length === 1 && first && first.name !== ':') return this.expression(first, depth);
    const bounds: (Expression | undefined)[] = [undefined];
    for (const part of group) {
      if (part.name === ':') bounds.push(undefined);
      else bounds[bounds.length - 1] = this.expression(part, depth);
    }
    const place = this.place(first ?? mark);
    return { ...place, end: group.at(-1)?.to ?? mark.to, kind: 'slice', bounds };
  }

  #dictionary(parts: readonly SyntaxNode[], depth: number): Detail<Expression> | undefined {
    const entries: (readonly [Expression, Expression])[] = [];
    const inner = parts.filter(({ name }) => name !== '{' && name !== '}' && name !== ',');
    for (let at = 0; at < inner.length; at += 3) {
      const [key, colon, value] = inner.slice(at, at + 3);
      if (!key || colon?.name !== ':' || !value) return undefined;
      entries.push([this.expression(key, depth), this.expression(value, depth)]);
    }
    return { kind: 'dictionary', entries };
  }

  #argument(group: readonly SyntaxNode[], depth: number): Argument {
    const [first, second, third] = group;
    const star = first?.name === '*' || first?.name === '**' ? first.name.length : 0;
    if (star > 0 && second) return { stars: star, value: this.expression(second, depth) };
    if (second?.name === 'AssignOp' && third) {
      return { name: this.textOf(first), stars: 0, value: this.expression(third, depth) };
    }
    if (first && second?.name === 'for') {
      const generated = this.#comprehension(group, depth) ?? {
        kind: 'other' as const,
        changes: allChanges(group, this.#text),
      };
      return { stars: 0, value: { ...this.place(first), end: group.at(-1)?.to ?? first.to, ...generated } };
    }
    return { stars: 0, value: this.several(group, depth) };
  }

  #string(node: SyntaxNode): Detail<Expression> | undefined {
    const pieces = node.name === 'String' ? [node] : childrenOf(node);
    const values = pieces.map((piece) => stringValue(this.textOf(piece)));
    if (values.some((value) => value === undefined)) return undefined;
    return { kind: 'string', value: values.join('') };
  }

  #formatString(node: SyntaxNode, depth: number): Detail<Expression> | undefined {
    const quoted = /^[fF](["'])/.exec(this.textOf(node));
    if (!quoted) return undefined;
    const parts: (string | Expression)[] = [];
    let at = node.from + 2;
    for (const piece of childrenOf(node)) {
      const [open, value, ...rest] = childrenOf(piece);
      if (piece.name !== 'FormatReplacement' || !open || !value || rest.length !== 1) return undefined;
      parts.push(this.#text.slice(at, piece.from), this.expression(value, depth));
      at = piece.to;
    }
    parts.push(this.#text.slice(at, node.to - 1));
    return parts.some((part) => typeof part === 'string' && /[\\{}]/.test(part))
      ? undefined
      : { kind: 'format', parts };
  }
}

/** Complex numbers have no meaning here. */
function numberOf(text: string): Detail<Expression> | undefined {
  const value = Number(text.replaceAll('_', ''));
  return Number.isNaN(value) ? undefined : { kind: 'number', value, text };
}

/** The value of a literal without escapes of characters by number, which no name of a file has. */
function stringValue(literal: string): string | undefined {
  const match = /^([rRuUbB]{0,2})("""|'''|"|')([\s\S]*)\2$/.exec(literal);
  if (!match) return undefined;
  const [, prefix = '', , content = ''] = match;
  if (/b/i.test(prefix)) return undefined;
  if (/r/i.test(prefix)) return content;
  return content.replace(/\\([\s\S])/g, (_, escaped: string) => escapes.get(escaped) ?? escaped);
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\n', ''],
]);
