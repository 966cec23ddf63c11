import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/graph/compile';
import type { Graph, NodeId } from '../../src/engine/graph/graph';
import type { Settings } from '../../src/engine/layers/support/layer';
import { layers } from '../../src/engine/layers/layerTable';
import { sizeOf, type Shape } from '../../src/engine/shape';

/** Numbers as make.py writes them: what JSON has no word for is a string. */
type Written = number | 'NaN' | 'Infinity' | '-Infinity';

interface OracleValue {
  readonly shape: Shape;
  readonly values: readonly Written[];
}

interface OracleCase {
  readonly settings: Settings;
  readonly inputs: readonly OracleValue[];
  readonly gradOutput: readonly Written[];
  /** Compared entry by entry: some are so large that a norm would hide the others. */
  readonly entrywise: boolean;
  readonly output: OracleValue;
  readonly gradients: readonly (readonly Written[] | null)[];
}

/** Relative to the norm of the tensor, or entry by entry to its own size and 1. */
const tolerance = 1e-12;

function casesOf(layer: string): readonly OracleCase[] {
  const file = new URL(`data/${layer}.json`, import.meta.url);
  // The file is written by make.py beside it, in the form of OracleCase.
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as OracleCase[]) : [];
}

function read(values: readonly Written[]): Float64Array {
  return Float64Array.from(values, Number);
}

/**
 * The inputs pass through Identity, so that targets are computed values and get the gradient PyTorch gives
 * them. The last node is the upstream gradient.
 */
function graphOf(layer: string, { settings, inputs, output, gradOutput }: OracleCase): Graph {
  const count = inputs.length;
  return {
    nodes: [
      ...inputs.map(({ shape, values }) => ({ kind: 'data' as const, shape, values: read(values) })),
      ...inputs.map(({ shape }, input) => ({
        kind: 'layer' as const,
        layer: 'Identity',
        settings: {},
        inputs: [input],
        shape,
      })),
      { kind: 'layer', layer, settings, inputs: inputs.map((_, i) => count + i), shape: output.shape },
      { kind: 'data', shape: output.shape, values: read(gradOutput) },
    ],
  };
}

function expectClose(actual: ArrayLike<number>, written: readonly Written[], entrywise: boolean): void {
  const expected = read(written);
  expect(actual.length).toBe(expected.length);
  const norm = Math.hypot(...expected.filter(Number.isFinite));
  const wrong = [...expected].flatMap((want, entry) => {
    const got = actual[entry] ?? NaN;
    const same = Object.is(got, want) || got === want;
    const scale = entrywise ? Math.max(1, Math.abs(want)) : norm;
    return same || Math.abs(got - want) <= tolerance * scale ? [] : [{ entry, got, want }];
  });
  expect(wrong).toEqual([]);
}

describe.each(layers.map(({ name }) => name))('%s as PyTorch computes it', (layer) => {
  const cases = casesOf(layer);

  it('has cases', () => {
    expect(cases.length, `No case for ${layer}: add one to test/oracle/make.py.`).toBeGreaterThan(3);
  });

  it.each(
    cases.map((one, index) => ({ one, index, shapes: one.inputs.map(({ shape }) => `[${shape.join()}]`) })),
  )('case $index, $shapes', ({ one }) => {
    const count = one.inputs.length;
    const [output, upstream]: readonly [NodeId, NodeId] = [2 * count, 2 * count + 1];
    const plan = compile(graphOf(layer, one));
    plan.forward();
    expectClose(plan.value(output).data, one.output.values, one.entrywise);

    plan.backward(output, upstream);
    one.gradients.forEach((expected, input) => {
      const gradient = plan.gradient(input);
      if (expected === null) expect(gradient).toBeUndefined();
      else expectClose(gradient?.data ?? [], expected, one.entrywise);
    });
    expect(plan.value(output).data).toHaveLength(sizeOf(one.output.shape));
  });
});
