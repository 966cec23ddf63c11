import { parser } from '@lezer/python';
import type { Argument, Branch, Expression, Import, Parameter, Place, Statement } from './pythonSyntax';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** What is nested deeper is nobody's formula, and would exhaust the stack. */
const deepest = 120;

/**
 * Reads Python source. Never throws: what is broken, or has no meaning for definitions, is of the kind
 * `other` at its place. Takes time linear in the length of the text.
 */
export function readPython(text: string): readonly Statement[] {
  return new PythonReader(text).statements(parser.parse(text).topNode, 0);
}

/** The statement of one kind, and the place that all have. */
type Detail<Node> = Node extends unknown ? Omit<Node, keyof Place> : never;

class PythonReader {
  readonly #text: string;
  readonly #lineStarts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
  }

  statements(parent: SyntaxNode, depth: number): Statement[] {
    return childrenOf(parent)
      .filter(({ name }) => name !== ':' && name !== ';' && name !== 'Comment')
      .flatMap((node) =>
        node.name === 'StatementGroup'
          ? this.statements(node, depth + 1)
          : [this.#statement(node, depth + 1)],
      );
  }

  #statement(node: SyntaxNode, depth: number): Statement {
    const place = this.#place(node);
    const detail = depth > deepest ? undefined : this.#statementDetail(node, depth);
    return { ...place, ...(detail ?? { kind: 'other' }) };
  }

  #statementDetail(node: SyntaxNode, depth: number): Detail<Statement> | undefined {
    const parts = childrenOf(node).filter(({ name }) => name !== 'Comment');
    // What is broken inside a body is a statement of its own.
    if (parts.some((part) => part.name !== 'Body' && part.name !== 'FunctionDefinition' && isBroken(part))) {
      return undefined;
    }
    switch (node.name) {
      case 'AssignStatement':
        return this.#assignment(parts, depth);
      case 'UpdateStatement': {
        const at = parts.findIndex(({ name }) => name === 'UpdateOp');
        const operator = this.#textOf(parts[at]).slice(0, -1);
        return {
          kind: 'update',
          target: this.#several(parts.slice(0, at), depth),
          operator,
          value: this.#several(parts.slice(at + 1), depth),
        };
      }
      case 'ExpressionStatement':
        return { kind: 'expression', value: this.#several(parts, depth) };
      case 'ImportStatement':
        return { kind: 'import', imports: this.#imports(parts) };
      case 'ClassDefinition': {
        const bases = parts.find(({ name }) => name === 'ArgList');
        return {
          kind: 'class',
          name: this.#textOf(parts.find(({ name }) => name === 'VariableName')),
          bases: bases ? this.#arguments(bases, depth).map(({ value }) => value) : [],
          body: this.#body(parts, depth),
        };
      }
      case 'FunctionDefinition':
        return this.#definition(parts, 0, depth);
      case 'DecoratedStatement': {
        const inner = parts.at(-1);
        const decorators = parts.length - 1;
        if (inner?.name === 'FunctionDefinition')
          return this.#definition(childrenOf(inner), decorators, depth);
        return undefined;
      }
      case 'ReturnStatement':
        return parts.length < 2
          ? { kind: 'return' }
          : { kind: 'return', value: this.#several(parts.slice(1), depth) };
      case 'ForStatement': {
        const at = parts.findIndex(({ name }) => name === 'in');
        const end = parts.findIndex(({ name }) => name === 'Body');
        if (at < 0 || end < 0 || parts[0]?.name === 'async') return undefined;
        return {
          kind: 'for',
          target: this.#several(parts.slice(1, at), depth),
          iterable: this.#several(parts.slice(at + 1, end), depth),
          body: this.#body(parts, depth),
        };
      }
      case 'WhileStatement':
        return parts[1]
          ? { kind: 'while', condition: this.#expression(parts[1], depth), body: this.#body(parts, depth) }
          : undefined;
      case 'IfStatement':
        return { kind: 'if', branches: this.#branches(parts, depth) };
      case 'WithStatement':
        return { kind: 'with', body: this.#body(parts, depth) };
      case 'PassStatement':
        return { kind: 'pass' };
      default:
        return undefined;
    }
  }

  /** `a = b = c`, `a, b = c, d`, `a: int = 3`. A declaration without a value says nothing. */
  #assignment(parts: readonly SyntaxNode[], depth: number): Detail<Statement> {
    const sides: SyntaxNode[][] = [[]];
    for (const part of parts) {
      if (part.name === 'AssignOp') sides.push([]);
      else if (part.name !== 'TypeDef') sides.at(-1)?.push(part);
    }
    const value = sides.pop() ?? [];
    if (sides.length === 0) return { kind: 'pass' };
    return {
      kind: 'assign',
      targets: sides.map((side) => this.#several(side, depth)),
      value: this.#several(value, depth),
    };
  }

  #definition(
    parts: readonly SyntaxNode[],
    decorators: number,
    depth: number,
  ): Detail<Statement> | undefined {
    const parameters = parts.find(({ name }) => name === 'ParamList');
    if (!parameters || parts[0]?.name === 'async') return undefined;
    return {
      kind: 'function',
      name: this.#textOf(parts.find(({ name }) => name === 'VariableName')),
      parameters: this.#parameters(parameters, depth),
      decorators,
      body: this.#body(parts, depth),
    };
  }

  #branches(parts: readonly SyntaxNode[], depth: number): Branch[] {
    const branches: Branch[] = [];
    let condition: Expression | undefined;
    for (const part of parts) {
      if (part.name === 'if' || part.name === 'elif' || part.name === 'else') condition = undefined;
      else if (part.name !== 'Body') condition = this.#expression(part, depth);
      else {
        const body = this.statements(part, depth);
        branches.push(condition ? { condition, body } : { body });
      }
    }
    return branches;
  }

  #body(parts: readonly SyntaxNode[], depth: number): Statement[] {
    const body = parts.find(({ name }) => name === 'Body');
    return body ? this.statements(body, depth) : [];
  }

  #imports(parts: readonly SyntaxNode[]): Import[] {
    const words = parts.map((part) => this.#textOf(part)).filter((word) => word !== '(' && word !== ')');
    const from = words[0] === 'from' ? words.slice(1, words.indexOf('import')).join('') : undefined;
    const groups: string[][] = [[]];
    for (const word of words.slice(words.indexOf('import') + 1)) {
      if (word === ',') groups.push([]);
      else groups.at(-1)?.push(word);
    }
    return groups.flatMap((group) => {
      const as = group.indexOf('as');
      const path = (as < 0 ? group : group.slice(0, as)).join('');
      const alias = as < 0 ? undefined : group[as + 1];
      if (path === '') return [];
      if (from !== undefined) return [{ name: alias ?? path, path: `${from}.${path}` }];
      // `import a.b` brings `a`, through which `a.b` is reached.
      const [first = path] = path.split('.');
      return [alias === undefined ? { name: first, path: first } : { name: alias, path }];
    });
  }

  /** One expression, or the tuple that stands without parentheses. */
  #several(parts: readonly SyntaxNode[], depth: number): Expression {
    const [first, ...more] = parts;
    const last = parts.at(-1);
    if (!first || !last) return { kind: 'other', start: 0, end: 0, line: 1 };
    if (more.length === 0) return this.#expression(first, depth);
    const place = { ...this.#place(first), end: last.to };
    if (!parts.some(({ name }) => name === ',')) return { ...place, kind: 'other' };
    const items = parts.filter(({ name }) => name !== ',').map((part) => this.#expression(part, depth));
    return { ...place, kind: 'tuple', items };
  }

  #expression(node: SyntaxNode, depth: number): Expression {
    const place = this.#place(node);
    const detail = depth > deepest ? undefined : this.#expressionDetail(node, depth + 1);
    return { ...place, ...(detail ?? { kind: 'other' }) };
  }

  #expressionDetail(node: SyntaxNode, depth: number): Detail<Expression> | undefined {
    const parts = childrenOf(node).filter(({ name }) => name !== 'Comment');
    // The grammar takes the point of `1.` for one in front of a member.
    if (node.name === 'MemberExpression' && parts[0]?.name === 'Number' && parts[1]?.name === '.') {
      return numberOf(this.#textOf(node).trim());
    }
    if (parts.some(({ type }) => type.isError)) return undefined;
    const inner = parts.filter(({ name }) => !punctuation.has(name));
    const [first] = inner;
    switch (node.name) {
      case 'Number':
        return numberOf(this.#textOf(node));
      case 'String':
      case 'ContinuedString':
        return this.#string(node);
      case 'FormatString':
        return this.#formatString(node, depth);
      case 'Boolean':
        return { kind: 'boolean', value: this.#textOf(node) === 'True' };
      case 'None':
        return { kind: 'none' };
      case 'Ellipsis':
        return { kind: 'ellipsis' };
      case 'VariableName':
        return { kind: 'name', name: this.#textOf(node) };
      case 'ParenthesizedExpression':
        return first && inner.length === 1 ? this.#expressionDetail(first, depth + 1) : undefined;
      case 'TupleExpression':
      case 'ArrayExpression':
        return {
          kind: node.name === 'ArrayExpression' ? 'list' : 'tuple',
          items: inner.map((part) => this.#expression(part, depth)),
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
          callee: this.#expression(first, depth),
          arguments: this.#arguments(list, depth),
        };
      }
      case 'BinaryExpression': {
        const last = parts.at(-1);
        if (!first || !last || parts.length < 3) return undefined;
        const operator = parts.slice(1, -1).map((part) => this.#textOf(part));
        return {
          kind: 'binary',
          operator: operator.join(' '),
          left: this.#expression(first, depth),
          right: this.#expression(last, depth),
        };
      }
      case 'UnaryExpression': {
        const [operator, operand] = parts;
        if (!operator || !operand) return undefined;
        return {
          kind: 'unary',
          operator: this.#textOf(operator),
          operand: this.#expression(operand, depth),
        };
      }
      case 'ConditionalExpression': {
        const [then, condition, otherwise] = parts.filter(({ name }) => name !== 'if' && name !== 'else');
        if (!then || !condition || !otherwise) return undefined;
        return {
          kind: 'conditional',
          then: this.#expression(then, depth),
          condition: this.#expression(condition, depth),
          otherwise: this.#expression(otherwise, depth),
        };
      }
      case 'LambdaExpression': {
        const list = parts.find(({ name }) => name === 'ParamList');
        const body = parts.at(-1);
        if (!body) return undefined;
        const parameters = list ? this.#parameters(list, depth) : [];
        return { kind: 'lambda', parameters, body: this.#expression(body, depth) };
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
      item: this.#expression(item, depth),
      target: this.#several(parts.slice(start + 1, at), depth),
      iterable: this.#expression(iterable, depth),
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
          object: this.#expression(object, depth),
          name: this.#textOf(property),
        }
      );
    }
    const groups: SyntaxNode[][] = [[]];
    for (const part of more.slice(0, -1)) {
      if (part.name === ',') groups.push([]);
      else groups.at(-1)?.push(part);
    }
    if (groups.length > 1 && groups.at(-1)?.length === 0) groups.pop();
    return {
      kind: 'subscript',
      object: this.#expression(object, depth),
      indices: groups.map((group) => this.#index(group, mark, depth)),
    };
  }

  #index(group: readonly SyntaxNode[], mark: SyntaxNode, depth: number): Expression {
    const [first] = group;
    if (group.length === 1 && first && first.name !== ':') return this.#expression(first, depth);
    const bounds: (Expression | undefined)[] = [undefined];
    for (const part of group) {
      if (part.name === ':') bounds.push(undefined);
      else bounds[bounds.length - 1] = this.#expression(part, depth);
    }
    const place = this.#place(first ?? mark);
    return { ...place, end: group.at(-1)?.to ?? mark.to, kind: 'slice', bounds };
  }

  #dictionary(parts: readonly SyntaxNode[], depth: number): Detail<Expression> | undefined {
    const entries: (readonly [Expression, Expression])[] = [];
    const inner = parts.filter(({ name }) => name !== '{' && name !== '}' && name !== ',');
    for (let at = 0; at < inner.length; at += 3) {
      const [key, colon, value] = inner.slice(at, at + 3);
      if (!key || colon?.name !== ':' || !value) return undefined;
      entries.push([this.#expression(key, depth), this.#expression(value, depth)]);
    }
    return { kind: 'dictionary', entries };
  }

  #arguments(list: SyntaxNode, depth: number): Argument[] {
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

  #argument(group: readonly SyntaxNode[], depth: number): Argument {
    const [first, second, third] = group;
    const star = first?.name === '*' || first?.name === '**' ? first.name.length : 0;
    if (star > 0 && second) return { stars: star, value: this.#expression(second, depth) };
    if (second?.name === 'AssignOp' && third) {
      return { name: this.#textOf(first), stars: 0, value: this.#expression(third, depth) };
    }
    if (first && second?.name === 'for') {
      const generated = this.#comprehension(group, depth) ?? { kind: 'other' as const };
      return { stars: 0, value: { ...this.#place(first), end: group.at(-1)?.to ?? first.to, ...generated } };
    }
    return { stars: 0, value: this.#several(group, depth) };
  }

  #parameters(list: SyntaxNode, depth: number): Parameter[] {
    const result: Parameter[] = [];
    let stars = 0;
    const parts = childrenOf(list).filter(({ name }) => !['(', ')', 'Comment', 'TypeDef'].includes(name));
    parts.forEach((part, at) => {
      if (part.name === '*' || part.name === '**') stars = part.name.length;
      else if (part.name === ',') stars = 0;
      else if (part.name === 'VariableName' && parts[at - 1]?.name !== 'AssignOp') {
        const value = parts[at + 1]?.name === 'AssignOp' ? parts[at + 2] : undefined;
        const name = this.#textOf(part);
        result.push(value ? { name, stars, value: this.#expression(value, depth) } : { name, stars });
      }
    });
    return result;
  }

  #string(node: SyntaxNode): Detail<Expression> | undefined {
    const pieces = node.name === 'String' ? [node] : childrenOf(node);
    const values = pieces.map((piece) => stringValue(this.#textOf(piece)));
    if (values.some((value) => value === undefined)) return undefined;
    return { kind: 'string', value: values.join('') };
  }

  #formatString(node: SyntaxNode, depth: number): Detail<Expression> | undefined {
    const quoted = /^[fF](["'])/.exec(this.#textOf(node));
    if (!quoted) return undefined;
    const parts: (string | Expression)[] = [];
    let at = node.from + 2;
    for (const piece of childrenOf(node)) {
      const [open, value, ...rest] = childrenOf(piece);
      if (piece.name !== 'FormatReplacement' || !open || !value || rest.length !== 1) return undefined;
      parts.push(this.#text.slice(at, piece.from), this.#expression(value, depth));
      at = piece.to;
    }
    parts.push(this.#text.slice(at, node.to - 1));
    return parts.some((part) => typeof part === 'string' && /[\\{}]/.test(part))
      ? undefined
      : { kind: 'format', parts };
  }

  #textOf(node: SyntaxNode | undefined): string {
    return node ? this.#text.slice(node.from, node.to) : '';
  }

  #place({ from, to }: SyntaxNode): Place {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= from) low = middle;
      else high = middle;
    }
    return { start: from, end: to, line: low + 1 };
  }
}

const punctuation: ReadonlySet<string> = new Set(['(', ')', '[', ']', '{', '}', ',']);

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

function isBroken(node: SyntaxNode, depth = 0): boolean {
  if (node.type.isError || depth > deepest) return true;
  const parts = childrenOf(node);
  // `1.` is no mistake: see where members are read.
  if (node.name === 'MemberExpression' && parts[0]?.name === 'Number') return false;
  return parts.some((part) => isBroken(part, depth + 1));
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
