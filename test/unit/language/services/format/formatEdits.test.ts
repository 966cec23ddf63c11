import { describe, expect, test } from 'vitest';
import { scan } from '../../../../../src/language/scanner/scanner';
import { formatEdits } from '../../../../../src/language/services/format/formatEdits';
import type { IndentationOptions } from '../../../../../src/language/services/format/indentation';
import { checkText } from '../../../checkText';
import { exampleDefinitions, lessonDefinitions, readExample } from '../../../exampleFiles';
import { damagedTokensOf, prefixesOf, soundTexts } from '../../corpus';

const twoSpaces: IndentationOptions = { tabSize: 2, insertSpaces: true };

function format(text: string, options = twoSpaces, within?: { start: number; end: number }): string {
  return formatEdits(checkText(text), options, within).reduceRight(
    (result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end),
    text,
  );
}

describe('spaces', () => {
  test.each([
    ['x=1', 'x = 1'],
    ['y=x[ 0 , 1 : 3 ]', 'y = x[0, 1:3]'],
    ['y = x[ - 1 : ][ : : 2 ]', 'y = x[-1:][::2]'],
    ['y = x[[0,1] , [1,- 1]]', 'y = x[[0, 1], [1, -1]]'],
    ['y=where( x<=- 2 ,x,-x )*(a==b)', 'y = where(x <= -2, x, -x) * (a == b)'],
    ['y=2**-x*-  3@( a+b )/c', 'y = 2 ** -x * -3 @ (a + b) / c'],
    ['y = - - x', 'y = - -x'],
    ['y=a-1-b', 'y = a - 1 - b'],
    ['y = sum (x,axis = 0)', 'y = sum(x, axis=0)'],
    ['y = concat( a ,b , axis=- 1 )', 'y = concat(a, b, axis=-1)'],
    ['a=1;b=2 ; c=3', 'a = 1; b = 2; c = 3'],
    ['backward  y   with[1,1]', 'backward y with [1, 1]'],
    ['expect grad ( x )=?within 1e-6or(2)', 'expect grad ( x )=?within 1e-6or(2)'],
    ['expect grad ( x )=?  within 1e-6  or(2)', 'expect grad(x) = ? within 1e-6 or (2)'],
    ['sheet   "a  b"', 'sheet "a  b"'],
    ['x = [ 1,2 ,3 ]', 'x = [1, 2, 3]'],
    ['block B( n,m = 3 ){Affine (n)}', 'block B(n, m=3) { Affine(n) }'],
    ['network N{layers{repeat 2{ReLU;Tanh}}}', 'network N { layers { repeat 2 { ReLU; Tanh } } }'],
    ['block B{   }', 'block B {}'],
    ['network N { layers { Add (h)from h } }', 'network N { layers { Add(h) from h } }'],
    ['x = 1   ', 'x = 1'],
    ['x = 1  # note   ', 'x = 1  # note'],
    ['x = 1# note', 'x = 1  # note'],
    ['x =\t[1,\t2]', 'x = [1, 2]'],
    ['\ufeffx=1', '\ufeffx = 1'],
    ['\ufeff  \nx=1', '\ufeff\nx = 1'],
    ['x＝（１＋２）＊３；ｙ＝－４', 'x ＝ （１ ＋ ２） ＊ ３； ｙ ＝ －４'],
    ['x\u3000=\u30001', 'x\u3000=\u30001'],
    ['値=1\n\u3000y=2', '値 = 1\n\u3000y  = 2'],
  ])('%j', (text, expected) => {
    expect(format(text)).toBe(expected);
  });
});

describe('columns of =', () => {
  test.each([
    ['neighbouring lines', 'a = 1\nlong = 2', 'a    = 1\nlong = 2'],
    ['what was further to the right', 'a       = 1\nlong    = 2', 'a    = 1\nlong = 2'],
    ['a blank line between', 'a = 1\n\nlong = 2', 'a = 1\n\nlong = 2'],
    ['a comment between', 'a = 1\n# note\nlong = 2', 'a = 1\n# note\nlong = 2'],
    ['statements of two kinds', 'long = 1\nexpect long = 1', 'long = 1\nexpect long = 1'],
    ['questions', 'expect x = ?\nexpect grad(x) = ?', 'expect x       = ?\nexpect grad(x) = ?'],
    ['the first of a line', 'a = 1; long = 2\nbc = 3', 'a  = 1; long = 2\nbc = 3'],
    ['a value of several lines', 'a = [\n1]\nlong = 2', 'a = [\n  1]\nlong = 2'],
    ['wide names', '値段 = 1\nab = 2\nabcde = 3', '値段  = 1\nab    = 2\nabcde = 3'],
    [
      'settings and layers',
      'network N {\n layers {\n a = ReLU\n long = Tanh\n Affine(2)\n b = ReLU\n }\n train {\n lr = 1\n epochs = 2\n }\n}',
      'network N {\n  layers {\n    a    = ReLU\n    long = Tanh\n    Affine(2)\n    b = ReLU\n  }\n  train {\n    lr     = 1\n    epochs = 2\n  }\n}',
    ],
    ['a broken line between', 'a = 1\nb = (\nlong = 2', 'a = 1\nb = (\nlong = 2'],
  ])('%s', (_name, text, expected) => {
    expect(format(text)).toBe(expected);
  });
});

describe('matrices', () => {
  test.each([
    ['by points', 'x = [\n[1.5,-0.25],\n[10,  2.5],\n]', 'x = [\n  [ 1.5, -0.25],\n  [10,    2.5],\n]'],
    ['in columns by their beginnings', 'x = [[1, 22],\n     [3, 4]]', 'x = [[1, 22],\n     [3,  4]]'],
    ['in columns by their ends', 'x = [[ 1, 2],\n     [10, 3]]', 'x = [[ 1, 2],\n     [10, 3]]'],
    ['with exponents', 'x = [[1e-3, 2],\n     [10.5, 3]]', 'x = [[ 1e-3, 2],\n     [10.5,  3]]'],
    ['in no columns', 'x = [[1, 2],\n     [100, 3]]', 'x = [[1, 2],\n     [100, 3]]'],
    ['on one line', 'x = [[0.6, -0.4], [0.2,  0.8]]', 'x = [[0.6, -0.4], [0.2,  0.8]]'],
    ['of one column', 'x = [[1],\n     [10]]', 'x = [[1],\n     [10]]'],
    ['of names', 'x = [[a, -b],\n     [c,  d]]', 'x = [[a, -b],\n     [c,  d]]'],
    ['that moves with its name', 'x=[[1, 2],\n  [3, 4]]\nlong=1', 'x = [[1, 2],\n    [3, 4]]\nlong = 1'],
    [
      'beside comments',
      'x = [\n  [1.5, 2],  # one\n  [3.25, 4],  # two\n]',
      'x = [\n  [1.5, 2],  # one\n  [3.25, 4],  # two\n]',
    ],
    ['in a call', 'y = f([\n[1],\n])', 'y = f([\n  [1],\n])'],
  ])('%s', (_name, text, expected) => {
    expect(format(text)).toBe(expected);
  });
});

describe('indentation', () => {
  test.each([
    ['statements', '  a = 1\n\tb = 2', 'a = 1\nb = 2'],
    [
      'bodies',
      'network N{\nlayers{\n# note\nrepeat 2{\nReLU\n}\n}\n}',
      'network N {\n  layers {\n    # note\n    repeat 2 {\n      ReLU\n    }\n  }\n}',
    ],
    ['two bodies on a line', 'network N { layers {\nReLU\n} }', 'network N { layers {\n  ReLU\n} }'],
    ['operators at the beginning', 'x = a\n    + b\n  - c', 'x = a\n    + b\n  - c'],
    ['operators that move', 'x=a\n +b\nlong=1', 'x = a\n  + b\nlong = 1'],
    ['comments between', '  # one\nx = 1\n  # two', '# one\nx = 1\n# two'],
    ['arguments', 'y = concat(\na,\nb,\n)', 'y = concat(\n  a,\n  b,\n)'],
  ])('%s', (_name, text, expected) => {
    expect(format(text)).toBe(expected);
  });

  test('with tabs', () => {
    const tabs = { tabSize: 4, insertSpaces: false };
    expect(format('network N {\n  layers {\n    ReLU\n  }\n}', tabs)).toBe(
      'network N {\n\tlayers {\n\t\tReLU\n\t}\n}',
    );
    expect(format('x = [[1, 2],\n     [3, 4]]', tabs)).toBe('x = [[1, 2],\n     [3, 4]]');
  });

  test('of four', () => {
    expect(format('block B {\n  ReLU\n}', { tabSize: 4, insertSpaces: true })).toBe('block B {\n    ReLU\n}');
  });
});

describe('comments behind code', () => {
  test.each([
    ['stay in their column', 'a=1    # one\nbc=22  # two', 'a  = 1   # one\nbc = 22  # two'],
    ['stay as far behind a line', 'a=1      # one', 'a = 1      # one'],
  ])('%s', (_name, text, expected) => {
    expect(format(text)).toBe(expected);
  });
});

describe('what could not be read stays', () => {
  test.each([
    ['b=(1+\na=1', 'b=(1+\na = 1'],
    ['  for i in  x:\n      y=i\na=1', '  for i in  x:\n      y=i\na = 1'],
    ['x=1 2\na=1', 'x=1 2\na = 1'],
    ['"""\n  a  b\n"""\nx=1', '"""\n  a  b\n"""\nx = 1'],
    [
      'network N{\n     layers{\n  Affine(3,\n   ReLU( )\n}\n}\nx=1',
      'network N{\n     layers{\n  Affine(3,\n   ReLU( )\n}\n}\nx = 1',
    ],
    ['network N {\n   data=xor( )\n', 'network N {\n   data = xor()\n'],
    ['a=1; b=(', 'a=1; b=('],
    // Further in than what is broken: where it stands says that it is no statement of its own.
    ['a = (c b\n  = in x:\n  y=i\n    z=i', 'a = (c b\n  = in x:\n  y = i\n    z = i'],
  ])('%j', (text, expected) => {
    expect(format(text)).toBe(expected);
  });
});

test('a selection changes the lines it touches', () => {
  const text = 'a=1\nb=2\nc=3';
  expect(format(text, twoSpaces, { start: 5, end: 5 })).toBe('a=1\nb = 2\nc=3');
  expect(format(text, twoSpaces, { start: 5, end: 9 })).toBe('a=1\nb = 2\nc = 3');
});

test('line ends stay', () => {
  expect(format('a=1\r\nlong=2\r\n\r\n')).toBe('a    = 1\r\nlong = 2\r\n\r\n');
  expect(format('a=1\rlong=2')).toBe('a    = 1\rlong = 2');
});

/** What a text says, space and places left out. */
function meaningOf(text: string): unknown {
  const { tokens, comments, lineStarts } = scan(text);
  const { diagnostics, formulas, networks } = checkText(text);
  return {
    tokens: tokens.map(({ kind, text: word, startsLine }) => [kind, word, startsLine]),
    comments: comments.map(({ start, end }) => text.slice(start, end).trimEnd()),
    lines: lineStarts.length,
    problems: diagnostics.map(({ code, range, severity }) => [
      code,
      severity,
      tokens.findIndex(({ end }) => end > range.start),
    ]),
    nodes: formulas.graph.nodes,
    expectations: formulas.expectations.map(({ node, expected, within }) => [node, expected, within]),
    networks: networks.map(({ name, layers, program }) => [
      name,
      layers.map((layer) => [layer.name, layer.type]),
      program?.definition,
    ]),
  };
}

const allOptions: readonly IndentationOptions[] = [
  twoSpaces,
  { tabSize: 4, insertSpaces: false },
  { tabSize: 3, insertSpaces: true },
];

function expectSafe(text: string, options: IndentationOptions): void {
  const formatted = format(text, options);
  expect(meaningOf(formatted)).toEqual(meaningOf(text));
  expect(format(formatted, options)).toBe(formatted);
}

describe('formatting changes no meaning, and what is formatted stays', () => {
  test.each([...soundTexts])('%s', (_name, text) => {
    for (const options of allOptions) {
      expectSafe(text, options);
      expectSafe(text.replaceAll('\n', '\r\n'), options);
      expectSafe(text.replaceAll(' ', ''), options);
      expectSafe(text.replaceAll(/(?<=[=,(])/g, '  '), options);
    }
  });

  test.each([...soundTexts].filter(([name]) => name.endsWith('.backprop')))(
    'the example %s is formatted',
    (_name, text) => {
      expect(format(text)).toBe(text);
    },
  );

  test('in texts that were cut off', () => {
    let index = 0;
    for (const text of soundTexts.values()) {
      for (const prefix of prefixesOf(text)) if (index++ % 17 === 0) expectSafe(prefix.text, twoSpaces);
    }
    expect(index).toBeGreaterThan(3000);
  });

  test('in texts with a damaged token', () => {
    let index = 0;
    for (const text of soundTexts.values()) {
      for (const damaged of damagedTokensOf(text)) {
        if (index++ % 11 === 0) expectSafe(damaged.text, allOptions[index % 3] ?? twoSpaces);
      }
    }
    expect(index).toBeGreaterThan(1000);
  });
});

describe('examples', () => {
  test.each([...exampleDefinitions, ...lessonDefinitions])('%s stands as it is formatted', (name) => {
    const text = readExample(name);
    expect(format(text)).toBe(text);
  });
});
