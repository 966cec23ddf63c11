import type { Numbers } from '../../../../src/engine/tensor';

export type Fill = 'ordinary' | 'with zeros' | 'with non-finite';

const special: Readonly<Record<Fill, readonly number[]>> = {
  ordinary: [],
  'with zeros': [0, -0],
  'with non-finite': [0, NaN, Infinity, -Infinity],
};

/** Repeatable numbers for tests: about a tenth of them special where asked for. */
export class RandomNumbers {
  constructor(
    private state: number,
    private readonly kind: Fill,
  ) {}

  /** In [0, 1): a linear congruence with a mixing step (splitmix32). */
  next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let mixed = this.state ^ (this.state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Between −2 and 2. */
  number(): number {
    const choices = special[this.kind];
    if (choices.length > 0 && this.next() < 0.1) return choices[this.integer(choices.length)] ?? 0;
    return 4 * this.next() - 2;
  }

  fill<T extends Numbers>(target: T): T {
    for (let i = 0; i < target.length; i++) target[i] = this.number();
    return target;
  }

  /** Ordinary whatever the kind: parameters of a layer, accumulators. */
  positive<T extends Numbers>(target: T): T {
    for (let i = 0; i < target.length; i++) target[i] = 0.1 + this.next();
    return target;
  }

  mask(target: Uint8Array): Uint8Array {
    for (let i = 0; i < target.length; i++) target[i] = this.integer(2);
    return target;
  }
}
