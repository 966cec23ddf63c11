import type { Kernel } from '../kernel';
import type { UnitLayout } from '../../shape';
import type { Numbers } from '../../tensor';

/**
 * `x̂ = (x − mean)/√(variance + epsilon)`, `y = gamma·x̂ + beta`, by unit over outer and inner, with the
 * biased variance of the batch. Running statistics move by `momentum` towards the batch's, the running
 * variance towards the unbiased one (PyTorch); a single entry has none, and leaves it where it is.
 */
export interface BatchNormOperands {
  readonly layout: UnitLayout;
  readonly input: Numbers;
  /** gamma, beta, and both running statistics have one entry a unit. */
  readonly gamma: Numbers;
  readonly beta: Numbers;
  readonly output: Numbers;
  /** As long as `input`: x̂, kept for backward. */
  readonly normalized: Numbers;
  /** One entry a unit: 1/√(variance + epsilon), kept for backward. */
  readonly inverseDeviation: Numbers;
  readonly runningMean: Numbers;
  readonly runningVariance: Numbers;
  readonly epsilon: number;
  readonly momentum: number;
}

/** Evaluation: the running statistics stand in for the batch's. */
export interface BatchNormEvaluationOperands {
  readonly layout: UnitLayout;
  readonly input: Numbers;
  readonly gamma: Numbers;
  readonly beta: Numbers;
  readonly output: Numbers;
  readonly runningMean: Numbers;
  readonly runningVariance: Numbers;
  readonly epsilon: number;
}

/**
 * With m entries a unit: `dx = gamma·inverseDeviation·(dy − mean(dy) − x̂·mean(dy·x̂))`,
 * `dgamma = Σ dy·x̂`, `dbeta = Σ dy`.
 */
export interface BatchNormBackwardOperands {
  readonly layout: UnitLayout;
  readonly gamma: Numbers;
  readonly normalized: Numbers;
  readonly inverseDeviation: Numbers;
  readonly gradOutput: Numbers;
  /** Absent where nobody needs it. */
  readonly gradInput?: Numbers;
  readonly gradGamma: Numbers;
  readonly gradBeta: Numbers;
  readonly accumulate: boolean;
}

/** The same by row over its features; gamma and beta have one entry a feature. */
export interface LayerNormOperands {
  readonly rows: number;
  readonly features: number;
  readonly input: Numbers;
  readonly gamma: Numbers;
  readonly beta: Numbers;
  readonly output: Numbers;
  readonly normalized: Numbers;
  /** One entry a row. */
  readonly inverseDeviation: Numbers;
  readonly epsilon: number;
}

export interface LayerNormBackwardOperands {
  readonly rows: number;
  readonly features: number;
  readonly gamma: Numbers;
  readonly normalized: Numbers;
  readonly inverseDeviation: Numbers;
  readonly gradOutput: Numbers;
  readonly gradInput?: Numbers;
  readonly gradGamma: Numbers;
  readonly gradBeta: Numbers;
  readonly accumulate: boolean;
}

export interface NormalizationKernels {
  batchNorm(operands: BatchNormOperands): Kernel;
  batchNormEvaluation(operands: BatchNormEvaluationOperands): Kernel;
  batchNormBackward(operands: BatchNormBackwardOperands): Kernel;
  layerNorm(operands: LayerNormOperands): Kernel;
  layerNormBackward(operands: LayerNormBackwardOperands): Kernel;
}
