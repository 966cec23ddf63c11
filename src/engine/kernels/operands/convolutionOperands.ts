import type { Numbers } from '../../tensor';
import type { Kernel } from '../kernels';

/** Images N×C×H×W under square windows. Output sides are `floor((side + 2·pad − size)/stride) + 1`. */
export interface WindowGeometry {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly size: number;
  readonly stride: number;
  readonly pad: number;
}

export interface ConvolutionGeometry extends WindowGeometry {
  readonly filters: number;
}

/** How many places a window takes along a side of `side` entries. */
export function windowCount(side: number, { size, stride, pad }: WindowGeometry): number {
  return Math.floor((side + 2 * pad - size) / stride) + 1;
}

/** `Y[n,f] = b[f] + Σ W[f,c,i,j]·X[n,c,·+i,·+j]` (correlation, as everywhere in deep learning). */
export interface ConvolutionOperands {
  readonly geometry: ConvolutionGeometry;
  /** N×C×H×W. */
  readonly input: Numbers;
  /** filters×C×size×size. */
  readonly weight: Numbers;
  /** filters. */
  readonly bias: Numbers;
  /** N×filters×OH×OW; always overwritten. */
  readonly output: Numbers;
}

export interface ConvolutionBackwardWeightOperands {
  readonly geometry: ConvolutionGeometry;
  readonly input: Numbers;
  readonly gradOutput: Numbers;
  readonly gradWeight: Numbers;
  readonly accumulate: boolean;
}

export interface ConvolutionBackwardInputOperands {
  readonly geometry: ConvolutionGeometry;
  readonly weight: Numbers;
  readonly gradOutput: Numbers;
  readonly gradInput: Numbers;
  readonly accumulate: boolean;
}

/** The gradient of the bias is `unitSums` of `gradOutput`. */
export interface ConvolutionKernels {
  convolution(operands: ConvolutionOperands): Kernel;
  convolutionBackwardWeight(operands: ConvolutionBackwardWeightOperands): Kernel;
  convolutionBackwardInput(operands: ConvolutionBackwardInputOperands): Kernel;
}
