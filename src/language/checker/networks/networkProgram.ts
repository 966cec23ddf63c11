import type { Settings } from '../../../engine/layers/support/layer';
import type { NetworkDefinition } from '../../../engine/network/networkDefinition';
import type { NetworkInference } from '../../../engine/network/networkInference';
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

/** A network that is sound by its names: what is sent to be trained. */
export interface NetworkProgram {
  readonly definition: NetworkDefinition;
  readonly data: DataCall;
  /** Shapes and parameters; absent where nobody could say what the data looks like. */
  readonly inference?: NetworkInference;
}
