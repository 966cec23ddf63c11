import { parser } from '@lezer/python';
import { withoutDeepBrackets } from './deepBrackets';
import { ExpressionReader } from './expressionReader';
import type { Branch, Expression, Import, Statement } from './pythonSyntax';
import {
  changesIn,
  childrenOf,
  deepest,
  isBroken,
  punctuation,
  type Detail,
  type SyntaxNode,
} from './syntaxNodes';

/**
 * Reads Python source. Never throws: what is broken, or has no meaning for definitions, is of the kind
 * `other` at its place. Takes time linear in the length of the text.
 */
export function readPython(text: string): readonly Statement[] {
  const { readable, tooDeep } = withoutDeepBrackets(text);
  const statements = new StatementReader(readable).statements(parser.parse(readable).topNode, 0);
  return tooDeep.length === 0 ? statements : [...tooDeep, ...statements].sort((a, b) => a.start - b.start);
}

class StatementReader {
  readonly #text: string;
  readonly #expressions: ExpressionReader;

  constructor(text: string) {
    this.#text = text;
    this.#expressions = new ExpressionReader(text);
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
    const place = this.#expressions.place(node);
    const detail = depth > deepest ? undefined : this.#statementDetail(node, depth);
    return { ...place, ...(detail ?? { kind: 'other', changes: changesIn(node, this.#text) }) };
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
        const operator = this.#expressions.textOf(parts[at]).slice(0, -1);
        return {
          kind: 'update',
          target: this.#expressions.several(parts.slice(0, at), depth),
          operator,
          value: this.#expressions.several(parts.slice(at + 1), depth),
        };
      }
      case 'ExpressionStatement':
        return { kind: 'expression', value: this.#expressions.several(parts, depth) };
      case 'ImportStatement':
        return { kind: 'import', imports: this.#imports(parts) };
      case 'ClassDefinition':
        return this.#class(parts, [], depth);
      case 'FunctionDefinition':
        return this.#definition(parts, [], depth);
      case 'DecoratedStatement': {
        const inner = parts.at(-1);
        const decorators = parts.slice(0, -1).map((part) => this.#expressions.textOf(part).slice(1).trim());
        if (inner?.name === 'FunctionDefinition')
          return this.#definition(childrenOf(inner), decorators, depth);
        return inner?.name === 'ClassDefinition'
          ? this.#class(childrenOf(inner), decorators, depth)
          : undefined;
      }
      case 'ReturnStatement':
        return parts.length < 2
          ? { kind: 'return' }
          : { kind: 'return', value: this.#expressions.several(parts.slice(1), depth) };
      case 'ForStatement': {
        const at = parts.findIndex(({ name }) => name === 'in');
        const end = parts.findIndex(({ name }) => name === 'Body');
        if (at < 0 || end < 0 || parts[0]?.name === 'async' || hasElse(parts)) return undefined;
        return {
          kind: 'for',
          target: this.#expressions.several(parts.slice(1, at), depth),
          iterable: this.#expressions.several(parts.slice(at + 1, end), depth),
          body: this.#body(parts, depth),
        };
      }
      case 'WhileStatement':
        return parts[1] && !hasElse(parts)
          ? {
              kind: 'while',
              condition: this.#expressions.expression(parts[1], depth),
              body: this.#body(parts, depth),
            }
          : undefined;
      case 'IfStatement':
        return { kind: 'if', branches: this.#branches(parts, depth) };
      case 'WithStatement':
        if (parts[0]?.name === 'async') return undefined;
        return {
          kind: 'with',
          items: this.#contexts(parts.slice(1, -1), depth),
          body: this.#body(parts, depth),
        };
      case 'PassStatement':
        return { kind: 'pass' };
      case 'BreakStatement':
        return { kind: 'break' };
      case 'ContinueStatement':
        return { kind: 'continue' };
      case 'RaiseStatement':
        return { kind: 'raise' };
      case 'AssertStatement':
        return { kind: 'assert' };
      case 'ScopeStatement':
        return {
          kind: 'scope',
          isGlobal: parts[0]?.name === 'global',
          names: parts
            .filter(({ name }) => name === 'VariableName')
            .map((part) => this.#expressions.textOf(part)),
        };
      case 'DeleteStatement':
        return {
          kind: 'delete',
          targets: parts
            .slice(1)
            .filter(({ name }) => !punctuation.has(name))
            .map((part) => this.#expressions.expression(part, depth)),
        };
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
      targets: sides.map((side) => this.#expressions.several(side, depth)),
      value: this.#expressions.several(value, depth),
    };
  }

  /** `open("x") as file, no_grad()`. */
  #contexts(
    parts: readonly SyntaxNode[],
    depth: number,
  ): { readonly value: Expression; readonly target?: Expression }[] {
    const groups: SyntaxNode[][] = [[]];
    for (const part of parts) {
      if (part.name === ',') groups.push([]);
      else groups.at(-1)?.push(part);
    }
    return groups.flatMap(([value, as, target]) => {
      if (!value) return [];
      const item = { value: this.#expressions.expression(value, depth) };
      return as && target ? [{ ...item, target: this.#expressions.expression(target, depth) }] : [item];
    });
  }

  #definition(
    parts: readonly SyntaxNode[],
    decorators: readonly string[],
    depth: number,
  ): Detail<Statement> | undefined {
    const parameters = parts.find(({ name }) => name === 'ParamList');
    if (!parameters || parts[0]?.name === 'async') return undefined;
    return {
      kind: 'function',
      name: this.#expressions.textOf(parts.find(({ name }) => name === 'VariableName')),
      parameters: this.#expressions.parameters(parameters, depth),
      decorators,
      body: this.#body(parts, depth),
    };
  }

  #class(parts: readonly SyntaxNode[], decorators: readonly string[], depth: number): Detail<Statement> {
    const bases = parts.find(({ name }) => name === 'ArgList');
    const body = parts.find(({ name }) => name === 'Body');
    const fields = (body ? childrenOf(body) : []).flatMap((statement) => {
      const [name, type] = statement.name === 'AssignStatement' ? childrenOf(statement) : [];
      return name?.name === 'VariableName' && type?.name === 'TypeDef'
        ? [this.#expressions.textOf(name)]
        : [];
    });
    return {
      kind: 'class',
      name: this.#expressions.textOf(parts.find(({ name }) => name === 'VariableName')),
      bases: bases ? this.#expressions.arguments(bases, depth).map(({ value }) => value) : [],
      decorators,
      fields,
      body: this.#body(parts, depth),
    };
  }

  #branches(parts: readonly SyntaxNode[], depth: number): Branch[] {
    const branches: Branch[] = [];
    let condition: Expression | undefined;
    for (const part of parts) {
      if (part.name === 'if' || part.name === 'elif' || part.name === 'else') condition = undefined;
      else if (part.name !== 'Body') condition = this.#expressions.expression(part, depth);
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
    const words = parts
      .map((part) => this.#expressions.textOf(part))
      .filter((word) => word !== '(' && word !== ')');
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
}

function hasElse(parts: readonly SyntaxNode[]): boolean {
  return parts.some(({ name }) => name === 'else');
}
