import type { Kernel } from '../kernels/kernels';
import { operand } from '../layers/support/operands';
import { numberSetting } from '../layers/support/settings';
import type { OptimizerBinding } from './optimizer';
import { beta1Setting, beta2Setting } from './settings';

/** Of Adam and AdamW, which differ in where the weight decay goes. */
export const adamState: readonly string[] = ['mean', 'squares'];

export function adamKernel(
  { kernels, parameter, gradient, state, settings, update }: OptimizerBinding,
  decoupled: boolean,
): Kernel {
  return kernels.adam({
    parameter,
    gradient,
    settings: update,
    mean: operand(state, 0),
    squares: operand(state, 1),
    beta1: numberSetting(settings, beta1Setting),
    beta2: numberSetting(settings, beta2Setting),
    epsilon: 1e-8,
    decoupled,
  });
}
