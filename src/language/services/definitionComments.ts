import type { CheckedFile } from '..';
import { lastBeginningAt, lineAt } from '../range';
import { regionMark } from './structure/foldingRanges';

const hash = /^[#＃]+/;

/**
 * What the author says of a definition: the comment lines directly above it, and the comment behind it in its
 * first line. Shown like documentation, as other languages do.
 * @param start where the definition begins
 */
export function commentsOf(
  { text, lineStarts, ast: { comments } }: Pick<CheckedFile, 'text' | 'lineStarts' | 'ast'>,
  start: number,
): string | undefined {
  const line = lineAt(lineStarts, start);
  const before = lastBeginningAt(comments, start);
  const said: string[] = [];
  for (let index = before, above = line - 1; ; index--, above--) {
    const comment = comments[index];
    if (!comment || lineAt(lineStarts, comment.start) !== above) break;
    const isAlone = text.slice(lineStarts[above], comment.start).trim() === '';
    const written = text.slice(comment.start, comment.end);
    if (!isAlone || !hash.test(written) || regionMark.test(written)) break;
    said.unshift(written);
  }
  const behind = comments[before + 1];
  if (behind && lineAt(lineStarts, behind.start) === line) said.push(text.slice(behind.start, behind.end));
  const sentences = said.map((written) => written.replace(hash, '').trim()).filter((each) => each !== '');
  return sentences.length > 0 ? sentences.join(' ') : undefined;
}
