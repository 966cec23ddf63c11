import type { Kernel, Kernels } from '../kernels/kernels';
import type { UpdateSettings } from '../kernels/operands/optimizers';
import type { Settings, SettingSpec } from '../layers/support/layer';
import type { Numbers } from '../tensor';

/** What an optimizer needs to become one kernel call that updates all parameters. */
export interface OptimizerBinding {
  readonly kernels: Kernels;
  /** All parameters, side by side. */
  readonly parameter: Numbers;
  /** Their gradients, in the same order. */
  readonly gradient: Numbers;
  /** One array for each name in `Optimizer.state`, as long as `parameter`, zero before the first update. */
  readonly state: readonly Numbers[];
  readonly settings: Settings;
  /** What changes between steps. */
  readonly update: Readonly<UpdateSettings>;
}

/**
 * Everything about one optimizer: how it is written, its formula, what it keeps, its kernel.
 * Completion, hover and the documentation read this.
 */
export interface Optimizer {
  /** As written in a definition: `Adam`. */
  readonly name: string;
  readonly documentation: string;
  /** One update in text. */
  readonly formula: string;
  readonly source: string;
  /** Its arguments; the first is always the learning rate `lr`. */
  readonly settings: readonly SettingSpec[];
  /** True where the gradient, weight decay in it, is scaled for each parameter: then no fixed share of a weight is taken. */
  readonly scalesGradient?: true;
  /** What it keeps of every parameter between updates. */
  readonly state: readonly string[];
  bind(binding: OptimizerBinding): Kernel;
}

export function learningRateSetting(defaultRate: number): SettingSpec {
  return {
    name: 'lr',
    type: 'number',
    default: defaultRate,
    range: { above: 0 },
    documentation: 'The learning rate: how far one update goes.',
  };
}
