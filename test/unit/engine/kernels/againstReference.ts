import type { Kernel } from '../../../../src/engine/kernels/kernel';
import { expect } from 'vitest';
import { measureArena } from '../../../../src/engine/kernels/arena';
import type { Arena, KernelBackend } from '../../../../src/engine/kernels/kernels';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import type { Numbers, Precision } from '../../../../src/engine/tensor';
import { type Fill, RandomNumbers } from './randomNumbers';

type Outputs = Readonly<Record<string, Numbers | Uint8Array | Int32Array>>;

/** Places operands in an arena, resolves a kernel, and names what it writes. */
export type Placement = (
  arena: Arena,
  numbers: (length: number) => Numbers,
  random: RandomNumbers,
) => { readonly kernel: Kernel; readonly outputs: Outputs };

export interface Conditions {
  readonly precision: Precision;
  readonly seed: number;
  readonly fill: Fill;
}

/** Relative to the greatest of the tensor, or to 1, the size of the operands, where sums cancel. */
const tolerance: Readonly<Record<Precision, number>> = { float32: 1e-5, float64: 1e-12 };

/** The bytes before and after every array, which no kernel may touch. */
const guard = 0x5a;

function run(backend: KernelBackend, placement: Placement, { precision, seed, fill }: Conditions): Outputs {
  const place = (arena: Arena): ReturnType<Placement> =>
    placement(arena, (length) => arena.numbers(precision, length), new RandomNumbers(seed, fill));
  let guards: Uint8Array[] = [];
  const guarded = (arena: Arena): Arena => {
    guards = [];
    const around = <T>(take: () => T): T => {
      guards.push(arena.mask(16).fill(guard));
      const taken = take();
      guards.push(arena.mask(16).fill(guard));
      return taken;
    };
    return {
      kernels: arena.kernels,
      numbers: (kind, length) => around(() => arena.numbers(kind, length)),
      doubles: (length) => around(() => arena.doubles(length)),
      mask: (length) => around(() => arena.mask(length)),
      integers: (length) => around(() => arena.integers(length)),
    };
  };
  const result = backend.createArena(measureArena((arena) => place(guarded(arena))));
  if (!result.ok) throw new Error(result.error.text);
  const { kernel, outputs } = place(guarded(result.arena));
  kernel();
  expect(guards.every((bytes) => bytes.every((byte) => byte === guard))).toBe(true);
  return outputs;
}

/** What differs, in words; `undefined` where nothing does. */
function firstDifference(actual: Outputs, expected: Outputs, precision: Precision): string | undefined {
  for (const [name, values] of Object.entries(expected)) {
    const found = actual[name];
    if (found?.length !== values.length) return `${name} is not ${values.length} long`;
    const finite = Array.from(values, Math.abs).filter(Number.isFinite);
    const allowed = tolerance[precision] * finite.reduce((most, value) => Math.max(most, value), 1);
    for (let i = 0; i < values.length; i++) {
      const want = values[i] ?? 0;
      const got = found[i] ?? 0;
      const close = Number.isFinite(want) ? Math.abs(got - want) <= allowed : Object.is(got, want);
      if (!close) return `${name}[${i}] is ${got}, not ${want}`;
    }
  }
  return undefined;
}

/** Runs the same work on the reference and on `backend`, and expects the same of every output. */
export function expectAsReference(
  backend: KernelBackend,
  placement: Placement,
  conditions: Conditions,
): void {
  const expected = run(referenceBackend, placement, conditions);
  const actual = run(backend, placement, conditions);
  expect(firstDifference(actual, expected, conditions.precision)).toBeUndefined();
}
