import type { Expression, Range, Statement } from '../../../language';

/**
 * What can be typed over: the numbers of a literal, in
 * row-major order. `undefined` where the value is not a literal.
 */
export function literalEntries(statement: Statement | undefined): readonly Range[] | undefined {
  if (statement?.kind !== 'assign' || statement.value === undefined) return undefined;
  const found: Range[] = [];
  return collect(statement.value, found) ? found : undefined;
}

function collect(expression: Expression, found: Range[]): boolean {
  switch (expression.kind) {
    case 'number':
      found.push(expression);
      return true;
    case 'negation':
      if (expression.operand.kind !== 'number') return false;
      found.push(expression);
      return true;
    case 'list':
      return expression.elements.every((element) => collect(element, found));
    case 'group':
      return collect(expression.inner, found);
    case 'string':
    case 'boolean':
    case 'name':
    case 'call':
    case 'member':
    case 'index':
    case 'gradient':
    case 'power':
    case 'chain':
      return false;
  }
}
