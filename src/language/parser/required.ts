import { message, type Message } from '../../engine/message';
import type { Identifier } from '../ast';
import type { Range } from '../range';
import { isBinaryOperator, type Token } from '../scanner/token';
import { identifierOf, type Cursor } from './cursor';
import { foreignFunctions } from '../foreign/foreignFunctions';
import {
  reportForeignWord,
  reportLayerWithoutParentheses,
  reportMissingParentheses,
  reportMissingProduct,
} from './foreignStatements';
import { reportNoSeparator } from './foreignBodies';
import { beginsValue, recover } from './recovery';

export function reportReserved(cursor: Cursor, token: Token): void {
  cursor.report(
    'reserved-word',
    message('{0} is a word of the language and cannot be a name.', token.text),
    token,
  );
}

/** A name at the cursor; otherwise `missing` is reported, at what stands there or at the word before. */
export function expectName(cursor: Cursor, missing: Message): Identifier | undefined {
  const { token } = cursor;
  if (token.kind === 'name' && !cursor.atStatementEnd) return identifierOf(cursor.advance());
  if (token.damaged) return cursor.unexpected(missing);
  const goesOn = token.text === 'with' || token.text === 'within' || token.text === 'from';
  if (token.kind === 'keyword' && !goesOn && !cursor.atStatementEnd) {
    reportReserved(cursor, token);
    return undefined;
  }
  return cursor.report('missing-name', missing, cursor.atStatementEnd || goesOn ? cursor.previous : token);
}

export function expectEquals(cursor: Cursor, name: string): boolean {
  if (cursor.at('=') && !cursor.atStatementEnd) {
    cursor.advance();
    return true;
  }
  const { token, previous } = cursor;
  if (token.damaged) cursor.markDamaged();
  else if (token.kind === '==') reportDoubledEquals(cursor);
  else if (token.kind === '[' && token.start === previous.end) {
    cursor.unexpected(
      message(
        'An entry is not set here: give the changed value a name of its own, as in: y = where({0} > 0, {0}, 0)',
        name,
      ),
    );
  } else if (cursor.atStatementEnd) {
    cursor.report('missing-equals', message('= and a value are missing after {0}.', name), previous);
  } else if (beginsValue(token) && token.kind !== '(') {
    cursor.report('missing-equals', message('= is missing before {0}.', token.text), token, {
      title: message('Insert {0}', '='),
      edits: [{ range: { start: previous.end, end: previous.end }, newText: ' =' }],
    });
  } else if (token.kind === '(') {
    const foreign = foreignFunctions.find(name, () => false);
    if (foreign?.kind === 'explained') cursor.report('foreign-form', foreign.explain(name), previous);
    else cursor.unexpected(message('What {0} gives needs a name, as in: y = {0}(…)', name));
  } else if (isBinaryOperator(token.kind) && cursor.body === 'file' && previous.startsLine) {
    const title = message('Give it the name {0}', 'result');
    const range = { start: previous.start, end: previous.start };
    cursor.unexpected(
      message('What a line computes needs a name, as in: result = {0} {1} …', name, token.text),
      { title, edits: [{ range, newText: 'result = ' }] },
    );
  } else {
    cursor.unexpected(message('After {0}, = is expected, not {1}.', name, token.text));
  }
  return false;
}

/** `size == 3`, where a name and its value are meant. */
export function reportDoubledEquals(cursor: Cursor): void {
  cursor.unexpected(message('= is written once here.'), {
    title: message('Change to {0}', '='),
    edits: [{ range: cursor.token, newText: '=' }],
  });
}

/** A statement ends with its line or `;`. */
export function expectStatementEnd(cursor: Cursor): void {
  const { token } = cursor;
  if (cursor.atStatementEnd) return;
  if (cursor.previous.damaged) {
    cursor.markDamaged();
    return;
  }
  if (token.kind === ')' || token.kind === ']') {
    cursor.report('unopened-bracket', message('This {0} was never opened.', token.text), token, {
      title: message('Remove {0}', token.text),
      edits: [{ range: token, newText: '' }],
    });
  } else if (token.kind === ',') {
    if (cursor.next.startsLine) {
      cursor.unexpected(message('A line ends without a comma.'), {
        title: message('Remove {0}', ','),
        edits: [{ range: token, newText: '' }],
      });
    } else cursor.unexpected(message('A comma cannot stand here; a list is written [1, 2].'));
  } else if (
    reportNoSeparator(cursor) ||
    reportForeignWord(cursor) ||
    reportMissingParentheses(cursor) ||
    reportMissingProduct(cursor) ||
    reportLayerWithoutParentheses(cursor)
  ) {
    return;
  } else if (token.kind === '[' && isValueEnd(cursor.previous)) {
    cursor.unexpected(message('An index stands directly behind its value, without a space.'), {
      title: message('Remove the space'),
      edits: [{ range: { start: cursor.previous.end, end: token.start }, newText: '' }],
    });
  } else if (beginsValue(token)) {
    cursor.unexpected(message('{0} is unexpected: a statement ends with its line.', token.text));
  } else {
    cursor.unexpected(message('{0} cannot stand here.', token.text));
  }
}

function isValueEnd({ kind }: Token): boolean {
  return kind === 'name' || kind === ')' || kind === ']';
}

/** Goes to the end of the statement, past its damage if there is some; true if there was. */
export function endStatement(cursor: Cursor, first: Token, damageBefore: number): boolean {
  const damaged = cursor.damage !== damageBefore;
  if (!cursor.atStatementEnd || cursor.unclosedBracket !== undefined || cursor.bracketDepth > 0) {
    recover(cursor, first);
  }
  return damaged;
}

/** From `first` to the last token consumed. */
export function rangeFrom(cursor: Cursor, first: Token): Range {
  return { start: first.start, end: Math.max(cursor.previous.end, first.end) };
}
