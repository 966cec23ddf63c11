import type { Settings } from '../../../engine/layers/support/layer';
import type { NetworkDefinition } from '../../../engine/network/networkDefinition';
import type { NetworkInference } from '../../../engine/network/networkInference';
import type { NetworkExpectation } from '../../checkedFormulas';
import type { Comparison } from '../../lowering/variants';
import type { Range } from '../../range';

/** What `data =` says. */
export interface DataCall {
  /** Name of the source: `spiral`. */
  readonly source: string;
  /** The arguments that were given. */
  readonly settings: Settings;
  readonly range: Range;
  /** The name of the source. */
  readonly nameRange: Range;
  /** Where each argument is given. */
  readonly arguments: Readonly<Record<string, Range>>;
}

/** A network whose names are valid: what is sent to be trained. */
export interface NetworkProgram {
  readonly definition: NetworkDefinition;
  readonly data: DataCall;
  /** Shapes and parameters; absent where nobody could say what the data looks like. */
  readonly inference?: NetworkInference;
}

/** A `repeat` or the call of a block that a layer was reached through. */
export interface PathStep extends Range {
  /** Which round of a `repeat`, from 0, and of how many; absent for a block. */
  readonly round?: { readonly index: number; readonly count: number };
}

/** One layer of a network after its blocks and repetitions were written out. */
export interface LayerOutline {
  /** As views and exports name it: `affine1`, or the user's own name. */
  readonly name: string;
  /** Main name of the layer's type: `Affine`. */
  readonly type: string;
  /** The line it comes from; the lines of a block or `repeat` occur several times. */
  readonly range: Range;
  /** The lines it was reached through, outermost first: the `repeat`s, and the calls of blocks. */
  readonly path: readonly PathStep[];
}

export interface NetworkOutline {
  readonly name: string;
  readonly range: Range;
  readonly nameRange: Range;
  /** In the order in which they are computed; empty where the network is broken or too large. */
  readonly layers: readonly LayerOutline[];
  readonly hasTraining: boolean;
  /** What is expected of the first mini-batch, in the order of the text. */
  readonly expectations: readonly NetworkExpectation[];
  /** Absent where the network is broken. */
  readonly program?: NetworkProgram;
}

/** A `compare` of the text that has a name. */
export interface ComparisonOutline {
  readonly name: string;
  readonly range: Range;
  /** How many variants it has; 0 where that is not known. */
  readonly count: number;
  /** What its variants follow from; absent where it cannot be run. */
  readonly comparison?: Comparison;
}
