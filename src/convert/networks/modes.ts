import type { Place } from '../python/pythonSyntax';

/** A round of a loop, as far as the mode of the model in it goes. */
interface Round {
  /** Whether `train()` or `eval()` was called in it. */
  isSet: boolean;
  /** Where it goes back before the mode was set in it: the round before decides. */
  inherits?: Place;
}

/**
 * Whether a model is in training or in evaluation where a source goes back through it. Loops are followed
 * once: what one round leaves behind, the next one begins with.
 */
export class Modes {
  #isEvaluating = false;
  readonly #rounds: Round[] = [];

  /** `train()` or `eval()` of all of a model. */
  set(isEvaluating: boolean): void {
    this.#isEvaluating = isEvaluating;
    for (const round of this.#rounds) round.isSet = true;
  }

  /** `eval()` that may be reached, and may not. */
  perhapsEvaluate(): void {
    this.#isEvaluating = true;
  }

  /** @returns whether a backward of a model that is another one in evaluation is, or may be, in evaluation */
  backward(place: Place): boolean {
    if (this.#isEvaluating) return true;
    for (const round of this.#rounds) if (!round.isSet) round.inherits ??= place;
    return false;
  }

  beginRound(): void {
    this.#rounds.push({ isSet: false });
  }

  /** @returns where the next round would go back in evaluation */
  endRound(): Place | undefined {
    const round = this.#rounds.pop();
    return this.#isEvaluating ? round?.inherits : undefined;
  }
}
