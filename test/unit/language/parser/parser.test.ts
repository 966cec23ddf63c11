import { describe, expect, test } from 'vitest';
import type { Expression, Index } from '../../../../src/language/ast';
import { checkText } from '../../checkText';
import { positionIn } from '../../../../src/language/range';
import { parse } from '../../../../src/language/parser/parser';
import { scan } from '../../../../src/language/scanner/scanner';
import { repairsOf } from '../../../../src/language/services/repairs/quickFixesAt';
import { withEdits } from '../../../../src/language/services/refactorings/refactoring';

/** An expression with every grouping written out. */
function written(expression: Expression | undefined): string {
  switch (expression?.kind) {
    case undefined:
      return '∅';
    case 'number':
    case 'boolean':
      return String(expression.value);
    case 'string':
      return JSON.stringify(expression.value);
    case 'name':
      return expression.name;
    case 'group':
      return written(expression.inner);
    case 'list':
      return `[${expression.elements.map(written).join(' ')}]`;
    case 'call':
      return `${expression.callee.name}(${expression.arguments
        .map(({ name, value }) => (name ? `${name.name}=` : '') + written(value))
        .join(' ')})`;
    case 'member':
      return `${written(expression.object)}.${expression.member.name}`;
    case 'index':
      return `${written(expression.object)}[${expression.indices.map(writtenIndex).join(' ')}]`;
    case 'gradient':
      return `grad(${expression.of.name})`;
    case 'negation':
      return `(-${written(expression.operand)})`;
    case 'power':
      return `(${written(expression.base)}**${written(expression.exponent)})`;
    case 'chain':
      return expression.links.reduce(
        (left, { operator, operand }) => `(${left}${operator}${written(operand)})`,
        written(expression.first),
      );
  }
}

function writtenIndex(index: Index): string {
  if (index.kind === 'entry') return written(index.value);
  const part = (each: Expression | undefined): string => (each ? written(each) : '');
  return `${part(index.from)}:${part(index.to)}:${part(index.step)}`;
}

function valueOf(text: string): string {
  const { file, diagnostics } = parse(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [statement] = file.statements;
  return statement?.kind === 'assign' ? written(statement.value) : '∅';
}

describe('expressions', () => {
  test.each([
    ['1 + 2 * 3', '(1+(2*3))'],
    ['1 - 2 - 3', '((1-2)-3)'],
    ['a @ b * c / d', '(((a@b)*c)/d)'],
    ['-2 ** 2', '(-(2**2))'],
    ['2 ** 3 ** 2', '(2**(3**2))'],
    ['2 ** -1', '(2**(-1))'],
    ['- -x', '(-(-x))'],
    ['-x * y', '((-x)*y)'],
    ['W - 0.1 * grad(W)', '(W-(0.1*grad(W)))'],
    ['[grad(x),\n grad(y)] ** 2', '([grad(x) grad(y)]**2)'],
    ['(1 + 2) * 3', '((1+2)*3)'],
    ['a + 1 < -b * 2', '((a+1)<((-b)*2))'],
    ['a<-1', '(a<(-1))'],
    ['f(a == 1, b=c != 2)', 'f((a==1) b=(c!=2))'],
    ['a >= b', '(a>=b)'],
    ['a ＞＝ b', '(a>=b)'],
    ['x[0][-1]', 'x[0][(-1)]'],
    ['-x[0] ** 2', '(-(x[0]**2))'],
    ['x[:, 1:3]', 'x[:: 1:3:]'],
    ['x[::2, -1:, :k + 1]', 'x[::2 (-1):: :(k+1):]'],
    ['x[[0, 2],]', 'x[[0 2]]'],
    ['f(x)[0] @ (a + b)[1]', '(f(x)[0]@(a+b)[1])'],
    ['[x[0], x[1]]', '[x[0] x[1]]'],
    ['[1, 2][0]', '[1 2][0]'],
    ['x［１：３］', 'x[1:3:]'],
    ['[1, [2, 3,],]', '[1 [2 3]]'],
    ['f(x, from=1, test=true,)', 'f(x from=1 test=true)'],
    ['60_000 + 1e-3 + .5 + 1.5E2', '(((60000+0.001)+0.5)+150)'],
  ])('%s', (text, expected) => {
    expect(valueOf(`y = ${text}`)).toBe(expected);
  });

  test('a line that begins with a binary operator, or follows one, continues the line above', () => {
    expect(valueOf('y = 1\n  + 2 *\n  3\n\n  # a comment between\n  - 4')).toBe('((1+(2*3))-4)');
  });

  test('inside brackets line ends do not count', () => {
    expect(valueOf('y = f(\n  x,\n\n  axis\n  =\n  0\n)')).toBe('f(x axis=0)');
  });
});

describe('statements', () => {
  test('end with a line end or ;', () => {
    const { file } = parse(';;a = 1; b = 2\r\nc = 3\rd = 4\n\n');
    expect(file.statements.map((statement) => statement.kind === 'assign' && statement.target.name)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  test('an empty text, spaces and comments are a sound file', () => {
    for (const text of ['', ' \t\n', '# only a comment', '\uFEFFx = 1', ';;']) {
      expect(checkText(text).diagnostics).toEqual([]);
    }
  });
});

describe('names', () => {
  test('are compared in NFC', () => {
    const composed = 'が'.normalize('NFC');
    const decomposed = 'が'.normalize('NFD');
    expect(decomposed).not.toBe(composed);
    const { diagnostics, formulas } = checkText(`${composed} = 2\ny = ${decomposed} * 3`);
    expect(diagnostics).toEqual([]);
    expect(formulas.values.map(({ name }) => name)).toEqual([composed, 'y']);
  });

  test('may be of any letters', () => {
    expect(checkText('りんご = 100\nπ = 3\n_größe2 = りんご * π').diagnostics).toEqual([]);
  });
});

describe('full-width forms', () => {
  const source = 'ｙ＝［１，　２．５］＊（３－１）；ｚ＝－ｙ　＃ 全角';

  test('are understood, with one hint for each run', () => {
    const { diagnostics, formulas } = checkText(source);
    expect(new Set(diagnostics.map(({ code, severity }) => `${code} ${severity}`))).toEqual(
      new Set(['full-width hint']),
    );
    expect(formulas.values.map(({ name }) => name)).toEqual(['ｙ', 'ｚ']);
  });

  test('are all replaced by their repairs, which leave names and comments alone', () => {
    const fixed = withEdits(
      source,
      repairsOf(checkText(source), () => true),
    );
    expect(fixed).toBe('ｙ=[1, 2.5]*(3-1);ｚ=-ｙ # 全角');
    expect(checkText(fixed).diagnostics).toEqual([]);
  });

  test('in strings and comments are left alone', () => {
    const { tokens, diagnostics } = scan('"（１）" # （');
    expect(tokens[0]?.text).toBe('（１）');
    expect(diagnostics).toEqual([]);
  });
});

test('strings take three escapes', () => {
  expect(scan(String.raw`"a\"b\\c\nd"`).tokens[0]?.text).toBe('a"b\\c\nd');
  expect(scan(String.raw`"data\mnist"`).diagnostics.map(({ code }) => code)).toEqual(['unknown-escape']);
});

test('positions count lines by \\n, \\r\\n and \\r', () => {
  const { lineStarts } = scan('a\nb\r\nc\rd');
  expect(lineStarts).toEqual([0, 2, 5, 7]);
  expect(positionIn(lineStarts, 7)).toEqual({ line: 3, column: 0 });
  expect(positionIn(lineStarts, 4)).toEqual({ line: 1, column: 2 });
});
