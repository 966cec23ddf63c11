import type { Range } from '../../language';

/** One replacement in a text: `rangeLength` characters from `rangeOffset` on became `text`. */
export interface TextChange {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

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

/**
 * Where a stretch of text lies after an edit; `undefined` when all of it was replaced.
 * The changes of one edit come last place first, so that each leaves the places of the next ones alone.
 */
export function movedRange(range: Range, changes: readonly TextChange[]): Range | undefined {
  let moved: Range | undefined = range;
  for (const change of changes) moved = moved && movedBy(moved, change);
  return moved;
}

function movedBy({ start, end }: Range, { rangeOffset, rangeLength, text }: TextChange): Range | undefined {
  const changeEnd = rangeOffset + rangeLength;
  const growth = text.length - rangeLength;
  if (rangeLength > 0 && rangeOffset <= start && changeEnd >= end) return undefined;
  // What is typed directly before or behind does not belong to the stretch.
  if (changeEnd <= start) return { start: start + growth, end: end + growth };
  if (rangeOffset >= end) return { start, end };
  return {
    start: rangeOffset < start ? rangeOffset + text.length : start,
    end: changeEnd > end ? rangeOffset : end + growth,
  };
}
