import type { Expression, FileSyntax } from '../../../language/ast';

/** Where the statements begin whose value can be read in the text: `apple = 100`, `b = [0.1, 0.2]`. */
export function literalStatements({ statements }: FileSyntax): ReadonlySet<number> {
  return new Set(
    statements.flatMap((statement) =>
      statement.kind === 'assign' && statement.value !== undefined && isLiteral(statement.value)
        ? [statement.start]
        : [],
    ),
  );
}

function isLiteral(expression: Expression): boolean {
  if (expression.kind === 'list') return expression.elements.every(isLiteral);
  if (expression.kind === 'negation') return isLiteral(expression.operand);
  return expression.kind === 'number';
}
