import type { ConfusionMatrix, DataPart } from '../../protocol/trainingViews';

/** A matrix, and what it is of. */
interface Counted {
  readonly counts: Int32Array;
  /** Of the parameters. */
  readonly revision: string;
  /** Of all samples of the part, not of a choice. */
  readonly isWhole: boolean;
}

/** The latest confusion matrix of each part: by-products of evaluations, or counted for their own sake. */
export class ConfusionKeeper {
  private readonly latest = new Map<DataPart, Counted>();

  put(part: DataPart, counted: Counted): void {
    this.latest.set(part, counted);
  }

  /** Whether it is of these parameters, and of all samples. */
  isComplete(part: DataPart, revision: string): boolean {
    const known = this.latest.get(part);
    return known?.isWhole === true && known.revision === revision;
  }

  /** A copy. */
  take(part: DataPart): ConfusionMatrix | undefined {
    const known = this.latest.get(part);
    return known && matrixOf(part, known.counts.slice());
  }

  clear(): void {
    this.latest.clear();
  }
}

export function matrixOf(part: DataPart, counts: Int32Array): ConfusionMatrix {
  return { part, classes: Math.round(Math.sqrt(counts.length)), counts };
}
