import { describe, expect, it } from 'vitest';
import { networkLayers } from '../../../src/engine/layers/layerTable';
import type { Precision } from '../../../src/engine/tensor';
import { expectClose, placeCase, readOracle, type NetworkCase } from './networkOracle';

const tolerances: readonly (readonly [Precision, number])[] = [
  ['float64', 1e-12],
  ['float32', 1e-5],
];

describe.each(networkLayers.map(({ name }) => name))('%s in a network as PyTorch computes it', (layer) => {
  // make.py writes it in this form.
  const cases = (readOracle(layer) ?? []) as readonly NetworkCase[];

  it('has an oracle that uses it', () => {
    expect(cases.length).toBeGreaterThan(0);
    for (const { layers } of cases) expect(layers.map((written) => written.layer)).toContain(layer);
  });

  it.each(tolerances.flatMap((given) => cases.map((_, index) => [...given, index] as const)))(
    'in training, %s to %d: case %d',
    (precision, tolerance, index) => {
      const oracle = cases[index];
      if (oracle === undefined) throw new Error('There is no such case.');
      const { plan, parameters, states, definition } = placeCase(oracle, 'training', precision);
      const { training } = oracle;
      plan.forward();
      plan.backward();
      plan.computeInputGradient();
      expect(Math.abs(plan.loss - training.loss)).toBeLessThanOrEqual(tolerance * Math.abs(training.loss));
      plan.network.layers.forEach(({ output }, place) => {
        const name = definition.layers[place]?.name ?? '';
        const [expected, gradOutput] = [training.outputs[place], training.gradOutputs[place]];
        if (expected) expectClose(plan.value(output).data, expected, tolerance, name);
        if (gradOutput) {
          expectClose(plan.gradient(output)?.data ?? [], gradOutput, tolerance, `gradient of ${name}`);
        }
      });
      const gradInput = plan.gradient(plan.network.input)?.data ?? [];
      expectClose(gradInput, training.gradInput, tolerance, 'gradient of the input');
      for (const { name, gradient } of parameters.parameters) {
        const expected = training.gradParameters[name];
        expectClose(gradient.data, expected ?? { values: [] }, tolerance, `gradient of ${name}`);
      }
      definition.layers.forEach(({ name }, place) => {
        for (const [state, { data }] of Object.entries(states.layers[place] ?? {})) {
          const expected = training.states[`${name}.${state}`] ?? { values: [] };
          expectClose(data, expected, tolerance, `${name}.${state}`);
        }
      });
    },
  );

  it.each(tolerances.flatMap((given) => cases.map((_, index) => [...given, index] as const)))(
    'in evaluation, %s to %d: case %d',
    (precision, tolerance, index) => {
      const oracle = cases[index];
      if (oracle === undefined) throw new Error('There is no such case.');
      const { plan, definition } = placeCase(oracle, 'evaluation', precision);
      const { evaluation } = oracle;
      plan.forward();
      expect(Math.abs(plan.loss - evaluation.loss)).toBeLessThanOrEqual(
        tolerance * Math.abs(evaluation.loss),
      );
      plan.network.layers.forEach(({ output }, place) => {
        const expected = evaluation.outputs[place] ?? { values: [] };
        expectClose(plan.value(output).data, expected, tolerance, definition.layers[place]?.name ?? '');
      });
    },
  );
});
