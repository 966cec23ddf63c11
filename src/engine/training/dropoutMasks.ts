import type { MaskSource } from '../layers/support/networkForm';
import { randomStream, resumeRandomStream, type RandomState, type RandomStream } from '../random';

const range = 2 ** 32;

/** The masks of all Dropout layers, from one stream, in the order in which the layers run. */
export class DropoutMasks implements MaskSource {
  private stream: RandomStream;

  constructor(seed: number) {
    this.stream = randomStream(seed, 'dropout');
  }

  readonly draw = (mask: Uint8Array, share: number): void => {
    const limit = share * range;
    for (let i = 0; i < mask.length; i++) mask[i] = this.stream.integer(range) < limit ? 1 : 0;
  };

  reset(seed: number): void {
    this.stream = randomStream(seed, 'dropout');
  }

  state(): RandomState {
    return this.stream.state();
  }

  restore(state: RandomState): void {
    this.stream = resumeRandomStream(state);
  }
}
