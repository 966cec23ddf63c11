import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Compile from '../../../src/engine/graph/compile';
import type { Graph } from '../../../src/engine/graph/graph';
import type { Plan, PlanOptions } from '../../../src/engine/graph/plan';
import { programOf } from '../../../src/editor/formulas/formulaRun';
import { checkText } from '../../../src/language/index';
import type { FormulaProgram } from '../../../src/protocol/formulaProgram';
import { runFormulas } from '../../../src/runtime/formulaService';

interface Compiled {
  readonly graph: Graph;
  /** How often it was walked down and up. */
  readonly walks: { forward: number; backward: number };
}
const compiled = vi.hoisted((): Compiled[] => []);

// Counted where everybody gets it from: also what the explanations of a graph compile for themselves.
vi.mock('../../../src/engine/graph/compile', async (original) => {
  const actual = await original<typeof Compile>();
  return {
    ...actual,
    compile: (graph: Graph, options?: PlanOptions): Plan => {
      const plan = actual.compile(graph, options);
      const walks = { forward: 0, backward: 0 };
      compiled.push({ graph, walks });
      const forward = plan.forward.bind(plan);
      const backward = plan.backward.bind(plan);
      plan.forward = () => {
        walks.forward++;
        forward();
      };
      plan.backward = (...pass) => {
        walks.backward++;
        backward(...pass);
      };
      return plan;
    },
  };
});

beforeEach(() => {
  compiled.length = 0;
});

/** Two passes, and a value that is used more than once. */
function program(): FormulaProgram {
  const { formulas, diagnostics } = checkText(
    'x = [[1, -2], [3, 0.5]]\ny = relu(x) * x\nz = y * 3\nl = sum(z)\nk = sum(y * y)\nbackward l\nbackward k',
  );
  expect(diagnostics).toEqual([]);
  expect(formulas.passes).toHaveLength(2);
  return programOf(formulas);
}

describe('a run of formulas', () => {
  it('gives all values in one buffer, and all gradients of a pass: a channel hands on few faster', () => {
    const { formulas } = checkText('a = [1, 2, 3]\nb = a * 2\nc = sum(b)\nd = 4\nbackward c\nbackward c\n');
    const outcome = runFormulas({ program: programOf(formulas) });
    if (!outcome.ok) throw new Error(outcome.failure.message.text);
    const { values, passes } = outcome.result;
    const buffers = [...values, ...passes.flatMap(({ gradients }) => gradients)].map(
      (array) => array?.buffer,
    );
    expect(new Set(buffers.filter((buffer) => buffer !== undefined)).size).toBe(3);
    const read = (name: string, arrays: readonly (Float64Array | null | undefined)[]): unknown => {
      const node = formulas.values.find((value) => value.name === name)?.node ?? -1;
      const array = arrays[node];
      return array && [...array];
    };
    expect(['a', 'b', 'c', 'd'].map((name) => read(name, values))).toEqual([[1, 2, 3], [2, 4, 6], [12], [4]]);
    expect(['a', 'b', 'c', 'd'].map((name) => read(name, passes[1]?.gradients ?? []))).toEqual([
      [2, 2, 2],
      [1, 1, 1],
      [1],
      null,
    ]);
  });

  it('compiles the graph once and walks it up once for each pass, with the numbers of the edges too', () => {
    const asked = program();
    for (const edges of [false, true]) {
      compiled.length = 0;
      runFormulas({ program: asked, edges });
      const whole = compiled.filter(({ graph }) => graph === asked.graph);
      expect(whole.map(({ walks }) => walks)).toEqual([{ forward: 1, backward: 2 }]);
      // What one use adds is found with its layer alone: an input
      // and a copy of it each, the layer, what comes from above.
      for (const { graph } of compiled)
        if (graph !== asked.graph) expect(graph.nodes.length).toBeLessThanOrEqual(6);
    }
  });

  it('gives the numbers of the edges of each pass where they are requested, and only there', () => {
    const asked = program();
    const without = runFormulas({ program: asked });
    const outcome = runFormulas({ program: asked, edges: true });
    if (!without.ok || !outcome.ok) throw new Error('It did not run.');
    expect(without.result.passes.every(({ edges }) => edges === undefined)).toBe(true);
    outcome.result.passes.forEach(({ gradients, edges }, pass) => {
      expect(gradients).toEqual(without.result.passes[pass]?.gradients);
      // What the uses of a value add comes to its gradient, whatever the other pass left behind.
      const sums = gradients.map((gradient) => gradient && new Float64Array(gradient.length));
      const shared = new Set<number>();
      asked.graph.nodes.forEach((node, consumer) => {
        if (node.kind !== 'layer') return;
        node.inputs.forEach((source, input) => {
          const contribution = edges?.[consumer]?.[input]?.contribution;
          if (!contribution) return;
          shared.add(source);
          contribution.forEach((value, entry) => {
            const sum = sums[source];
            if (sum) sum[entry] = (sum[entry] ?? NaN) + value;
          });
        });
      });
      expect(shared.size).toBeGreaterThan(0);
      for (const source of shared) expect(sums[source]).toEqual(gradients[source]);
    });
  });
});
