import type { Numbers } from '../../tensor';
import type { Kernel } from '../kernels';

/**
 * An array seen as outer×units×inner: the features of a batch (inner = 1) or the channels of
 * images N×C×(H·W).
 */
export interface UnitLayout {
  readonly outer: number;
  readonly units: number;
  readonly inner: number;
}

/** What ReLU's forward leaves behind. */
export interface ReluMask {
  /** As long as the output; 1 where `x <= 0`: blocked. */
  readonly mask: Uint8Array;
  /** One entry a unit; set to 1 when the unit let any sample through, and never cleared by a kernel. */
  readonly seenActive?: Uint8Array;
}

/** `y = x` where `x > 0` and 0 where `x <= 0`; NaN stays NaN. `output` may be `input`. */
export interface ReluOperands extends ReluMask {
  readonly input: Numbers;
  readonly output: Numbers;
  readonly layout: UnitLayout;
}

/** `dx = dy` where not blocked, else 0. `gradInput` may be `gradOutput`. */
export interface ReluBackwardOperands {
  readonly mask: Uint8Array;
  readonly gradOutput: Numbers;
  readonly gradInput: Numbers;
  readonly accumulate: boolean;
}

/**
 * `LeakyReLU`: x, or slope·x where x <= 0 · `Sigmoid`: 1/(1+e⁻ˣ) · `Tanh` ·
 * `GELU`: x·Φ(x), the exact one · `Softplus`: log(1+eˣ).
 */
export type ActivationName = 'LeakyReLU' | 'Sigmoid' | 'Tanh' | 'GELU' | 'Softplus';

export interface ActivationOperands {
  readonly activation: ActivationName;
  readonly input: Numbers;
  readonly output: Numbers;
  /** Of LeakyReLU where x <= 0; 0.01 unless given. */
  readonly slope?: number;
}

/** `dx = dy·f′(x)`. The arrays are as long as each other; `gradInput` may be `gradOutput`. */
export interface ActivationBackwardOperands extends ActivationOperands {
  readonly gradOutput: Numbers;
  readonly gradInput: Numbers;
  readonly accumulate: boolean;
}

export interface ActivationKernels {
  relu(operands: ReluOperands): Kernel;
  reluBackward(operands: ReluBackwardOperands): Kernel;
  activation(operands: ActivationOperands): Kernel;
  activationBackward(operands: ActivationBackwardOperands): Kernel;
}
