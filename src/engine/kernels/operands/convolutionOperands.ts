import type { Kernel } from '../kernel';
import type { Numbers } from '../../tensor';

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

/**
 * `pad` zeros lie above and left of the image, `padEnd` below and right of it; the entries of a window are
 * `dilation` apart. Channels and filters are cut into `groups` parts, and filters see their part only.
 */
export interface ConvolutionGeometry extends WindowGeometry {
  readonly filters: number;
  readonly padEnd: number;
  readonly dilation: number;
  readonly groups: number;
}

/** How many places a window takes along a side of `side` entries. */
export function windowCount(side: number, geometry: WindowGeometry | ConvolutionGeometry): number {
  const { size, stride, pad } = geometry;
  const { padEnd, dilation } = 'padEnd' in geometry ? geometry : { padEnd: pad, dilation: 1 };
  return Math.floor((side + pad + padEnd - (size - 1) * dilation - 1) / stride) + 1;
}

/** `Y[n,f] = b[f] + Σ W[f,c,i,j]·X[n,c,·+i,·+j]` (correlation, as everywhere in deep learning). */
export interface ConvolutionOperands {
  readonly geometry: ConvolutionGeometry;
  /** N×C×H×W. */
  readonly input: Numbers;
  /** filters×(C/groups)×size×size. */
  readonly weight: Numbers;
  /** filters; absent where there is none. */
  readonly bias?: Numbers | undefined;
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
