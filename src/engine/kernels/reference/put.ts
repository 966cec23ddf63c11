import type { Numbers } from '../../tensor';

/** Overwrites an entry, or adds to it. */
export function put(target: Numbers, index: number, value: number, accumulate: boolean): void {
  target[index] = accumulate ? (target[index] ?? 0) + value : value;
}
