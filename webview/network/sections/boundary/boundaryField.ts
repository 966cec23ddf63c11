import type { BoundaryPicture } from '../../../../src/protocol/trainingViews';

/** What the network answers between the places it was asked at, by linear interpolation. */
export class Field {
  /** How many classes there are, or how many values are fitted. */
  readonly outputs: number;

  /** @param isClasses one output is then the probability of the second of two classes */
  constructor(
    private readonly picture: BoundaryPicture,
    readonly isClasses: boolean,
  ) {
    this.outputs = this.isSigmoid ? 2 : picture.outputs;
  }

  private get isSigmoid(): boolean {
    return this.isClasses && this.picture.outputs === 1;
  }

  get columns(): number {
    return this.picture.columns;
  }

  get rows(): number {
    return this.picture.rows;
  }

  get bounds(): { left: number; right: number; bottom: number; top: number } {
    const [left = 0, right = 0, bottom = 0, top = 0] = this.picture.bounds;
    return { left, right, bottom, top };
  }

  /** Of one cell, `row` counted from the bottom. */
  at(column: number, row: number, output: number): number {
    const { cells, columns, outputs } = this.picture;
    const start = (row * columns + column) * outputs;
    if (!this.isSigmoid) return cells[start + output] ?? NaN;
    const second = cells[start] ?? NaN;
    return output === 1 ? second : 1 - second;
  }

  /** All outputs at a place given in the numbers of the axes; outside, those of the edge. */
  answer(x: number, y: number): Float64Array {
    const { left, right, bottom, top } = this.bounds;
    const across = placeBetween(x, left, right, this.columns);
    const up = placeBetween(y, bottom, top, this.rows);
    const answer = new Float64Array(this.outputs);
    for (let output = 0; output < answer.length; output++) {
      const low =
        this.at(across.from, up.from, output) * (1 - across.share) +
        this.at(across.to, up.from, output) * across.share;
      const high =
        this.at(across.from, up.to, output) * (1 - across.share) +
        this.at(across.to, up.to, output) * across.share;
      answer[output] = low * (1 - up.share) + high * up.share;
    }
    return answer;
  }
}

/** Between which two of `count` places from `low` to `high` a value lies, and how far towards the second. */
function placeBetween(
  value: number,
  low: number,
  high: number,
  count: number,
): { from: number; to: number; share: number } {
  const exact = high === low ? 0 : ((value - low) / (high - low)) * (count - 1);
  const from = Math.min(count - 1, Math.max(0, Math.floor(exact)));
  const to = Math.min(count - 1, from + 1);
  return { from, to, share: Math.min(1, Math.max(0, exact - from)) };
}
