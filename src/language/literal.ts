import type { Expression } from './ast';

/** Whether an expression says its numbers itself: a number, a list of such, either with a sign. */
export function isLiteral(expression: Expression): boolean {
  if (expression.kind === 'list') return expression.elements.every(isLiteral);
  if (expression.kind === 'negation') return isLiteral(expression.operand);
  return expression.kind === 'number';
}
