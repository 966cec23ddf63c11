import { message } from '../../language';
import type { Statement } from './pythonSyntax';
import { deepest } from './syntaxNodes';

const brackets =
  /#[^\n]*|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[([{]|[)\]}]/g;

/**
 * The source with blanks for lines whose brackets are nested deeper than anyone reads: the parser would need
 * a stack as deep. They are statements that are not understood.
 */
export function withoutDeepBrackets(text: string): {
  readonly readable: string;
  readonly tooDeep: Statement[];
} {
  const tooDeep: Statement[] = [];
  let readable = text;
  let depth = 0;
  let most = 0;
  let opened = 0;
  const leave = (end: number): void => {
    if (most > deepest) {
      const start = text.lastIndexOf('\n', opened) + 1;
      const lineEnd = text.indexOf('\n', end);
      const until = lineEnd < 0 ? text.length : lineEnd;
      const left = text.slice(start, until);
      readable = readable.slice(0, start) + left.replaceAll(/[^\n]/g, ' ') + readable.slice(until);
      const line = text.slice(0, start).split('\n').length;
      const assigned = [...new Set(left.match(/[^\W\d]\w*/g))].slice(0, deepest);
      const reason = message('it is nested deeper than {0} brackets', deepest);
      tooDeep.push({ kind: 'other', start, end: until, line, changes: { assigned, handed: [] }, reason });
    }
    most = 0;
  };
  for (const { 0: token, index } of text.matchAll(brackets)) {
    if ('([{'.includes(token)) {
      if (depth === 0) opened = index;
      depth++;
      most = Math.max(most, depth);
    } else if (')]}'.includes(token) && depth > 0) {
      depth--;
      if (depth === 0) leave(index);
    }
  }
  leave(text.length);
  return { readable, tooDeep };
}
