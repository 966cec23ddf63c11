import { readdirSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { checkGradients } from '../../../src/engine/explain/gradientCheck';
import { runFormulas } from '../../../src/runtime/formulaService';
import { checkText } from '../checkText';

const folder = new URL('../../oracle/gradientValues/', import.meta.url);
const numbers = v.record(v.string(), v.array(v.number()));
const program = v.object({ text: v.string(), values: numbers, passes: v.array(numbers) });

/** Relative to the largest number of the tensor, and to 1. */
const tolerance = 1e-12;

function expectClose(
  what: string,
  actual: ArrayLike<number> | null | undefined,
  wanted: readonly number[],
): void {
  const found = Array.from(actual ?? []);
  expect([what, found.length]).toEqual([what, wanted.length]);
  const scale = Math.max(1, ...wanted.map(Math.abs));
  const worst = Math.max(0, ...found.map((value, entry) => Math.abs(value - (wanted[entry] ?? NaN))));
  expect([what, worst <= tolerance * scale]).toEqual([what, true]);
}

describe('gradients as values are what PyTorch gives after .grad.detach()', () => {
  it.each(readdirSync(folder))('%s', (file) => {
    const { text, values, passes } = v.parse(
      program,
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    );
    const { formulas, diagnostics } = checkText(text);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const outcome = runFormulas({ program: { graph: formulas.graph, passes: formulas.passes } });
    if (!outcome.ok) throw new Error('The formulas cannot be run.');
    const { result } = outcome;
    const nodeOf = (name: string): number => formulas.values.find((value) => value.name === name)?.node ?? -1;
    for (const [name, wanted] of Object.entries(values))
      expectClose(name, result.values[nodeOf(name)], wanted);
    for (const [pass, gradients] of passes.entries()) {
      for (const [name, wanted] of Object.entries(gradients)) {
        expectClose(
          `grad(${name}), pass ${String(pass)}`,
          result.passes[pass]?.gradients[nodeOf(name)],
          wanted,
        );
      }
    }
    for (const pass of formulas.passes) expect(checkGradients(formulas.graph, pass).verdict).toBe('agrees');
  });
});
