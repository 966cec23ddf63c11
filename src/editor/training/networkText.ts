import { dequal } from 'dequal';
import type { CheckedFile, NetworkOutline, NetworkProgram, Range } from '../../language';
import type { TextChange } from '../formulas/trackedText';
import { TrackedText } from '../formulas/trackedText';

/** A network as it was when it was run, and where its lines are now. */
export class NetworkText {
  private lines: TrackedText;
  private differs = false;

  constructor(
    /** The last text that said this network. */
    public file: CheckedFile,
    public outline: NetworkOutline,
    readonly program: NetworkProgram,
  ) {
    this.lines = track(file, outline);
  }

  /** True when the text says another network by now, or none. */
  get stale(): boolean {
    return this.differs;
  }

  /** Where the line of a layer is; `undefined` after it was replaced. */
  lineOf(layer: number): Range | undefined {
    return this.lines.range(layer);
  }

  /** Where the network's name is. */
  get name(): Range | undefined {
    return this.lines.range(this.outline.layers.length);
  }

  follow(changes: readonly TextChange[], text: string): void {
    this.lines.follow(changes, text);
  }

  /**
   * Compares with the text as it is now.
   * @returns whether it has become stale, or is no longer
   */
  compare(now: CheckedFile): boolean {
    const outline = now.networks.find(({ name }) => name === this.outline.name);
    const same = outline?.program !== undefined && isSameNetwork(outline.program, this.program);
    if (same) {
      this.file = now;
      this.outline = outline;
      this.lines = track(now, outline);
    }
    const before = this.differs;
    this.differs = !same;
    return before !== this.differs;
  }
}

/** Whether two texts say the same network: then a run of one is a run of the other. */
export function isSameNetwork(a: NetworkProgram, b: NetworkProgram): boolean {
  return a === b || (isSameData(a, b) && dequal(a.definition, b.definition));
}

/** Whether both take the same samples, in the same order: the seed decides which are tested with. */
export function isSameData(a: NetworkProgram, b: NetworkProgram): boolean {
  return (
    a.data.source === b.data.source &&
    dequal(a.data.settings, b.data.settings) &&
    a.definition.training.seed === b.definition.training.seed
  );
}

function track({ text }: CheckedFile, { layers, nameRange }: NetworkOutline): TrackedText {
  return new TrackedText(text, [...layers.map(({ range }) => range), nameRange]);
}
