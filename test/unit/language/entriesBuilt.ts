import { vi } from 'vitest';

/** How many entries of numbers are allocated while `work` runs. */
export function entriesBuilt(work: () => void): number {
  const real = Float64Array;
  let built = 0;
  vi.stubGlobal(
    'Float64Array',
    new Proxy(real, {
      construct(target, given: [number | ArrayLike<number> | undefined]) {
        const [first] = given;
        built += typeof first === 'number' ? first : (first?.length ?? 0);
        return Reflect.construct(target, given) as object;
      },
    }),
  );
  try {
    work();
  } finally {
    vi.unstubAllGlobals();
  }
  return built;
}
