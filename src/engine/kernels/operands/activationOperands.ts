import type { Kernel } from '../kernel';
import type { UnitLayout } from '../../shape';
import type { Numbers } from '../../tensor';

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

/** What a layer that takes every entry by itself computes of one of them. */
export interface EntryRule {
  readonly forward: (x: number) => number;
  /** ∂L/∂x from ∂L/∂y. */
  readonly gradInput: (gradOutput: number, x: number, y: number) => number;
}

export interface ActivationOperands {
  /** The layer's name: a build that has code of its own for it runs that, else the rule. */
  readonly activation: string;
  readonly rule: EntryRule;
  readonly input: Numbers;
  readonly output: Numbers;
  /** Of LeakyReLU where x <= 0, for builds that do not run the rule; 0.01 unless given. */
  readonly slope?: number;
}

/** The arrays are as long as each other; `gradInput` may be `gradOutput`. */
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
