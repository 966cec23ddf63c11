import { describe, expect, test } from 'vitest';
import { compile } from '../../../../src/engine/graph/compile';
import { checkText } from '../../checkText';

/** The value of `y`, and the gradient of `x` where backward starts with ones. */
function run(formula: string): { readonly y: readonly number[]; readonly gradient: readonly number[] } {
  const given = 'x = [[1, 2, 3], [4, 5, 6]]\ni = 1\nt = [2, 0]\n';
  const { diagnostics, formulas } = checkText(`${given}y = ${formula}\nz = sum(y)\nbackward z\n`);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const plan = compile(formulas.graph);
  const nodeOf = (name: string): number => formulas.values.find((value) => value.name === name)?.node ?? -1;
  plan.forward();
  plan.backward(nodeOf('z'));
  return {
    y: [...plan.value(nodeOf('y')).data],
    gradient: [...(plan.gradient(nodeOf('x'))?.data ?? [])],
  };
}

// The numbers are those that NumPy picks; the gradient counts how often each was picked.
describe('entries of a matrix', () => {
  test.each<[string, readonly number[], readonly number[]]>([
    ['x[0]', [1, 2, 3], [1, 1, 1, 0, 0, 0]],
    ['x[-1, -1]', [6], [0, 0, 0, 0, 0, 1]],
    ['x[:, 1:3]', [2, 3, 5, 6], [0, 1, 1, 0, 1, 1]],
    ['x[::-1, ::2]', [4, 6, 1, 3], [1, 0, 1, 1, 0, 1]],
    ['x[[1, 1, 0]]', [4, 5, 6, 4, 5, 6, 1, 2, 3], [1, 1, 1, 2, 2, 2]],
    ['x[[0, 1], t]', [3, 4], [0, 0, 1, 1, 0, 0]],
    ['x[i][i - 2:]', [6], [0, 0, 0, 0, 0, 1]],
    ['x[(i), i + 1]', [6], [0, 0, 0, 0, 0, 1]],
    ['x[0, 2:9]', [3], [0, 0, 1, 0, 0, 0]],
    ['transpose(x)[0]', [1, 4], [1, 0, 0, 1, 0, 0]],
    ['(x * x)[0, 1:]', [4, 9], [0, 4, 6, 0, 0, 0]],
  ])('%s', (formula, y, gradient) => {
    expect(run(formula)).toEqual({ y, gradient });
  });

  test('what an index was computed from is no part of the graph', () => {
    const { formulas } = checkText('x = [1, 2]\ni = 1\ny = x[i - 1]');
    expect(formulas.graph.nodes.map((node) => (node.kind === 'layer' ? node.layer : node.name))).toEqual([
      'x',
      'i',
      'Index',
    ]);
  });
});
