import { message } from '../../engine/message';
import type { GradientExpression } from '../ast';
import { isBinaryOperator } from '../scanner/token';
import type { Cursor } from './cursor';
import { beginsValue, reportUnclosed } from './recovery';
import { expectName } from './required';

/** `grad(x)` as a value. */
export function parseGradient(cursor: Cursor): GradientExpression | undefined {
  const { start } = cursor.token;
  const of = parseInGradient(cursor, () => expectName(cursor, nameMissing));
  return of && { kind: 'gradient', of, start, end: cursor.previous.end };
}

/** What is reported where nothing stands in the parentheses. */
export const nameMissing = message('A name is missing between ( and ).');

/**
 * `grad(…)`, from the word to the closing parenthesis.
 * @param parse reads what stands in between; `undefined` where it has reported that it cannot
 */
export function parseInGradient<Inside>(cursor: Cursor, parse: () => Inside | undefined): Inside | undefined {
  cursor.advance();
  const openerIndex = cursor.index;
  if (!cursor.at('(') || cursor.atStatementEnd) {
    if (cursor.token.damaged) {
      cursor.markDamaged();
      return undefined;
    }
    const { token } = cursor;
    const here = `grad(${token.text})`;
    const range = { start: cursor.previous.start, end: token.end };
    return cursor.report(
      'missing-bracket',
      message('( is missing after {0}, as in: grad(x)', 'grad'),
      cursor.previous,
      token.kind === 'name' && !cursor.atStatementEnd
        ? { title: message('Change to {0}', here), edits: [{ range, newText: here }] }
        : undefined,
    );
  }
  cursor.openBracket();
  // A word that begins the next line is no name that is meant here.
  const isNextLine = cursor.token.startsLine && cursor.at('keyword') && !cursor.atKeyword('input');
  if (cursor.at('end') || isNextLine) {
    reportUnclosed(cursor, openerIndex);
    return undefined;
  }
  const inside = parse();
  if (inside === undefined) return undefined;
  if (cursor.at(',') && reportSeveralOf(cursor, openerIndex)) return undefined;
  if (!cursor.at(')')) {
    const { kind, startsLine } = cursor.token;
    const goesOn = beginsValue(cursor.token) || isBinaryOperator(kind) || kind === '.';
    if (!goesOn || startsLine) {
      reportUnclosed(cursor, openerIndex);
      return undefined;
    }
    return cursor.unexpected(message('grad takes one name; {0} is unexpected.', cursor.token.text));
  }
  cursor.closeBracket();
  return inside;
}

/** `grad(y, x)`: what is differentiated stands behind `backward`. */
function reportSeveralOf(cursor: Cursor, openerIndex: number): boolean {
  const { tokens, index } = cursor;
  const [keyword, name, closer] = [tokens[openerIndex - 1], tokens[index + 1], tokens[index + 2]];
  if (!keyword || name?.kind !== 'name' || closer?.kind !== ')') return false;
  const range = { start: keyword.start, end: closer.end };
  const here = `grad(${name.text})`;
  cursor.report(
    'foreign-form',
    message(
      '{0} is written {1} here: backward, above it, says of what.',
      cursor.text.slice(range.start, range.end),
      here,
    ),
    range,
    { title: message('Change to {0}', here), edits: [{ range, newText: here }] },
  );
  cursor.advance();
  cursor.advance();
  cursor.closeBracket();
  return true;
}
