import { expect, it } from 'vitest';
import type { KernelModule } from '../../../../../src/engine/kernels/compiled/module';
import { oneAfterAnother } from '../../../../../src/engine/kernels/compiled/oneAfterAnother';

const megabyte = 2 ** 20;

/** A build without functions, whose memories are counted. */
function counted(): { readonly module: KernelModule; memories: number } {
  const build = {
    memories: 0,
    module: {
      name: 'none',
      instantiate: (bytes: number) => {
        build.memories++;
        const buffer = new ArrayBuffer(64 + bytes);
        return { buffer, arenaStart: 64, scratchCapacity: 0, find: () => () => 0 };
      },
    },
  };
  return build;
}

it('lends one memory to plans that follow one another, and it is empty each time', () => {
  const build = counted();
  const module = oneAfterAnother(build.module);
  for (const bytes of [0, 100, megabyte, 3, 16, 1000]) {
    const lent = module.instantiate(bytes);
    if (lent === undefined) throw new Error('There is no memory.');
    const arena = new Uint8Array(lent.buffer, lent.arenaStart, bytes);
    expect(arena.every((entry) => entry === 0)).toBe(true);
    arena.fill(7);
  }
  expect(build.memories).toBe(1);
});

it('makes another where more is needed, and keeps none that is large', () => {
  const build = counted();
  const module = oneAfterAnother(build.module);
  for (const bytes of [10, 2 * megabyte, 10, 17 * megabyte, 17 * megabyte, 10]) module.instantiate(bytes);
  expect(build.memories).toBe(4);
});
