import { randomStream } from '../../src/engine/random';

/** Random choices of one case: the same seed makes the same choices. */
export class Choices {
  readonly #stream;

  constructor(readonly seed: number) {
    this.#stream = randomStream(seed, 'sampling');
  }

  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number {
    return Math.floor(this.#stream.uniform() * end);
  }

  chance(share: number): boolean {
    return this.#stream.uniform() < share;
  }

  oneOf<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }

  /** `make` called up to `most` times. */
  some<Item>(most: number, make: () => Item): Item[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }
}

/** What was tried, to be printed where it fails or was slow. */
export interface FuzzCase {
  readonly input: string;
  /** Throws where something is wrong. The work it does is counted. */
  readonly attempt: () => void | Promise<void>;
  /** How much work the input may cost, in executed stretches of code. */
  readonly mostWork: number;
}

/** Inputs of one kind at two sizes, whose work must grow as they do. */
export interface GrowthCase {
  readonly name: string;
  /** An input of `count` parts, and what is done with it. */
  readonly attempt: (count: number) => () => void | Promise<void>;
}

/**
 * One part of the program that takes whatever people give it. A
 * further one is a file like `language.ts` and a line in `run.ts`.
 */
export interface FuzzTarget {
  readonly name: string;
  readonly makeCase: (choices: Choices) => FuzzCase;
  /** What came of all cases together, where more is to be said than that none failed. */
  readonly summary?: () => readonly string[];
  /** Of each case, where they are not those of all targets. */
  readonly bounds?: { readonly mostBytes: number; readonly mostSeconds: number };
  readonly growth: readonly GrowthCase[];
}
