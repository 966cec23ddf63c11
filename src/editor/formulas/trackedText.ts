import type { Range } from '../../language/range';
import { movedRange } from './movedRange';
import type { TextChange } from './movedRange';

/** Follows stretches of a text through edits, so that what is known of a line stays with that line. */
export class TrackedText {
  private ranges: readonly (Range | undefined)[];
  private text: string;

  constructor(
    private readonly original: string,
    private readonly originalRanges: readonly Range[],
  ) {
    this.text = original;
    this.ranges = originalRanges;
  }

  /** True when the text is no longer the one the ranges were taken from. */
  get changed(): boolean {
    return this.text !== this.original;
  }

  /** Where the range given as number `index` lies now; `undefined` after its text was replaced. */
  range(index: number): Range | undefined {
    return this.ranges[index];
  }

  /** False when `text` cannot have come from the edits that were followed. */
  isAt(text: string): boolean {
    return this.text === text;
  }

  follow(changes: readonly TextChange[], text: string): void {
    this.text = text;
    // Undoing every edit brings back what the edits removed.
    this.ranges =
      text === this.original
        ? this.originalRanges
        : this.ranges.map((range) => range && movedRange(range, changes));
  }
}
