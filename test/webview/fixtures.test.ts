import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/engine/graph/compile';
import { layerOf } from '../../src/engine/graph/reach';
import { checkText } from '../../src/language';
import type { PanelTensor } from '../../src/protocol/formulaPanelMessages';
import { fixture } from './states';

const definitions = {
  shopping: readFileSync(new URL('../../examples/shopping.backprop', import.meta.url), 'utf8'),
  tensors: readFileSync(new URL('../../examples/tensors.backprop', import.meta.url), 'utf8'),
  shared: 'x = 3\na = 2\nsquare = x * x\nline = x * a\ny = square + line\nbackward y\n',
} as const;

/** Equal to NumPy's numbers but for the last places of exp, log and sums. */
function expectClose(
  actual: ArrayLike<number>,
  expected: PanelTensor | null | undefined,
  what: string,
): void {
  if (expected?.kind !== 'whole') throw new Error(`the fixture has no numbers for ${what}`);
  expect(actual.length, what).toBe(expected.data.length);
  Array.from(actual).forEach((number, entry) => {
    const expectedEntry = expected.data[entry] ?? NaN;
    expect(Math.abs(number - expectedEntry), what).toBeLessThanOrEqual(
      1e-12 * Math.max(1, Math.abs(expectedEntry)),
    );
  });
}

describe('what the panel is tested with', () => {
  for (const name of ['shopping', 'tensors', 'shared'] as const) {
    test(`${name}: NumPy’s numbers and rules are the engine’s`, () => {
      const { formulas } = checkText(definitions[name]);
      const [pass] = formulas.passes;
      if (pass === undefined) throw new Error('the definition has no backward');
      const plan = compile(formulas.graph);
      plan.forward();
      plan.backward(pass.target, pass.gradOutput);
      const state = fixture(name);
      const nodes = state.graph?.nodes ?? [];
      let compared = 0;
      for (const { name: userName, node } of formulas.values) {
        const place = nodes.findIndex((panelNode) => panelNode.name === userName);
        const panelNode = nodes[place];
        if (panelNode === undefined) throw new Error(`the fixture has no ${userName}`);
        expectClose(plan.value(node).data, state.run?.values[place], `value of ${userName}`);
        const gradient = plan.gradient(node);
        const drawn = state.run?.passes[0]?.gradients[place];
        if (gradient === undefined) expect(drawn).toBeNull();
        else expectClose(gradient.data, drawn, `gradient of ${userName}`);
        const graphNode = formulas.graph.nodes[node];
        if (graphNode?.kind === 'layer') {
          const layer = layerOf(graphNode);
          expect([panelNode.layer, panelNode.symbol, panelNode.forwardRule]).toEqual([
            layer.name,
            layer.symbol,
            layer.formulas.forward,
          ]);
          for (const { name: input, rule } of panelNode.inputs) {
            if (rule !== '') expect(rule).toBe(layer.formulas.backward[input]);
          }
        }
        compared++;
      }
      expect(compared).toBeGreaterThanOrEqual(5);
    });
  }
});
