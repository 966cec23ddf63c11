import type { Kernel } from '../kernel';
import type { Numbers } from '../../tensor';

/** Read anew at every update, so that a schedule or a person can change it between steps. */
export interface UpdateSettings {
  learningRate: number;
  /**
   * Added to the gradient as `weightDecay·p`; AdamW shrinks `p` by `1 − learningRate·weightDecay` instead.
   */
  weightDecay: number;
  /** `l1·sign(p)` is added to the gradient, of AdamW too. */
  l1: number;
  /** Counts updates from 1; set before each by whoever steps (Adam's bias correction). */
  step: number;
}

/** One block of parameters: several tensors lying side by side are updated by one call. */
export interface UpdateOperands {
  readonly parameter: Numbers;
  /** As long as `parameter`; read only. */
  readonly gradient: Numbers;
  readonly settings: Readonly<UpdateSettings>;
}

/** `v = momentum·v + g`, then `p −= lr·v`, or `p −= lr·(g + momentum·v)` for Nesterov. `v` starts at zero. */
export interface MomentumOperands extends UpdateOperands {
  readonly velocity: Numbers;
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** `s += g²`, `p −= lr·g/(√s + epsilon)`. */
export interface AdaGradOperands extends UpdateOperands {
  readonly squares: Numbers;
  readonly epsilon: number;
}

/** `s = decay·s + (1−decay)·g²`, `p −= lr·g/(√s + epsilon)`. */
export interface RMSPropOperands extends UpdateOperands {
  readonly squares: Numbers;
  readonly decay: number;
  readonly epsilon: number;
}

/**
 * `m = beta1·m + (1−beta1)·g`, `v = beta2·v + (1−beta2)·g²`,
 * `p −= lr/(1−beta1ᵗ) · m/(√(v/(1−beta2ᵗ)) + epsilon)`.
 */
export interface AdamOperands extends UpdateOperands {
  readonly mean: Numbers;
  readonly squares: Numbers;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** True: AdamW's weight decay. */
  readonly decoupled: boolean;
}

/** The L2 norm of all gradients, and `g *= min(1, maximum/(norm + 1e-6))` (`clip_grad_norm_`). */
export interface ClipNormOperands {
  readonly gradients: readonly Numbers[];
  readonly maximum: number;
  /** One number: the norm before clipping. */
  readonly norm: Numbers;
}

/** Formulas of `torch.optim`. */
export interface OptimizerKernels {
  sgd(operands: UpdateOperands): Kernel;
  momentum(operands: MomentumOperands): Kernel;
  adaGrad(operands: AdaGradOperands): Kernel;
  rmsProp(operands: RMSPropOperands): Kernel;
  adam(operands: AdamOperands): Kernel;
  clipNorm(operands: ClipNormOperands): Kernel;
}
