import type { Kernel } from '../../../../src/engine/kernels/kernel';
import { describe, expect, it } from 'vitest';
import { measureArena } from '../../../../src/engine/kernels/arena';
import type { Arena } from '../../../../src/engine/kernels/kernels';
import { nonZerosFor } from '../../../../src/engine/kernels/operands/nonZeroOperands';
import type { Numbers, Precision } from '../../../../src/engine/tensor';
import { affinePass } from './affinePass';
import { countedBuilds, type CountedBuild, kernelBytes } from './builds';
import { RandomNumbers } from './randomNumbers';

const sizes = { rows: 37, inner: 200, columns: 50 };

interface Pass {
  readonly input: Numbers;
  readonly weight: Numbers;
  readonly output: Numbers;
  readonly gradWeight: Numbers;
  readonly run: Kernel;
}

/** Forward and backward of an affine layer of random numbers. */
function place(arena: Arena, precision: Precision, skipsZeros: boolean): Pass {
  const { rows, inner, columns } = sizes;
  const { kernels } = arena;
  const numbers = (length: number): Numbers => arena.numbers(precision, length);
  const random = new RandomNumbers(7, 'ordinary');
  const input = random.fill(numbers(rows * inner));
  const weight = random.fill(numbers(inner * columns));
  const bias = random.fill(numbers(columns));
  const gradOutput = random.fill(numbers(rows * columns));
  const output = numbers(rows * columns);
  const gradWeight = numbers(inner * columns);
  const nonZeros = skipsZeros
    ? nonZerosFor(
        { ...sizes, bytesPerNumber: input.BYTES_PER_ELEMENT, hasBackward: true },
        { numbers, integers: (length) => arena.integers(length) },
      )
    : undefined;
  const run = affinePass(kernels, {
    ...sizes,
    input,
    weight,
    bias,
    output,
    gradOutput,
    gradWeight,
    nonZeros,
  });
  return { input, weight, output, gradWeight, run };
}

function placed({ backend }: CountedBuild, precision: Precision, skipsZeros: boolean): Pass {
  const made = backend.createArena(measureArena((arena) => void place(arena, precision, skipsZeros)));
  if (!made.ok) throw new Error(made.error.text);
  return place(made.arena, precision, skipsZeros);
}

/** Keeps every `n`th entry. */
function blank(values: Numbers, n: number): void {
  for (let i = 0; i < values.length; i++) if (i % n !== 0) values[i] = 0;
}

describe.each(countedBuilds(kernelBytes()))('products that skip zeros, $name', (build) => {
  describe.each(['float32', 'float64'] as const)('%s', (precision) => {
    const sparseCalls = (): number =>
      build.calls.get(`sparseProduct_${precision === 'float64' ? 'f64' : 'f32'}`) ?? 0;
    /** How many products of a pass skipped zeros, and both ways of computing it. */
    const compare = (change: (pass: Pass) => void): { skipped: number; sparse: Pass; dense: Pass } => {
      const [sparse, dense] = [placed(build, precision, true), placed(build, precision, false)];
      change(sparse);
      change(dense);
      dense.run();
      const before = sparseCalls();
      sparse.run();
      return { skipped: sparseCalls() - before, sparse, dense };
    };
    const expectSame = ({ sparse, dense }: ReturnType<typeof compare>): void => {
      expect(sparse.output).toEqual(dense.output);
      expect(sparse.gradWeight).toEqual(dense.gradWeight);
    };

    it('gives bit for bit what the whole product gives', () => {
      const result = compare(({ input }) => {
        blank(input, 5);
      });
      expect(result.skipped).toBe(2);
      expectSame(result);
    });

    it('skips nothing where few entries are zero', () => {
      const result = compare(({ input }) => {
        blank(input, 2);
      });
      expect(result.skipped).toBe(0);
      expectSame(result);
    });

    it('leaves zero times infinity what it is', () => {
      const result = compare(({ input, weight }) => {
        blank(input, 5);
        weight[sizes.columns + 3] = Infinity;
      });
      expect(result.skipped).toBe(1);
      expectSame(result);
      expect(result.sparse.output.some(Number.isNaN)).toBe(true);
    });

    it('lists anew at every pass', () => {
      const result = compare(({ input }) => {
        blank(input, 5);
      });
      for (const { input, run } of [result.sparse, result.dense]) {
        input.fill(1);
        run();
      }
      expectSame(result);
    });
  });
});
