import { message } from '../../message';
import type { FlatReason } from './layer';

/** Why a term of a product or convolution is zero: the number its entry is multiplied by. */
export function whyMultiplied(input: number, entry: number, value: number): () => FlatReason {
  return () => ({
    kind: 'multipliedByZero',
    message: message('Multiplied by the other factor, which is {0}.', value),
    operand: { input, entry },
  });
}
