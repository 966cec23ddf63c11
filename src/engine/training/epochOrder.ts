import { randomStream, resumeRandomStream, type RandomState, type RandomStream } from '../random';

/** The order of the training samples in each epoch: shuffled anew from the same list, by the seed. */
export class EpochOrder {
  readonly order: Int32Array;
  private stream: RandomStream;
  /** Where the stream stood before this epoch was shuffled. */
  private before: RandomState;

  constructor(
    private readonly samples: Int32Array,
    seed: number,
  ) {
    this.order = samples.slice();
    this.stream = randomStream(seed, 'shuffling');
    this.before = this.stream.state();
  }

  shuffle(): void {
    this.before = this.stream.state();
    this.order.set(this.samples);
    this.stream.shuffle(this.order);
  }

  /** The order `shuffle` would make; nothing changes. */
  nextOrder(): Int32Array {
    const order = this.samples.slice();
    resumeRandomStream(this.stream.state()).shuffle(order);
    return order;
  }

  reset(seed: number): void {
    this.stream = randomStream(seed, 'shuffling');
    this.before = this.stream.state();
  }

  /** From which this epoch, or where none has begun the next one, can be shuffled again. */
  state(hasBegun: boolean): RandomState {
    return hasBegun ? this.before : this.stream.state();
  }

  restore(state: RandomState, hasBegun: boolean): void {
    this.stream = resumeRandomStream(state);
    if (hasBegun) this.shuffle();
  }
}
