import { message, type Message } from '../../engine/message';
import type { Fix } from '../diagnostic';
import type { Range } from '../range';
import {
  BACKSLASH,
  CARRIAGE_RETURN,
  codeName,
  DOUBLE_QUOTE,
  isLineEnd,
  LINE_FEED,
  SPACE,
  TAB,
} from './characters';

/** Takes down a mistake of the text, with its repair where there is one. */
export type ReportMistake = (code: string, what: Message, range: Range, fix?: Fix) => void;

/** What was read of a string. */
interface QuotedText {
  /** Behind its last character. */
  readonly end: number;
  readonly value: string;
  /** Whether it is not what the person meant. */
  readonly damaged: boolean;
}

/** `"data/points.csv"`: up to its quote, or the end of its line where there is none. */
export function readString(text: string, start: number, report: ReportMistake): QuotedText {
  let value = '';
  let damaged = false;
  let end = start + 1;
  for (; end < text.length && !isLineEnd(text.charCodeAt(end)); end++) {
    const code = text.charCodeAt(end);
    if (code === DOUBLE_QUOTE) return { end: end + 1, value, damaged };
    if (code !== BACKSLASH) {
      if (code < SPACE && code !== TAB) damaged ||= reportControl(end, code, report);
      value += text[end] ?? '';
      continue;
    }
    const escaped = text[end + 1] ?? '';
    if (escaped === 'n') value += '\n';
    else if (escaped === '"' || escaped === '\\') value += escaped;
    else {
      damaged ||= reportEscape(text, end, escaped, report);
      continue;
    }
    end++;
  }
  report('unclosed-string', message('This " is not closed.'), { start, end: start + 1 });
  return { end, value, damaged: true };
}

/** Paths and names of columns cannot hold such characters, and nobody sees them. */
function reportControl(offset: number, code: number, report: ReportMistake): true {
  const range = { start: offset, end: offset + 1 };
  report(
    'control-character',
    message('A string cannot hold the invisible character {0}.', codeName(code)),
    range,
    { title: message('Remove {0}', codeName(code)), edits: [{ range, newText: '' }] },
  );
  return true;
}

/** One message for all wrong escapes of a string: the repair is the same. */
function reportEscape(text: string, offset: number, escaped: string, report: ReportMistake): true {
  const range = { start: offset, end: Math.min(offset + 1 + escaped.length, text.length) };
  const visible = escaped === '\r' || escaped === '\n' ? '' : escaped;
  report(
    'unknown-escape',
    message('\\{0} means nothing in a string: write \\\\ for a backslash, or / in a path.', visible),
    { start: range.start, end: range.start + 1 + visible.length },
    {
      title: message('Write \\\\'),
      edits: [{ range: { start: offset, end: offset + 1 }, newText: '\\\\' }],
    },
  );
  return true;
}

/** `'data/points.csv'`, as other languages allow it. */
export function readSingleQuoted(text: string, start: number, report: ReportMistake): QuotedText {
  let end = start + 1;
  while (end < text.length && !isLineEnd(text.charCodeAt(end)) && text[end] !== "'") end++;
  const closed = text[end] === "'";
  const range = { start, end: closed ? end + 1 : start + 1 };
  const value = text.slice(start + 1, closed ? end : start + 1);
  report(
    'single-quotes',
    message('A string stands in double quotes: "…".'),
    range,
    closed ? { title: message('Use double quotes'), edits: [{ range, newText: `"${value}"` }] } : undefined,
  );
  return { end: range.end, value, damaged: true };
}

export function isTripleQuote(text: string, offset: number): boolean {
  return text.startsWith('"""', offset) || text.startsWith("'''", offset);
}

/** Comments of other languages that go over lines. */
const blockComments = [
  ['/*', '*/'],
  ['<!--', '-->'],
] as const;

export function beginsBlockComment(text: string, offset: number): boolean {
  return blockComments.some(([opener]) => text.startsWith(opener, offset));
}

/**
 * The string over several lines by which Python documents, or a comment in slashes: here those are comments.
 * @returns where it ends, and where the lines begin that it goes over
 */
export function readTripleQuoted(
  text: string,
  start: number,
  report: ReportMistake,
): { readonly end: number; readonly lineStarts: readonly number[] } {
  const isBlock = text.startsWith('/*', start);
  const block = blockComments.find(([first]) => text.startsWith(first, start));
  const [opener, closer] = block ?? [text.slice(start, start + 3), text.slice(start, start + 3)];
  const close = text.indexOf(closer, start + opener.length);
  const end = close === -1 ? text.length : close + closer.length;
  const lineStarts: number[] = [];
  for (let offset = start; offset < end; offset++) {
    const code = text.charCodeAt(offset);
    if (code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(offset + 1) !== LINE_FEED)) {
      lineStarts.push(offset + 1);
    }
  }
  const lines = text.slice(start + opener.length, close === -1 ? end : close).split(/\r\n|\n|\r/);
  const isFollowed = /^[ \t]*[^\s#;；]/.test(text.slice(end, end + 100));
  const words = lines.map((line) => (isBlock ? line.trim().replace(/^\*+/, '') : line).trim());
  const newText = isFollowed ? '' : words.map((line) => `# ${line}`.trimEnd()).join('\n');
  report(
    'foreign-comment',
    message('A comment begins with # here, in every line.'),
    { start, end: start + opener.length },
    { title: message('Begin the lines with #'), edits: [{ range: { start, end }, newText }] },
  );
  return { end, lineStarts };
}
