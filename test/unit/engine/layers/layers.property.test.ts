import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { termsOf, usesOf } from '../../../../src/engine/explain/chainRule';
import { compile } from '../../../../src/engine/graph/compile';
import type { Graph, NodeId } from '../../../../src/engine/graph/graph';
import type { Plan } from '../../../../src/engine/graph/plan';
import { layerNamed, layers } from '../../../../src/engine/layers/layerTable';
import { sizeOf } from '../../../../src/engine/shape';
import { GraphBuilder } from '../graph/graphBuilder';
import { casesOf, type LayerCase } from './layerCases';

/**
 * Named leaves, the layer applied once or twice to them
 * (so that values are used twice), an upstream gradient.
 */
interface Call {
  readonly graph: Graph;
  readonly leaves: readonly NodeId[];
  readonly target: NodeId;
  readonly upstream: NodeId;
}

function callOf(layer: string, { inputs, settings }: LayerCase, times: 1 | 2): Call {
  const b = new GraphBuilder();
  const leaves = inputs.map((input, index) => b.data(input, `input${index}`));
  // Targets are computed, so that they have a gradient too.
  const computed = leaves.map((leaf) => b.layer('Identity', [leaf]));
  const once = b.layer(layer, computed, settings);
  const target = times === 1 ? once : b.layer('Add', [once, b.layer(layer, computed, settings)]);
  const shape = b.graph.nodes[target]?.shape ?? [];
  const values = Array.from({ length: sizeOf(shape) }, (_, i) => Math.cos(3 * i + 1));
  return { leaves, target, upstream: b.data({ shape, values }), graph: b.graph };
}

function run({ graph, target, upstream }: Call): Plan {
  const plan = compile(graph);
  plan.forward();
  plan.backward(target, upstream);
  return plan;
}

/** f(x) = Σ target × upstream, by an independent central difference. */
function slope(plan: Plan, { target, upstream }: Call, leaf: NodeId, entry: number): number {
  const { data } = plan.value(leaf);
  const x = data[entry] ?? NaN;
  const at = (value: number): number => {
    data[entry] = value;
    plan.forward();
    const weights = plan.value(upstream).data;
    return [...plan.value(target).data].reduce((sum, y, i) => sum + y * (weights[i] ?? NaN), 0);
  };
  const h = 1e-5;
  const result = (at(x + h) - at(x - h)) / (2 * h);
  at(x);
  return result;
}

describe.each(layers.map(({ name }) => name))('%s over random shapes', (layer) => {
  const cases = casesOf(layer);

  it.each([1, 2] as const)(
    'has the gradient of finite differences when its inputs are used %d times',
    (times) => {
      const check = (one: LayerCase): void => {
        const call = callOf(layer, one, times);
        const plan = run(call);
        const gradients = call.leaves.map((leaf) => plan.gradient(leaf)?.data.slice());
        call.leaves.forEach((leaf, input) => {
          gradients[input]?.forEach((gradient, entry) => {
            const numeric = slope(plan, call, leaf, entry);
            const scale = Math.max(1, Math.abs(gradient), Math.abs(numeric));
            expect(Math.abs(gradient - numeric) / scale, `input ${input}, entry ${entry}`).toBeLessThan(2e-6);
          });
        });
        // Only labels, conditions and what is compared have none.
        const shapes = one.inputs.map(({ shape }) => shape);
        const passes = one.inputs.map(
          (_, input) => layerNamed(layer)?.passesGradientTo?.(input, shapes, one.settings) ?? true,
        );
        expect(gradients.map((gradient) => gradient !== undefined)).toEqual(passes);
      };
      fc.assert(fc.property(cases, check), { numRuns: 30 });
    },
  );

  it('explains its gradient: local derivatives times upstream add up to what backward gives', () => {
    const check = (one: LayerCase): void => {
      const call = callOf(layer, one, 2);
      const plan = run(call);
      for (let node = 0; node < call.target; node++) {
        plan.gradient(node)?.data.forEach((gradient, entry) => {
          const terms = usesOf(plan, node).flatMap((use) => termsOf(plan, use, entry));
          const products = terms.map(({ factor, gradOutput }) => factor * gradOutput);
          const sum = products.reduce((total, product) => total + product, 0);
          // Rounding is relative to what is added up.
          const scale = products.reduce((total, product) => total + Math.abs(product), 1);
          expect(Math.abs(sum - gradient) / scale, `node ${node}, entry ${entry}`).toBeLessThan(1e-12);
        });
      }
    };
    fc.assert(fc.property(cases, check), { numRuns: 30 });
  });
});
