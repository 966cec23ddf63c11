import type { Cause } from '../../../../src/engine/explain/causes';
import { expect, it } from 'vitest';
import { explain } from '../../../../src/engine/explain/explainEntry';
import { compile } from '../../../../src/engine/graph/compile';
import { randomStream } from '../../../../src/engine/random';
import { randomGraph } from './randomGraphs';

function* ends(causes: readonly Cause[]): Generator<Cause> {
  for (const cause of causes) {
    if (cause.causes.length === 0) yield cause;
    else yield* ends(cause.causes);
  }
}

it('every odd number of random formulas has an answer, and no chain is without an end', () => {
  const asked: Record<string, number> = {};
  for (let seed = 0; seed < 400; seed++) {
    const { graph, target } = randomGraph(randomStream(seed, 'sampling'));
    const plan = compile(graph);
    plan.forward();
    plan.backward(target);
    for (const node of graph.nodes.keys()) {
      for (const of of ['value', 'gradient'] as const) {
        for (let entry = 0; entry < plan.value(node).data.length; entry++) {
          const { oddity, causes } = explain(plan, { node, entry, of });
          asked[oddity] = (asked[oddity] ?? 0) + 1;
          if (oddity === 'ordinary') continue;
          const place = `seed ${seed}, ${of} ${node}[${entry}], ${oddity}`;
          expect(causes.length, place).toBeGreaterThan(0);
          if (oddity !== 'NaN' && oddity !== 'infinite') continue;
          const kinds = [...ends(causes)].map(({ kind }) => kind);
          expect(
            kinds.some((kind) => /made|given|flat|upstream/.test(kind)),
            `${place}: ${kinds.join()}`,
          ).toBe(true);
        }
      }
    }
  }
  for (const oddity of ['zero', 'tiny', 'NaN', 'infinite', 'none']) {
    expect(asked[oddity], oddity).toBeGreaterThan(20);
  }
});
