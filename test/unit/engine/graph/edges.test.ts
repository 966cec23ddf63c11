import { describe, expect, it } from 'vitest';
import { edgesOf } from '../../../../src/engine/graph/edges';
import { compile } from '../../../../src/engine/graph/compile';
import type { Plan } from '../../../../src/engine/graph/plan';
import { checkText } from '../../checkText';

function planOf(text: string): { readonly plan: Plan; readonly nodeNamed: (name: string) => number } {
  const { formulas, diagnostics } = checkText(text);
  expect(diagnostics).toEqual([]);
  const [pass] = formulas.passes;
  if (pass === undefined) throw new Error('The text has no backward.');
  const plan = compile(formulas.graph);
  plan.forward();
  plan.backward(pass.target, pass.gradOutput);
  return {
    plan,
    nodeNamed: (name) => {
      const value = formulas.values.find((candidate) => candidate.name === name);
      if (value === undefined) throw new Error(`There is no ${name}.`);
      return value.node;
    },
  };
}

describe('edgesOf', () => {
  it('splits the gradient of a value used twice into what each use adds', () => {
    const { plan, nodeNamed } = planOf('x = 3\ny = x * x\nz = y + x * 2\nbackward z');
    const edges = edgesOf(plan);
    const y = edges[nodeNamed('y')];
    expect(y?.map(({ contribution }) => [...(contribution ?? [])])).toEqual([[3], [3]]);
    const contributions = edges.flatMap((of, consumer) => {
      const node = plan.graph.nodes[consumer];
      return node?.kind === 'layer'
        ? of
            .filter((_, input) => node.inputs[input] === nodeNamed('x'))
            .map((edge) => edge.contribution?.[0] ?? NaN)
        : [];
    });
    expect(contributions.reduce((sum, value) => sum + value, 0)).toBe(plan.gradient(nodeNamed('x'))?.data[0]);
    expect(contributions).toHaveLength(3);
  });

  it('leaves the only use out: it is the gradient itself', () => {
    const { plan, nodeNamed } = planOf('a = 2\nb = 5\nc = a * b\nbackward c');
    const edges = edgesOf(plan)[nodeNamed('c')];
    expect(edges?.map(({ contribution }) => contribution)).toEqual([null, null]);
    expect(edges?.map(({ local }) => local?.[0])).toEqual([5, 2]);
  });

  it('sums contributions to the gradient for matrices, broadcasting and computed targets', () => {
    const { plan } = planOf(
      'A = [[1, -2], [3, 0.5]]\nb = [0.5, -1]\nh = relu(A @ A + b)\ns = h * b\nl = mean_squared_error(s, A)\nbackward l',
    );
    const sums = plan.graph.nodes.map(({ shape }) => new Float64Array(shape.reduce((a, n) => a * n, 1)));
    const shared = new Set<number>();
    edgesOf(plan).forEach((of, consumer) => {
      const node = plan.graph.nodes[consumer];
      if (node?.kind !== 'layer') return;
      of.forEach(({ contribution }, input) => {
        const source = node.inputs[input] ?? -1;
        if (contribution === null) return;
        shared.add(source);
        contribution.forEach((value, i) => {
          const sum = sums[source];
          if (sum !== undefined) sum[i] = (sum[i] ?? 0) + value;
        });
      });
    });
    expect(shared.size).toBe(2);
    for (const node of shared) {
      plan.gradient(node)?.data.forEach((value, i) => {
        expect(sums[node]?.[i]).toBeCloseTo(value, 12);
      });
    }
  });

  it('gives no local derivative where one entry decides several', () => {
    const { plan, nodeNamed } = planOf('x = [1, 2]\nW = [[1, 2], [3, 4]]\nm = x @ W\ns = sum(m)\nbackward s');
    const edges = edgesOf(plan);
    expect(edges[nodeNamed('m')]?.map(({ local }) => local)).toEqual([null, null]);
    expect(edges[nodeNamed('s')]?.map(({ local }) => local)).toEqual([null]);
  });
});
