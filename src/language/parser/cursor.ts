import { message, type Message } from '../../engine/message';
import type { Identifier } from '../ast';
import type { Diagnostic, Fix, TextEdit } from '../diagnostic';
import { foreignSeparators } from '../foreign/foreignSyntax';
import { lastBeginningAt, lineAt, type Range } from '../range';
import type { ScannedText } from '../scanner/scanner';
import { isBinaryOperator, type Token, type TokenKind } from '../scanner/token';

/**
 * Brackets, minus signs and bodies inside one another: far
 * more than people write, far less than the call stack holds.
 */
const deepestNesting = 256;

/** What the lines around the cursor are, for finding the next readable one after a mistake. */
export type BodyKind = 'file' | 'network' | 'layers' | 'train';

const endOfText: Token = { kind: 'end', start: 0, end: 0, text: '', startsLine: true, damaged: false };

/** A place in the list of tokens, and what went wrong up to there. */
export class Cursor {
  readonly diagnostics: Diagnostic[] = [];
  readonly tokens: readonly Token[];
  /** Names that skipped lines of another language would define. */
  readonly brokenNames: Identifier[] = [];
  body: BodyKind = 'file';
  statementBefore: 'intact' | 'damaged' = 'intact';
  /** Index of the token of the bracket that was found not to be closed. */
  unclosedBracket: number | undefined;
  /** Brackets `(` and `[` that are open, by the index of their token: inside them line ends do not count. */
  readonly #openBrackets: number[] = [];
  /**
   * Index of the token at which a body was found not to be
   * closed; the bodies around it need not say it again.
   */
  unclosedBodyAt: number | undefined;
  /** Of the network at hand: what parts its lines that is not written here, and the edits that mend it. */
  readonly separators = new Map<string, TextEdit[]>();
  #index = 0;
  #endedAt = -1;
  #nesting = 0;
  #bodyNesting = 0;
  #damage = 0;
  /** Of the line asked about last: many statements may stand on one line. */
  #indentation = { lineStart: -1, columns: 0 };
  /** One mistake, one message: a statement that has its message gets no second one. */
  #silent = false;
  readonly #lineStarts: readonly number[];
  /** Stretches that one message speaks of as a whole, in their order. */
  readonly #explained: Range[] = [];

  constructor(
    scanned: ScannedText,
    readonly text: string,
  ) {
    this.tokens = scanned.tokens;
    this.#lineStarts = scanned.lineStarts;
  }

  get index(): number {
    return this.#index;
  }

  get token(): Token {
    return this.tokens[this.#index] ?? this.tokens.at(-1) ?? endOfText;
  }

  get next(): Token {
    return this.tokens[this.#index + 1] ?? this.tokens.at(-1) ?? endOfText;
  }

  /** The token just consumed; at the very beginning the first one. */
  get previous(): Token {
    return this.tokens[this.#index - 1] ?? this.token;
  }

  /**
   * Counts everything reported or found damaged so far: a difference means that the part between is damaged.
   */
  get damage(): number {
    return this.#damage;
  }

  at(kind: TokenKind): boolean {
    return this.token.kind === kind;
  }

  atKeyword(word: string): boolean {
    return this.token.kind === 'keyword' && this.token.text === word;
  }

  advance(): Token {
    const token = this.token;
    if (token.damaged) this.#damage++;
    if (token.kind !== 'end') this.#index++;
    return token;
  }

  /** Leaves whatever brackets are open and goes to the token at `index`. */
  resumeAt(index: number): void {
    this.#index = index;
    this.leaveBrackets();
  }

  get bracketDepth(): number {
    return this.#openBrackets.length;
  }

  /** Index of the token of the innermost open bracket. */
  get innermostBracket(): number | undefined {
    return this.#openBrackets.at(-1);
  }

  /** Consumes a bracket and everything behind it becomes its content; false where that is too deep. */
  openBracket(): boolean {
    this.#openBrackets.push(this.#index);
    return this.enter(this.advance());
  }

  closeBracket(): Token {
    this.#openBrackets.pop();
    this.leave();
    return this.advance();
  }

  /** True where a statement may end: at `;`, `}`, a line end outside brackets, the end of the file. */
  get atStatementEnd(): boolean {
    const { kind, startsLine } = this.token;
    if (kind === 'end' || kind === ';' || kind === '}') return true;
    if (this.atSeparator || this.#index === this.#endedAt) return true;
    return startsLine && this.bracketDepth === 0 && !isBinaryOperator(kind);
  }

  /** At what parts the lines of a network, or its layers, elsewhere: `,` or `->`. */
  get atSeparator(): boolean {
    if (this.body === 'file' || this.bracketDepth > 0) return false;
    const { kind, text } = this.token;
    if (kind === ',') return true;
    return this.body === 'layers' && (kind === 'invalid' || kind === '>') && foreignSeparators.has(text);
  }

  /** The statement ends before the token at hand, though nothing says so. */
  endStatement(): void {
    this.#endedAt = this.#index;
  }

  startStatement(): void {
    this.#silent = false;
    this.#nesting = 0;
    this.leaveBrackets();
    this.unclosedBracket = undefined;
  }

  /** Gives `undefined`, which stands for "broken, and already reported" wherever a `Result` is looked for. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it is what the caller returns
  report<Result>(code: string, what: Message, range: Range, fix?: Fix): Result | undefined {
    this.#damage++;
    if (!this.#silent) {
      this.#silent = true;
      this.diagnostics.push({
        code,
        severity: 'error',
        message: what,
        range: { start: range.start, end: range.end },
        ...(fix && { fixes: [fix] }),
      });
    }
    return undefined;
  }

  /** Reports the token at hand, unless the scanner has done so. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it is what the caller returns
  unexpected<Result>(what: Message, fix?: Fix): Result | undefined {
    if (!this.token.damaged) return this.report('unexpected-token', what, this.token, fix);
    this.markDamaged();
    return undefined;
  }

  /** The statement is broken by something that has been reported already. */
  markDamaged(): void {
    this.#damage++;
    this.#silent = true;
  }

  /**
   * The message just reported speaks of all of this: what
   * the scanner found in it is part of the same mistake.
   */
  explain(range: Range): void {
    this.#explained.push(range);
  }

  isExplained({ start, end }: Range): boolean {
    return end <= (this.#explained[lastBeginningAt(this.#explained, start)]?.end ?? -1);
  }

  /** One level deeper; false, and reported, where that is too deep. */
  enter(token: Token): boolean {
    if (++this.#nesting <= deepestNesting) return true;
    this.report(
      'nested-too-deeply',
      message('This is nested more than {0} levels deep.', deepestNesting),
      token,
    );
    return false;
  }

  leave(): void {
    this.#nesting--;
  }

  /** One body deeper; false where that is too deep. */
  enterBody(): boolean {
    return ++this.#bodyNesting <= deepestNesting;
  }

  leaveBody(): void {
    this.#bodyNesting--;
  }

  leaveBrackets(): void {
    this.#openBrackets.length = 0;
  }

  skipToEnd(): void {
    this.resumeAt(this.tokens.length - 1);
    this.unclosedBodyAt = this.#index;
  }

  /** Column of the first character of the line that holds `token`, spaces not counted. */
  indentationOf(token: Token): number {
    const lineStart = this.#lineStarts[lineAt(this.#lineStarts, token.start)] ?? 0;
    if (this.#indentation.lineStart !== lineStart) {
      let column = lineStart;
      while (column < token.start && /\s/.test(this.text[column] ?? '')) column++;
      this.#indentation = { lineStart, columns: column - lineStart };
    }
    return this.#indentation.columns;
  }
}

/** A token as a name. */
export function identifierOf(token: Token): Identifier {
  return { name: token.text, start: token.start, end: token.end };
}
