import type { Kernel } from '../kernel';
import type { Numbers } from '../../tensor';
import type { WindowGeometry } from './convolutionOperands';

/** `pad` must be 0. */
export interface MaxPoolOperands {
  readonly geometry: WindowGeometry;
  /** N×C×H×W. */
  readonly input: Numbers;
  /** N×C×OH×OW. */
  readonly output: Numbers;
  /**
   * As long as `output`: where in the H×W image the maximum came from, `row·W + column`.
   * The first of equals in reading order, and the last NaN where there is any, as in PyTorch.
   */
  readonly positions: Int32Array;
}

export interface MaxPoolBackwardOperands {
  readonly geometry: WindowGeometry;
  readonly gradOutput: Numbers;
  readonly positions: Int32Array;
  readonly gradInput: Numbers;
  readonly accumulate: boolean;
}

/** `pad` must be 0. */
export interface AveragePoolOperands {
  readonly geometry: WindowGeometry;
  readonly input: Numbers;
  readonly output: Numbers;
}

export interface AveragePoolBackwardOperands {
  readonly geometry: WindowGeometry;
  readonly gradOutput: Numbers;
  readonly gradInput: Numbers;
  readonly accumulate: boolean;
}

export interface PoolingKernels {
  maxPool(operands: MaxPoolOperands): Kernel;
  maxPoolBackward(operands: MaxPoolBackwardOperands): Kernel;
  averagePool(operands: AveragePoolOperands): Kernel;
  averagePoolBackward(operands: AveragePoolBackwardOperands): Kernel;
}
