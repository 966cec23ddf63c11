import { adaGrad } from './adaGrad';
import { adam } from './adam';
import { adamW } from './adamW';
import { momentum } from './momentum';
import { nesterov } from './nesterov';
import type { Optimizer } from './optimizer';
import { rmsProp } from './rmsProp';
import { sgd } from './sgd';

/** Adding an optimizer is adding its file and one entry here. */
export const optimizers: readonly Optimizer[] = [sgd, momentum, nesterov, adaGrad, rmsProp, adam, adamW];

/** By its name in a definition: `Adam`. */
export function optimizerNamed(name: string): Optimizer | undefined {
  return optimizers.find((optimizer) => optimizer.name === name);
}
