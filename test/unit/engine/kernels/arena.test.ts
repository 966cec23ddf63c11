import { describe, expect, it } from 'vitest';
import { measureArena } from '../../../../src/engine/kernels/arena';
import { compiledBackend } from '../../../../src/engine/kernels/compiled/backend';
import type { Arena } from '../../../../src/engine/kernels/kernels';
import { formatMessage } from '../../../../src/engine/message';
import { loadKernels } from '../../../../src/platform/kernels/loadKernels';
import { kernelBytes } from './builds';

const bytes = kernelBytes();

function arenaOf(size: number): Arena {
  const module = loadKernels(bytes);
  if (module === undefined) throw new Error('This Node has no SIMD.');
  const result = compiledBackend(module).createArena(size);
  if (!result.ok) throw new Error(formatMessage(result.error));
  return result.arena;
}

describe('compiled kernels', () => {
  it('are the fused build exactly where the machine takes it', () => {
    const name = WebAssembly.validate(bytes.relaxed) ? 'WebAssembly, relaxed SIMD' : 'WebAssembly, SIMD';
    expect(loadKernels(bytes)?.name).toBe(name);
    expect(arenaOf(0).kernels.name).toBe(name);
  });

  it('are not loaded where there is no SIMD', () => {
    const broken = Uint8Array.of(0, 97, 115, 109, 9, 9, 9, 9);
    expect(loadKernels({ ...bytes, common: broken })).toBeUndefined();
    expect(loadKernels({ ...bytes, relaxed: broken })?.name).toBe('WebAssembly, SIMD');
  });

  it('stay below 64 KB together', () => {
    const total = bytes.common.length + bytes.relaxed.length + bytes.simd.length;
    expect(total).toBeLessThan(64_000);
  });
});

describe('an arena', () => {
  it('holds exactly what was measured, zeroed and aligned', () => {
    const place = (arena: Arena): readonly ArrayBufferView[] => [
      arena.numbers('float32', 3),
      arena.mask(5),
      arena.numbers('float64', 1),
      arena.integers(7),
      arena.doubles(2),
    ];
    const size = measureArena(place);
    expect(size).toBe(16 + 16 + 16 + 32 + 16);
    const arrays = place(arenaOf(size));
    for (const array of arrays) {
      expect(array.byteOffset % 16).toBe(0);
      const entries = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      expect(entries.every((byte) => byte === 0)).toBe(true);
    }
  });

  it('refuses more than it holds', () => {
    const arena = arenaOf(16);
    expect(() => arena.numbers('float64', 1_000_000)).toThrow('The arena is full.');
  });

  it('that cannot be had is an error naming its size', () => {
    const module = loadKernels(bytes);
    const result = module && compiledBackend(module).createArena(5 * 2 ** 30);
    expect(result?.ok === false && formatMessage(result.error)).toBe(
      'This needs 5120 MB of memory, which could not be had.',
    );
  });

  it('has kernels that refuse arrays from elsewhere, of another precision, or too short', () => {
    const arena = arenaOf(1024);
    const inside = arena.numbers('float32', 4);
    const add = (a: Float32Array | Float64Array): unknown =>
      arena.kernels.add({ a, b: inside, c: inside, accumulate: false });
    expect(() => add(new Float32Array(4))).toThrow('does not lie in the arena');
    expect(() => add(arena.numbers('float64', 4))).toThrow('not in float32');
    expect(() => add(arena.numbers('float32', 3))).toThrow('3 entries where its shape needs 4');
  });

  it('gives each plan memory of its own', () => {
    const [one, other] = [arenaOf(64), arenaOf(64)];
    one.numbers('float32', 4).fill(7);
    expect(Array.from(other.numbers('float32', 4))).toEqual([0, 0, 0, 0]);
  });
});
