import { randomStream, resumeRandomStream, type RandomState, type RandomStream } from '../random';

/**
 * The order of the training samples in each epoch: shuffled anew from the same list, by the seed, or always
 * the list itself.
 */
export class EpochOrder {
  readonly order: Int32Array;
  private stream: RandomStream;
  /** Where the stream stood before this epoch was shuffled. */
  private before: RandomState;

  constructor(
    private readonly samples: Int32Array,
    seed: number,
    private readonly isShuffled: boolean,
  ) {
    this.order = samples.slice();
    this.stream = randomStream(seed, 'shuffling');
    this.before = this.stream.state();
  }

  beginEpoch(): void {
    this.before = this.stream.state();
    this.order.set(this.samples);
    if (this.isShuffled) this.stream.shuffle(this.order);
  }

  /** The order `beginEpoch` would make; nothing changes. */
  nextOrder(): Int32Array {
    const order = this.samples.slice();
    if (this.isShuffled) resumeRandomStream(this.stream.state()).shuffle(order);
    return order;
  }

  reset(seed: number): void {
    this.stream = randomStream(seed, 'shuffling');
    this.before = this.stream.state();
  }

  /** From which this epoch, or where none has begun the next one, can be begun again. */
  state(hasBegun: boolean): RandomState {
    return hasBegun ? this.before : this.stream.state();
  }

  restore(state: RandomState, hasBegun: boolean): void {
    this.stream = resumeRandomStream(state);
    if (hasBegun) this.beginEpoch();
  }
}
