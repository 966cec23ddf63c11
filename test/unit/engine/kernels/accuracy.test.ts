import { describe, expect, it } from 'vitest';
import { referenceKernels } from '../../../../src/engine/kernels/reference';
import { networkLayers } from '../../../../src/engine/layers/layerTable';
import type { Numbers, Precision } from '../../../../src/engine/tensor';
import { countedBuilds, kernelBytes } from './builds';

/** Stated in the documentation of the compiled exponential, and what is built on it. */
const relativeError: Readonly<Record<Precision, number>> = { float32: 1e-6, float64: 1e-13 };

/** The smallest normal number: below it the spacing of numbers is no longer relative. */
const smallestNormal: Readonly<Record<Precision, number>> = { float32: 1.2e-38, float64: 2.3e-308 };

const activations = networkLayers.flatMap(({ name, asLayer: { entryRule } }) =>
  entryRule ? [{ activation: name, rule: entryRule({}) }] : [],
);

/** From −750 to 750, dense near 0, and every end. */
function argumentsToTry(): number[] {
  const sizes = Array.from({ length: 4000 }, (_, i) => 1e-6 * 1.0052 ** i).filter((size) => size < 750);
  return [0, -0, NaN, Infinity, -Infinity, ...sizes, ...sizes.map((size) => -size)];
}

describe.each(countedBuilds(kernelBytes()))('$name', ({ backend }) => {
  it.each(
    activations.flatMap((one) => [
      { ...one, precision: 'float32' as const },
      { ...one, precision: 'float64' as const },
    ]),
  )('$activation in $precision keeps its relative accuracy everywhere', ({ precision, ...activation }) => {
    const points = argumentsToTry();
    const result = backend.createArena(points.length * 16 + 64);
    if (!result.ok) throw new Error(result.error.text);
    const { arena } = result;
    const input = arena.numbers(precision, points.length);
    input.set(points);
    const output = arena.numbers(precision, points.length);
    arena.kernels.activation({ ...activation, input, output })();
    const exact = new Float64Array(points.length);
    referenceKernels.activation({ ...activation, input, output: exact })();
    expect(worst(output, exact, precision)).toBeLessThan(relativeError[precision]);
  });
});

/** The greatest relative error; infinite where one is finite and the other not. */
function worst(found: Numbers, exact: Float64Array, precision: Precision): number {
  let greatest = 0;
  for (let i = 0; i < exact.length; i++) {
    const want = exact[i] ?? 0;
    const got = found[i] ?? 0;
    if (Object.is(got, want) || (got === 0 && Math.abs(want) < smallestNormal[precision])) continue;
    const error = Math.abs(got - want) / Math.max(Math.abs(want), smallestNormal[precision]);
    greatest = Math.max(greatest, Number.isNaN(error) ? Infinity : error);
  }
  return greatest;
}
