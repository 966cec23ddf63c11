import type { CheckedFile } from '../..';
import { message } from '../../../engine/message';
import type { Expression } from '../../ast';
import type { Fix } from '../../diagnostic';
import type { Range } from '../../range';
import { freeName, ifSound, indentationBefore, partsOf, rootExpressions, trimmed } from './refactoring';

/** A refactoring after which a new name waits to be changed. */
export interface Extraction extends Fix {
  /** Where the name begins, in the text that was made. */
  readonly nameOffset: number;
}

/**
 * Gives a part of a formula, or a number of a network, a name of its own: a line above, and the name in its
 * place. What is selected must be computed as it stands: in `a + b + c` that is `a + b`, and not `b + c`.
 */
export function extractName(file: CheckedFile, selection: Range): Extraction | undefined {
  const { text, ast } = file;
  const range = trimmed(text, selection);
  if (range.start >= range.end) return undefined;
  const statement = ast.statements.find(({ start, end }) => start <= range.start && range.end <= end);
  if (!statement || statement.damaged) return undefined;
  const found = expressionIn(rootExpressions(statement), range);
  if (!found || found.kind === 'name' || found.kind === 'string' || found.kind === 'boolean')
    return undefined;
  // It has a name already.
  if (statement.kind === 'assign' && found === statement.value && found.end === range.end) return undefined;
  const indentation = indentationBefore(file, statement.start);
  const name = freeName(file, 'value');
  const line = `${name} = ${text.slice(range.start, range.end)}`;
  const place = { start: statement.start, end: statement.start };
  const edits = [
    { range: place, newText: indentation === undefined ? `${line}; ` : `${line}\n${indentation}` },
    { range, newText: name },
  ];
  return ifSound(file, edits) && { title: message('Extract to a name'), edits, nameOffset: place.start };
}

/** The expression that is written there and nothing else: one of the tree, or the beginning of a chain. */
function expressionIn(expressions: readonly Expression[], { start, end }: Range): Expression | undefined {
  let within = expressions;
  for (;;) {
    const expression = within.find((each) => each.start <= start && end <= each.end);
    if (!expression) return undefined;
    if (expression.start === start && expression.end === end) return expression;
    const isBeginning =
      expression.kind === 'chain' &&
      expression.start === start &&
      expression.links.some(({ operand }) => operand.end === end);
    if (isBeginning) return expression;
    within = partsOf(expression);
  }
}
