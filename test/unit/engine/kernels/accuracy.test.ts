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

describe.each(countedBuilds(kernelBytes()))('the losses of $name', ({ backend }) => {
  const entryLoss = (
    layer: string,
    precision: Precision,
    [scores, targets]: readonly [number[], number[]],
  ) => {
    const rule = networkLayers.find(({ name }) => name === layer)?.asLayer.entryLossRule?.({});
    const result = backend.createArena(scores.length * 32 + 256);
    if (rule === undefined || !result.ok) throw new Error(`${layer} has no rule, or there is no memory.`);
    const { arena } = result;
    const numbers = (values: readonly number[]): Numbers => {
      const made = arena.numbers(precision, values.length);
      made.set(values);
      return made;
    };
    const [input, wanted, loss] = [numbers(scores), numbers(targets), numbers([NaN])];
    const gradInput = numbers(scores);
    arena.kernels.entryLoss({ name: layer, rule, input, targets: wanted, loss })();
    const backward = { name: layer, rule, input, targets: wanted, gradInput, accumulate: false };
    arena.kernels.entryLossBackward(backward)();
    return { loss: loss[0] ?? NaN, gradInput };
  };

  it.each(['float32', 'float64'] as const)(
    'keep their digits where an answer is sure and right, in %s',
    (precision) => {
      const sizes = [0.5, 4, 8, 15, 30, 60, 80];
      for (const x of sizes.flatMap((size) => [size, -size])) {
        const { loss, gradInput } = entryLoss('SigmoidWithLoss', precision, [[x], [x > 0 ? 1 : 0]]);
        const e = Math.exp(-Math.abs(x));
        const exact = Float64Array.of(Math.log1p(e), (-Math.sign(x) * e) / (1 + e));
        const found = Float64Array.of(loss, gradInput[0] ?? NaN);
        expect(worst(found, exact, precision), String(x)).toBeLessThan(relativeError[precision]);
      }
    },
  );

  it('stay finite where squares leave the range of float32 and their mean does not', () => {
    const { loss } = entryLoss('MeanSquaredError', 'float32', [
      [3e19, 0, 0, 0, 1e19],
      [0, 0, 0, 0, 0],
    ]);
    expect(loss / 2e38).toBeCloseTo(1, 5);
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
