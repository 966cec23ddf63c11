import { describe, expect, it } from 'vitest';
import type { Expression, Statement } from '../../../../src/convert/python/pythonSyntax';
import { readPython } from '../../../../src/convert/python/readPython';

/** An expression in one line, every part in parentheses, so that precedence can be read off. */
function written(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.text;
    case 'string':
      return `'${expression.value}'`;
    case 'name':
      return expression.name;
    case 'attribute':
      return `${written(expression.object)}.${expression.name}`;
    case 'subscript':
      return `${written(expression.object)}[${expression.indices.map(written).join(', ')}]`;
    case 'slice':
      return expression.bounds.map((bound) => (bound ? written(bound) : '')).join(':');
    case 'call': {
      const args = expression.arguments.map(({ name, stars, value }) => {
        const mark = name === undefined ? '*'.repeat(stars) : `${name}=`;
        return mark + written(value);
      });
      return `${written(expression.callee)}(${args.join(', ')})`;
    }
    case 'list':
    case 'tuple':
      return `${expression.kind}(${expression.items.map(written).join(', ')})`;
    case 'binary':
      return `(${written(expression.left)} ${expression.operator} ${written(expression.right)})`;
    case 'unary':
      return `(${expression.operator} ${written(expression.operand)})`;
    case 'comprehension':
      return `[${written(expression.item)} for ${written(expression.target)} in ${written(expression.iterable)}]`;
    case 'format':
      return expression.parts
        .map((part) => (typeof part === 'string' ? part : `{${written(part)}}`))
        .join('');
    case 'boolean':
    case 'conditional':
    case 'dictionary':
    case 'ellipsis':
    case 'lambda':
    case 'none':
    case 'other':
      return expression.kind;
  }
}

function only(source: string): Statement {
  const [statement, ...more] = readPython(source);
  expect(more).toEqual([]);
  if (!statement) throw new Error('There is no statement.');
  return statement;
}

function expressionOf(source: string): string {
  const statement = only(source);
  return statement.kind === 'expression' ? written(statement.value) : statement.kind;
}

describe('Python source', () => {
  it.each([
    ['-y ** 2 @ z', '((- (y ** 2)) @ z)'],
    ['a - b - c * d', '((a - b) - (c * d))'],
    ['x.T.dot(w)[0, :, 1:3, ::2]', 'x.T.dot(w)[0, :, 1:3, ::2]'],
    ['f(a, *b, k=(1, 2), **d)', 'f(a, *b, k=tuple(1, 2), **d)'],
    ['a not in b', '(a not in b)'],
    ['f(x for x in y)', 'f([x for x in y])'],
    ['[i for i, j in y]', '[i for tuple(i, j) in y]'],
    ['\'a\' "b\\n"', "'ab\n'"],
    ["f'W{i}'", 'W{i}'],
    ["f'{x:.2f}'", 'other'],
    ['1_000.5e-3', '1_000.5e-3'],
    ['3j', 'other'],
    ['(yield)', 'other'],
  ])('%s', (source, expected) => {
    expect(expressionOf(source)).toBe(expected);
  });

  it('imports give every name what it stands for', () => {
    const source =
      'import torch.nn as nn, os.path\nfrom torch.nn import (functional as F, Linear)\nfrom . import x';
    expect(readPython(source)).toMatchObject([
      {
        imports: [
          { name: 'nn', path: 'torch.nn' },
          { name: 'os', path: 'os' },
        ],
      },
      {
        imports: [
          { name: 'F', path: 'torch.nn.functional' },
          { name: 'Linear', path: 'torch.nn.Linear' },
        ],
      },
      { imports: [{ name: 'x', path: '..x' }] },
    ]);
  });

  it('classes and functions have their parts, and every statement its line', () => {
    const source = `class Net(nn.Module):
    """A net."""
    def __init__(self, a, b: int = 2, *rest, c=3, **more) -> None:
        self.fc = nn.Linear(a, b)

    @staticmethod
    def other(): return 1
x = y = 1; z += 2
`;
    const [net, ...rest] = readPython(source);
    expect(net).toMatchObject({ kind: 'class', name: 'Net', line: 1 });
    const body = net?.kind === 'class' ? net.body : [];
    expect(body[1]).toMatchObject({
      kind: 'function',
      line: 3,
      parameters: [
        { name: 'self', stars: 0 },
        { name: 'a', stars: 0 },
        { name: 'b', value: { value: 2 } },
        { name: 'rest', stars: 1 },
        { name: 'c', value: { value: 3 } },
        { name: 'more', stars: 2 },
      ],
    });
    expect(body[2]).toMatchObject({ kind: 'function', name: 'other', decorators: ['staticmethod'] });
    expect(rest).toMatchObject([
      { kind: 'assign', targets: [{ name: 'x' }, { name: 'y' }], line: 8 },
      { kind: 'update', operator: '+', line: 8 },
    ]);
  });

  it('branches and loops', () => {
    const source = 'if a:\n  b\nelif c: d\nelse:\n  e\nfor i, j in k: pass\nwhile x: y = 1\nwith z as w: v';
    expect(readPython(source)).toMatchObject([
      { kind: 'if', branches: [{ condition: { name: 'a' } }, { condition: { name: 'c' } }, {}] },
      { kind: 'for', target: { kind: 'tuple' }, iterable: { name: 'k' } },
      { kind: 'while', body: [{ kind: 'assign' }] },
      { kind: 'with', body: [{ kind: 'expression' }] },
    ]);
  });

  it('what is broken or has no meaning is of the kind other, and what follows is read', () => {
    expect(readPython('x = (\ny = 3\n').some(({ kind }) => kind === 'other')).toBe(true);
    expect(readPython('for i in f(3:\n  pass\ny = 3').map(({ kind }) => kind)).toEqual(['other', 'assign']);
    expect(only('x = [1., 2.]').kind).toBe('assign');
    expect(readPython('raise E\nfoo bar baz\ny = 3').at(-1)).toMatchObject({ kind: 'assign', line: 3 });
    expect(only('raise E').kind).toBe('raise');
  });

  it('what is nested too deep is of the kind other', () => {
    expect(() => readPython('('.repeat(20_000))).not.toThrow();
    expect(() => readPython(`x = ${'-'.repeat(20_000)}1`)).not.toThrow();
    expect(() => readPython(`x = ${'1+'.repeat(20_000)}1`)).not.toThrow();
    expect(() => readPython(`if a:\n  b\n`.repeat(2000))).not.toThrow();
  });
});
