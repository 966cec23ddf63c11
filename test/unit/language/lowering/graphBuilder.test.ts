import { describe, expect, test } from 'vitest';
import type { Graph } from '../../../../src/engine/graph/graph';
import { checkText } from '../../checkText';
import { described } from '../marked';

function graphOf(text: string): Graph {
  const { diagnostics, formulas } = checkText(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(described)).toEqual([]);
  expect(formulas.origins).toHaveLength(formulas.graph.nodes.length);
  return formulas.graph;
}

/** `name:Layer(inputs)shape`, or the numbers of data. */
function written({ nodes }: Graph): string[] {
  return nodes.map((node) => {
    const name = node.name === undefined ? '' : `${node.name}:`;
    const shape = node.shape.length === 0 ? '' : ` ${node.shape.join('×')}`;
    if (node.kind === 'data') return `${name}${[...node.values].join(',')}${shape}`;
    if (node.kind === 'layer') return `${name}${node.layer}(${node.inputs.join(',')})${shape}`;
    throw new Error('Formulas hold data and layers only.');
  });
}

describe('lowering', () => {
  test.each<[string, string, string[]]>([
    ['numbers and lists are data', 'a = 2; v = [[1, 2], [3, 4]]', ['a:2', 'v:1,2,3,4 2×2']],
    ['constant arithmetic is folded', 'a = 2 * (3 + 4) ** 2 / -7', ['a:-14']],
    ['a minus before a literal is folded', 'a = -[1, -2]', ['a:-1,2 2']],
    ['a minus before a value is a node', 'a = 1; b = -a', ['a:1', 'b:Neg(0)']],
    ['names keep their nodes', 'a = 2; b = a * 3', ['a:2', '3', 'b:Mul(0,1)']],
    ['a second name is an Identity', 'a = 2; b = a; c = (b)', ['a:2', 'b:Identity(0)', 'c:Identity(1)']],
    ['a value used twice is one node', 'a = 2; b = a * a', ['a:2', 'b:Mul(0,0)']],
    [
      'operators are layers of their own',
      'x = [[1, 2]]; W = [[1], [2]]; b = [3]; h = x @ W + b',
      ['x:1,2 1×2', 'W:1,2 2×1', 'b:3 1', 'MatMul(0,1) 1×1', 'h:Add(3,2) 1×1'],
    ],
    [
      'a list of values is a Stack',
      'a = 1; b = 2; v = [a, b * 2, 3]',
      ['a:1', 'b:2', '2', 'Mul(1,2)', '3', 'v:Stack(0,3,4) 3'],
    ],
    [
      'constructors are data',
      'a = eye(2); b = one_hot([1, 0], classes=2)',
      ['a:1,0,0,1 2×2', 'b:0,1,1,0 2×2'],
    ],
    [
      'settings may be names of constants',
      'n = 1 + 1; m = n * 2; a = ones(n, m)',
      ['n:2', '2', 'm:Mul(0,1)', 'a:1,1,1,1,1,1,1,1 2×4'],
    ],
    [
      'functions and values have name spaces of their own',
      'sum = [1, 2]; y = sum(sum)',
      ['sum:1,2 2', 'y:Sum(0)'],
    ],
    [
      'arguments may be named',
      'x = [[1, 2]]; y = sum(x, axis=-1); z = concat(x, b=x, axis=1)',
      ['x:1,2 1×2', 'y:Sum(0) 1', 'z:Concat(0,0) 1×4'],
    ],
    ['a broken statement leaves no nodes', 'a = 1', ['a:1']],
  ])('%s', (_name, text, expected) => {
    expect(written(graphOf(text))).toEqual(expected);
  });

  test('a broken statement leaves no nodes behind', () => {
    const { formulas } = checkText('a = 1\nb = relu(a) + foo(a)\nc = a * 2');
    expect(written(formulas.graph)).toEqual(['a:1', '2', 'c:Mul(0,1)']);
  });

  test('origins say where a node stands', () => {
    const text = 'a = 2\nb = 1 + a * 3';
    const { formulas } = checkText(text);
    expect(formulas.origins.map(({ start, end }) => text.slice(start, end))).toEqual([
      '2',
      '3',
      'a * 3',
      '1',
      '1 + a * 3',
    ]);
  });

  test('settings reach the node', () => {
    const { nodes } = graphOf('x = [[1, 2], [3, 4]]; y = sum(x, 0); z = reshape(x, [1, -1])');
    expect(nodes.slice(1).map((node) => node.kind === 'layer' && node.settings)).toEqual([
      { axis: 0 },
      { shape: [1, -1] },
    ]);
  });
});

describe('passes and expectations', () => {
  const text = [
    'x = [1, 2]',
    'y = sum(x * x)',
    'z = x * 2',
    'backward y',
    'expect grad(x) = [2, 4] within 0',
    'backward z with [1, 1]',
    'expect grad(x) = 2',
    'expect y = ?',
  ].join('\n');

  test('an expectation of a gradient refers to the nearest backward above', () => {
    const { formulas, diagnostics } = checkText(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['blank']);
    expect(
      formulas.passes.map(({ targetName, gradOutput }) => [targetName, gradOutput !== undefined]),
    ).toEqual([
      ['y', false],
      ['z', true],
    ]);
    expect(formulas.expectations.map(({ kind, pass, within }) => [kind, pass, within])).toEqual([
      ['gradient', 0, 0],
      ['gradient', 1, 1e-6],
      ['value', undefined, 1e-6],
    ]);
    expect(formulas.expectations[2]?.expected).toBeUndefined();
  });

  test('labels get no gradient, an exponent written as a number neither', () => {
    const { diagnostics } = checkText(
      'x = [[1, 2]]; t = [0]\nloss = softmax_with_loss(x, t)\nbackward loss\nexpect grad(x) = 0\nexpect grad(t) = 0',
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['no-gradient']);
  });
});

test('what no machine holds is refused before anything is allocated', () => {
  for (const text of [
    'x = zeros(100000, 100000)',
    'a = ones(100000, 1)\nb = ones(1, 100000)\nc = a * b',
    'x = eye(1e9)',
  ]) {
    const { diagnostics, formulas } = checkText(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['tensor-too-large']);
    expect(formulas.values.some(({ name }) => name === 'x' || name === 'c')).toBe(false);
  }
});

test('large constructed values are the same array from check to check', () => {
  const text = 'x = randn(100, 100, seed=1)';
  const values = [checkText(text), checkText(`${text} `)].map(({ formulas }) => {
    const [node] = formulas.graph.nodes;
    return node?.kind === 'data' ? node.values : undefined;
  });
  expect(values[0]).toHaveLength(10_000);
  expect(values[1]).toBe(values[0]);
});
