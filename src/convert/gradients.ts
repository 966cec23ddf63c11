import { message } from '../language';
import type { Memory } from './sharedMemory';
import { lost, type Gradient, type Numeric, type Value } from './values';

/**
 * What `x.grad` is in PyTorch between the `backward`s of a source: gradients add up until they are reset. A
 * definition has those of the nearest `backward`, so that others are not known.
 */
export class Gradients {
  #hasBackward = false;
  #isReset = false;
  #addsUp = false;
  /** Arrays whose own gradient was reset, since the last `backward` and before it. */
  #reset = new Set<Memory>();
  #resetBefore: ReadonlySet<Memory> = new Set();
  /** Arrays whose gradient was changed by hand since the last `backward`. */
  readonly #changed = new Set<Memory>();
  /** Names of gradients: what is added to the gradient is added to them. */
  #names: Numeric[] = [];

  constructor(readonly forgetInPlace: (value: Numeric) => void) {}

  /** @returns whether the gradients are added to those of an earlier one */
  backward(): boolean {
    this.#forgetNames();
    this.#addsUp = this.#hasBackward && !this.#isReset;
    this.#hasBackward = true;
    this.#isReset = false;
    this.#resetBefore = this.#reset;
    this.#reset = new Set();
    this.#changed.clear();
    return this.#addsUp;
  }

  /** `zero_grad()`, or of one array `x.grad.zero_()` and `x.grad = None`. */
  reset(of?: Memory): void {
    this.#forgetNames();
    if (of) this.#reset.add(of);
    else this.#isReset = true;
  }

  /** Something changes the gradient of an array, and nobody knows to what. */
  forget(of: Memory | undefined): void {
    this.#forgetNames();
    if (of) this.#changed.add(of);
  }

  /** A name for a gradient. */
  note(name: Numeric): void {
    this.#names.push(name);
  }

  read(of: string, array: Numeric): Value {
    const memory = array.shares?.memory;
    if (memory && (this.#changed.has(memory) || this.#reset.has(memory)))
      return lost(message('it was changed'));
    if (this.#isReset) return lost(message('it was reset'));
    if (this.#addsUp && !(memory && this.#resetBefore.has(memory)))
      return lost(message('it adds up over several backwards'));
    const gradient: Gradient = { kind: 'gradient', of, ...(memory && { memory }) };
    return gradient;
  }

  #forgetNames(): void {
    for (const name of this.#names) this.forgetInPlace(name);
    this.#names = [];
  }
}
