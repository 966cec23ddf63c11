/**
 * The operand at `index`, where one is known to be: an input, its gradient, a node.
 * @throws RangeError where there is none: that is a bug of the caller.
 */
export function operand<T>(operands: readonly T[], index: number): T {
  if (!(index >= 0 && index < operands.length)) {
    throw new RangeError(`There is no operand ${index} among ${operands.length}.`);
  }
  return operands[index] as T;
}
