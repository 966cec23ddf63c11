import type { FuzzTarget } from './target';

const kinds = ['a case that fills the memory', "a case that fills V8's heap", 'a case that never ends'];

/** Never done, nor ever enough: only whoever watches from outside can end this. */
function exhaust(kind: number): void {
  const kept: unknown[] = [];
  for (;;) {
    if (kind === 0) kept.push(new Float64Array(2 ** 20).fill(1));
    if (kind === 1) kept.push({ kept: [...kept.slice(-100)] });
  }
}

/**
 * Cases that fill the memory, outside and inside of V8's heap, and one that never ends: tried to see that
 * each is named with its seed, and that the next one follows. All of them must fail, as `run.mjs` knows.
 */
export const exhausting: FuzzTarget = {
  name: 'exhausting',

  makeCase: ({ seed }) => ({
    input: kinds[seed % kinds.length] ?? '',
    attempt: () => {
      exhaust(seed % kinds.length);
    },
    mostWork: 0,
  }),

  bounds: { mostBytes: 2 ** 28, mostSeconds: 2 },

  growth: [],
};
