import type { FileSyntax } from '../../ast';
import { lineAt, type Range } from '../../range';
import { beginsComparison, isBinaryOperator, type Token } from '../../scanner/token';

/** What the lines around a place are. `block`: of a block's body, also inside a `repeat` of it. */
export type Body = 'file' | 'network' | 'layers' | 'block' | 'train' | 'compare';

/** A `(` or `[` that is open at the place. */
export interface OpenBracket {
  /** Index of its token. */
  readonly index: number;
  /** The name directly before a `(`: then it is a call. */
  readonly callee?: Token;
  /** How many commas stand before the place. */
  position: number;
  /** Index of the first token behind the last of those commas. */
  pieceStart: number;
}

/**
 * What a place in the text is part of, by its tokens alone: while a line is typed its syntax is broken more
 * often than not, and where its brackets and words stand is clear all the same.
 */
export interface CursorPlace {
  readonly offset: number;
  /** A comment or a number at the place, or a string around it: nothing of the language stands there. */
  readonly inside?: 'comment' | 'number' | 'string';
  /** The name at the place, which a completion replaces; empty between other tokens. */
  readonly word: Range;
  /** The part of the word before the place. */
  readonly typed: string;
  readonly body: Body;
  /** Index of the first token of the statement: of the word, or of what follows, where that begins it. */
  readonly statementStart: number;
  /** Index of the token behind the word, or of the string that the place lies in. */
  readonly next: number;
  /** Index of the last token before the word. */
  readonly previous: number;
  /** Outermost first, of this statement. */
  readonly brackets: readonly OpenBracket[];
  /** Indices of the tokens with which the bodies around begin: of `network`, `layers`. */
  readonly headers: readonly number[];
}

interface OpenBody {
  readonly kind: Body;
  readonly header: number;
}

const outerWords: ReadonlySet<string> = new Set(['network', 'block', 'backward', 'expect']);
const memberWords: ReadonlySet<string> = new Set(['layers', 'train']);

/** Takes time linear in the number of tokens before the place. */
export function cursorPlace(file: FileSyntax, offset: number): CursorPlace {
  const { tokens, text } = file;
  const at = tokenAt(tokens, offset);
  const token = tokens[at];
  const isWord =
    (token?.kind === 'name' || token?.kind === 'keyword') && token.start <= offset && offset <= token.end;
  const word = isWord ? { start: token.start, end: token.end } : { start: offset, end: offset };
  const walk = new Walk(file);
  for (let index = 0; index < at; index++) walk.pass(index);
  const startsLine = isWord ? token.startsLine : beginsLine(file, at, offset);
  const isStatementStart = walk.beginsStatement(startsLine, at, isWord ? token : undefined);
  const inside = insideOf(file, at, offset);
  return {
    offset,
    ...(inside && { inside }),
    word,
    typed: text.slice(word.start, offset),
    body: isStatementStart && isWord ? walk.bodyAround(at) : walk.body,
    statementStart: isStatementStart ? at : walk.statementStart,
    next: isWord ? at + 1 : at,
    previous: at - 1,
    brackets: isStatementStart ? [] : walk.brackets,
    headers: walk.bodies.map(({ header }) => header),
  };
}

/** Index of the first token that ends at or behind `offset`. */
function tokenAt(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.end ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  // Directly behind a bracket or a comma stands what comes next, directly behind a word still the word.
  const touching = tokens[low];
  const isBehind = touching?.end === offset && touching.start < offset && !mayGrow(touching);
  return isBehind ? low + 1 : low;
}

/** Whether what is typed directly behind a token becomes part of it. */
function mayGrow({ kind, damaged }: Token): boolean {
  return kind === 'name' || kind === 'keyword' || kind === 'number' || (kind === 'string' && damaged);
}

function insideOf({ tokens, comments }: FileSyntax, at: number, offset: number): CursorPlace['inside'] {
  const token = tokens[at];
  if (token?.kind === 'string' && token.start < offset) return 'string';
  if (token?.kind === 'number' && token.start < offset) return 'number';
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  const comment = comments[low - 1];
  return comment !== undefined && offset <= comment.end ? 'comment' : undefined;
}

/** Whether no token of the line stands before `offset`. */
function beginsLine({ tokens, lineStarts }: FileSyntax, at: number, offset: number): boolean {
  const before = tokens[at - 1];
  return before === undefined || lineAt(lineStarts, before.end) < lineAt(lineStarts, offset);
}

/** In an open bracket, a line that is indented no further than the statement begins the next one. */
function looksLikeStatement(file: FileSyntax, index: number, statementStart: number, body: Body): boolean {
  const { tokens } = file;
  const [token, first] = [tokens[index], tokens[statementStart]];
  if (!token?.startsLine || !first) return false;
  const isDefinition = token.kind === 'name' && tokens[index + 1]?.kind === '=';
  const isWord = token.kind === 'keyword' && (outerWords.has(token.text) || memberWords.has(token.text));
  const isLayer = (body === 'layers' || body === 'block') && isWholeLayer(tokens, index);
  const begins = isDefinition || isWord || isLayer || beginsComparison(tokens, index);
  return begins && columnOf(file, token) <= columnOf(file, first);
}

/** A name that is all of its line, or that parentheses follow: no argument of a call in the line above. */
function isWholeLayer(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1];
  if (tokens[index]?.kind !== 'name') return false;
  if (next === undefined || next.kind === '(' || next.kind === 'end') return true;
  if (next.kind === ',' || next.kind === ')' || next.kind === ']') return false;
  return next.startsLine || next.kind === ';' || next.kind === '}' || next.text === 'from';
}

function columnOf({ lineStarts }: FileSyntax, { start }: Token): number {
  return start - (lineStarts[lineAt(lineStarts, start)] ?? 0);
}

/** One of the pieces that commas part between brackets: indices of its tokens, `end` exclusive. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/**
 * The pieces between a bracket that is open at the place and its partner, or where
 * that is missing the end of the statement. Takes time linear in what is between them.
 */
export function piecesOf(
  file: FileSyntax,
  { statementStart, body }: CursorPlace,
  { index: opener }: OpenBracket,
): Piece[] {
  const pieces: Piece[] = [];
  let depth = 0;
  let start = opener + 1;
  let index = start;
  for (; ; index++) {
    const kind = file.tokens[index]?.kind ?? 'end';
    if (kind === 'end' || kind === '{' || kind === '}') break;
    if (looksLikeStatement(file, index, statementStart, body)) break;
    if (kind === '(' || kind === '[') depth++;
    else if ((kind === ')' || kind === ']') && depth-- === 0) break;
    else if (kind === ',' && depth === 0) {
      pieces.push({ start, end: index });
      start = index + 1;
    }
  }
  return [...pieces, { start, end: index }];
}

/** Goes over the tokens from the beginning, as the parser would where all of them are right. */
class Walk {
  readonly bodies: OpenBody[] = [];
  brackets: OpenBracket[] = [];
  statementStart = 0;

  constructor(private readonly file: FileSyntax) {}

  get body(): Body {
    return this.bodies.at(-1)?.kind ?? 'file';
  }

  pass(index: number): void {
    const token = this.file.tokens[index];
    if (token === undefined) return;
    if (this.beginsStatement(token.startsLine, index, token)) {
      this.statementStart = index;
      this.brackets = [];
      this.#leaveBodies(index);
    }
    const { kind } = token;
    if (kind === '(' || kind === '[') this.brackets.push(this.#openBracket(index));
    else if (kind === ')' || kind === ']') this.brackets.pop();
    else if (kind === ',') this.#passComma(index);
    else if (kind === '{' || kind === '}') this.#passBrace(kind);
  }

  #passComma(index: number): void {
    const innermost = this.brackets.at(-1);
    if (!innermost) return;
    innermost.position++;
    innermost.pieceStart = index + 1;
  }

  #passBrace(kind: '{' | '}'): void {
    this.brackets = [];
    if (kind === '}') this.bodies.pop();
    else this.bodies.push({ kind: this.#bodyOf(this.statementStart), header: this.statementStart });
  }

  /** Whether a token, or what is typed next, begins a statement of its own. */
  beginsStatement(startsLine: boolean, index: number, token: Token | undefined): boolean {
    const before = this.file.tokens[index - 1];
    if (before === undefined || before.kind === '{' || before.kind === '}') return true;
    if (token?.kind === '{' || token?.kind === '}') return false;
    if (before.kind === ';') return this.brackets.length === 0;
    if (!startsLine) return false;
    if (this.brackets.length > 0) return looksLikeStatement(this.file, index, this.statementStart, this.body);
    return !isBinaryOperator(before.kind) && !(token !== undefined && isBinaryOperator(token.kind));
  }

  /** The body that a statement which begins with this word is a line of. */
  bodyAround(index: number): Body {
    const open = [...this.bodies];
    this.#leaveBodies(index);
    const { body } = this;
    this.bodies.splice(0, this.bodies.length, ...open);
    return body;
  }

  /** Words that cannot stand in a body end it, though its `}` is missing. */
  #leaveBodies(index: number): void {
    const token = this.file.tokens[index];
    if (beginsComparison(this.file.tokens, index)) this.bodies.length = 0;
    if (token?.kind !== 'keyword' || this.file.tokens[index + 1]?.kind === '=') return;
    // Something may be expected of a network, in its own body.
    if (token.text === 'expect' && this.body === 'network') return;
    if (outerWords.has(token.text)) this.bodies.length = 0;
    if (!memberWords.has(token.text)) return;
    while (this.bodies.length > 0 && this.body !== 'network') this.bodies.pop();
  }

  #openBracket(index: number): OpenBracket {
    const before = this.file.tokens[index - 1];
    const isCall =
      this.file.tokens[index]?.kind === '(' &&
      index > this.statementStart &&
      (before?.kind === 'name' || (before?.kind === 'keyword' && before.text === 'grad'));
    return { index, position: 0, pieceStart: index + 1, ...(isCall && { callee: before }) };
  }

  /** Which body the statement that begins at `index` opens. */
  #bodyOf(index: number): Body {
    const { kind, text } = this.file.tokens[index] ?? { kind: 'end', text: '' };
    if (kind === 'keyword' && (text === 'layers' || text === 'train')) return text;
    if (kind === 'keyword' && text === 'block') return 'block';
    if (kind === 'name' && text === 'compare' && this.bodies.length === 0) return 'compare';
    if (this.body === 'layers' || this.body === 'block') return this.body;
    return 'network';
  }
}

/** What `name =` or `layer.part =` says at the begin of a piece, and the token that its value begins with. */
export function nameOfPiece(
  tokens: FileSyntax['tokens'],
  { start, end }: Piece,
): { readonly name: string; readonly value: number } | undefined {
  const equals = tokens[start + 1]?.kind === '.' ? start + 3 : start + 1;
  if (equals >= end || tokens[equals]?.kind !== '=') return undefined;
  const name = tokens
    .slice(start, equals)
    .map(({ text }) => text)
    .join('');
  return { name, value: equals + 1 };
}
