import { message } from '../../engine/message';
import { beginsComparison } from '../scanner/token';
import type { Cursor } from './cursor';
import { reportSeparator, skipForeignBrackets, skipIndentedBody, skipSignBeforeBrace } from './foreignBodies';
import { reportUnclosed } from './recovery';

/** An open `{`, or the place where one should be. */
export interface OpenBody {
  /** Index of its token; absent where the `{` is missing. */
  readonly openerIndex: number | undefined;
  /** It was written in a form of another language, and skipped. */
  readonly isSkipped?: true;
}

/** Consumes the `{` of a body. A missing one is reported and taken as read; a second one is left out. */
export function openBody(cursor: Cursor): OpenBody {
  skipSignBeforeBrace(cursor);
  if (skipForeignBrackets(cursor) || skipIndentedBody(cursor))
    return { openerIndex: undefined, isSkipped: true };
  if (!cursor.at('{')) {
    if (cursor.token.damaged) cursor.markDamaged();
    else {
      const { previous } = cursor;
      cursor.report('missing-bracket', message('{0} is missing after {1}.', '{', previous.text), previous, {
        title: message('Insert {0}', '{'),
        edits: [{ range: { start: previous.end, end: previous.end }, newText: ' {' }],
      });
    }
    // What stands between here and the brace, if it is on this line, is part of the same mistake.
    while (!cursor.atStatementEnd && !cursor.at('{')) cursor.advance();
    if (!cursor.at('{')) return { openerIndex: undefined };
  }
  const openerIndex = cursor.index;
  cursor.advance();
  if (cursor.at('{')) {
    cursor.unexpected(message('This {0} is unexpected.', '{'), {
      title: message('Remove {0}', '{'),
      edits: [{ range: cursor.token, newText: '' }],
    });
    cursor.advance();
  }
  return { openerIndex };
}

const fileKeywords: ReadonlySet<string> = new Set(['network', 'block', 'backward', 'expect']);
const memberKeywords: ReadonlySet<string> = new Set(['layers', 'train']);

/**
 * Calls `parseItem` for every line of a body and consumes the closing `}`.
 * Where the closing `}` is missing (the file ends, or a line begins that cannot stand in this body) that is
 * said once, at the innermost `{`, and the bodies around it close silently when they meet the same token.
 */
export function parseBody(cursor: Cursor, body: OpenBody, parseItem: () => void): void {
  if (body.isSkipped) return;
  for (;;) {
    while (cursor.at(';') || cursor.atSeparator) {
      if (cursor.at(';')) cursor.advance();
      else {
        cursor.startStatement();
        reportSeparator(cursor);
      }
    }
    if (cursor.at('}')) {
      cursor.advance();
      return;
    }
    if (cursor.at('end') || beginsSomethingAround(cursor)) {
      cursor.startStatement();
      if (body.openerIndex !== undefined && cursor.unclosedBodyAt !== cursor.index) {
        cursor.unclosedBodyAt = cursor.index;
        reportUnclosed(cursor, body.openerIndex);
        cursor.unclosedBracket = undefined;
      }
      return;
    }
    const { token } = cursor;
    parseItem();
    // Whatever was wrong, the same token must not be looked at again.
    if (cursor.token === token && !cursor.at('}')) cursor.advance();
  }
}

function beginsSomethingAround(cursor: Cursor): boolean {
  const { token, next } = cursor;
  if (token.startsLine && beginsComparison(cursor.tokens, cursor.index)) return true;
  if (token.kind !== 'keyword' || next.kind === '=' || next.kind === '.') return false;
  if (token.text === 'expect' && cursor.body === 'network') return false;
  if (fileKeywords.has(token.text)) return true;
  return cursor.body !== 'network' && memberKeywords.has(token.text);
}

/** Skips a body nobody can make sense of, with everything in it. */
export function skipBraces(cursor: Cursor): void {
  let open = 0;
  do {
    if (cursor.at('{')) open++;
    else if (cursor.at('}')) open--;
    cursor.advance();
  } while (open > 0 && !cursor.at('end'));
}
