import type { Range } from '../range';
import type { NetworkProgram } from './program';

/** One layer of a network after its blocks and repetitions were written out. */
export interface LayerOutline {
  /** As views and exports name it: `affine1`, or the user's own name. */
  readonly name: string;
  /** Main name of the layer's type: `Affine`. */
  readonly type: string;
  /** The line it comes from; the lines of a block or `repeat` occur several times. */
  readonly range: Range;
  /** The lines it was reached through, outermost first: the `repeat`s, and the calls of blocks. */
  readonly path: readonly Range[];
}

export interface NetworkOutline {
  readonly name: string;
  readonly range: Range;
  readonly nameRange: Range;
  /** In the order in which they are computed; empty where the network is broken or too large. */
  readonly layers: readonly LayerOutline[];
  readonly hasTraining: boolean;
  /** Absent where the network is broken. */
  readonly program?: NetworkProgram;
}
