import { message } from '../../engine/message';
import type { Diagnostic } from '../diagnostic';
import { writtenHere } from '../foreign/foreignNames';
import { foreignOperators } from '../foreign/foreignSyntax';
import type { Range } from '../range';
import {
  ASTERISK,
  BYTE_ORDER_MARK,
  CARRIAGE_RETURN,
  codeName,
  COLON,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  HASH,
  invisible,
  isAsciiLetter,
  isDigit,
  isLineEnd,
  isSpace,
  LINE_FEED,
  SINGLE_QUOTE,
  UNDERSCORE,
} from './characters';
import { fullWidthHints, halfWidth, toHalfWidth } from './fullWidth';
import {
  beginsBlockComment,
  isTripleQuote,
  readSingleQuoted,
  readString,
  readTripleQuoted,
  type ReportMistake,
} from './quotedText';
import { endOfNumber, isNumberText, repairedNumber } from './writtenNumber';
import { isKeyword, symbols, type SymbolKind, type Token, type TokenKind } from './token';

export interface ScannedText {
  /** Ends with a token of kind `end`. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Range[];
  /** Offset of every line's first character. */
  readonly lineStarts: readonly number[];
  readonly diagnostics: readonly Diagnostic[];
}

const nameStart = /[\p{L}\p{Nl}_]/u;
const restOfName = /[\p{L}\p{Nl}\p{M}\p{Nd}_＿]*/uy;
const symbolsByCode: ReadonlyMap<number, SymbolKind> = new Map(
  symbols.filter((symbol) => symbol.length === 1).map((symbol) => [symbol.charCodeAt(0), symbol]),
);

/** Operators of other languages that have more than one character, by the first; longer ones first. */
const longOperators = new Map<number, string[]>();
for (const operator of foreignOperators.keys()) {
  if (operator.length === 1) continue;
  const first = operator.charCodeAt(0);
  longOperators.set(first, [...(longOperators.get(first) ?? []), operator]);
}

/** Symbols of two characters of which the second is `=`, by the first. */
const beforeEquals: ReadonlyMap<number, SymbolKind> = new Map(
  symbols
    .filter((symbol) => symbol.length === 2 && symbol.endsWith('='))
    .map((symbol) => [symbol.charCodeAt(0), symbol]),
);

/** Cuts a text into tokens. Never throws; what means nothing becomes one `invalid` token and one message. */
export function scan(text: string): ScannedText {
  return new Scanner(text).run();
}

class Scanner {
  readonly #tokens: Token[] = [];
  readonly #comments: Range[] = [];
  readonly #lineStarts: number[] = [0];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #fullWidth: { start: number; end: number }[] = [];
  /** Of each `(` and `[` that is open, whether it stands directly behind a value: `x[`. */
  readonly #indexes: boolean[] = [];
  readonly #report: ReportMistake = (code, what, range, fix) => {
    this.#diagnostics.push({ code, severity: 'error', message: what, range, ...(fix && { fixes: [fix] }) });
  };
  #offset = 0;
  /** Where the `|` stands that closes an absolute value which has been reported. */
  #closingBar = -1;
  #startsLine = true;
  /** On which line each character that means nothing was reported last. */
  readonly #saidOnLine = new Map<string, number>();

  constructor(private readonly text: string) {}

  run(): ScannedText {
    if (this.text.charCodeAt(0) === BYTE_ORDER_MARK) this.#offset = 1;
    while (this.#offset < this.text.length) this.#scanOne();
    this.#push('end', this.text.length, '');
    return {
      tokens: this.#tokens,
      comments: this.#comments,
      lineStarts: this.#lineStarts,
      diagnostics: [...this.#diagnostics, ...fullWidthHints(this.text, this.#fullWidth)],
    };
  }

  /** The code at `offset` with full-width forms made half-width; NaN behind the end. */
  #code(offset: number): number {
    const code = this.text.charCodeAt(offset);
    return code < 0x80 ? code : toHalfWidth(code);
  }

  #scanOne(): void {
    const start = this.#offset;
    const code = this.#code(start);
    if (isSpace(code)) {
      this.#noteFullWidth(start, start + 1);
      this.#offset++;
    } else if (isLineEnd(code)) this.#scanLineEnd(code);
    else if (code === HASH) this.#scanComment();
    else if (isAsciiLetter(code) || code === UNDERSCORE) this.#scanName();
    else if (isDigit(code) || (code === DOT && isDigit(this.#code(start + 1)))) this.#scanNumber();
    else this.#scanSign(start, code);
  }

  #scanQuoted(code: number): void {
    const start = this.#offset;
    if (isTripleQuote(this.text, start)) {
      this.#scanCommentOfLines();
      return;
    }
    const read = code === DOUBLE_QUOTE ? readString : readSingleQuoted;
    const { end, value, damaged } = read(this.text, start, this.#report);
    this.#push('string', end, value, damaged);
  }

  #scanCommentOfLines(): void {
    const start = this.#offset;
    const { end, lineStarts } = readTripleQuoted(this.text, start, this.#report);
    for (const lineStart of lineStarts) this.#lineStarts.push(lineStart);
    // A comment is nothing that a statement could miss.
    this.#comments.push({ start, end });
    if (lineStarts.length > 0) this.#startsLine = true;
    this.#offset = end;
  }

  /** What begins with none of those: signs, quotes, and whatever else there is. */
  #scanSign(start: number, code: number): void {
    if (beginsBlockComment(this.text, start)) this.#scanCommentOfLines();
    else if (this.#longOperatorAt(start) !== undefined) this.#scanInvalid();
    else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) this.#scanQuoted(code);
    else if (code === DOT && this.#isMemberDot(start)) this.#push('.', start + 1, '.');
    else if (code === DOT) this.#scanInvalid();
    else if (code === COLON) this.#scanColon(start);
    else if (symbolsByCode.has(code) || this.#isBeforeEquals(code, start)) this.#scanSymbol(code);
    else if (code >= 0x80 && nameStart.test(this.#characterAt(start))) this.#scanName();
    else this.#scanInvalid();
  }

  /** `+=`, `//`: an operator of another language, which must not be read as two of this one. */
  #longOperatorAt(offset: number): string | undefined {
    const operators = longOperators.get(this.text.charCodeAt(offset));
    // Asked for every symbol, so without a closure.
    if (operators !== undefined) {
      for (const operator of operators) {
        if (!this.text.startsWith(operator, offset)) continue;
        // `x <- 3` is an assignment where a line begins with it, and `x <-3` a comparison elsewhere.
        if (operator !== '<-' || this.#tokens.at(-1)?.startsLine === true) return operator;
      }
    }
    return undefined;
  }

  /** Between the brackets of an index it parts a slice: `x[1:3]`. */
  #scanColon(start: number): void {
    if (this.#indexes.at(-1) !== true) {
      this.#scanInvalid();
      return;
    }
    this.#noteFullWidth(start, start + 1);
    this.#push(':', start + 1, ':');
  }

  /** Between a value and a name, without spaces: `x.T`. */
  #isMemberDot(offset: number): boolean {
    const before = this.#tokens.at(-1);
    if (before?.end !== offset || !nameStart.test(this.#characterAt(offset + 1))) return false;
    return ['name', 'keyword', 'string', ')', ']'].includes(before.kind);
  }

  #isBeforeEquals(code: number, start: number): boolean {
    return beforeEquals.has(code) && this.#code(start + 1) === EQUALS;
  }

  #characterAt(offset: number): string {
    return String.fromCodePoint(this.text.codePointAt(offset) ?? 0);
  }

  #push(kind: TokenKind, end: number, text: string, damaged = false): void {
    this.#tokens.push({ kind, start: this.#offset, end, text, startsLine: this.#startsLine, damaged });
    this.#offset = end;
    this.#startsLine = false;
  }

  /** Remembers which characters of a stretch are full-width, neighbours as one run. */
  #noteFullWidth(start: number, end: number): void {
    for (let offset = start; offset < end; offset++) {
      if (this.text.charCodeAt(offset) < 0x80 || this.#code(offset) === this.text.charCodeAt(offset))
        continue;
      const last = this.#fullWidth.at(-1);
      if (last?.end === offset) last.end = offset + 1;
      else this.#fullWidth.push({ start: offset, end: offset + 1 });
    }
  }

  #scanLineEnd(code: number): void {
    this.#offset += code === CARRIAGE_RETURN && this.text.charCodeAt(this.#offset + 1) === LINE_FEED ? 2 : 1;
    this.#lineStarts.push(this.#offset);
    this.#startsLine = true;
  }

  #scanComment(): void {
    const start = this.#offset;
    this.#noteFullWidth(start, start + 1);
    let end = start + 1;
    while (end < this.text.length && !isLineEnd(this.text.charCodeAt(end))) end++;
    this.#comments.push({ start, end });
    this.#offset = end;
  }

  #endOfAsciiName(start: number): number {
    let end = start;
    for (let code = this.text.charCodeAt(end); ; code = this.text.charCodeAt(++end)) {
      if (!isAsciiLetter(code) && !isDigit(code) && code !== UNDERSCORE) return end;
    }
  }

  #endOfName(start: number): number {
    const end = this.#endOfAsciiName(start);
    if (!(this.text.charCodeAt(end) >= 0x80)) return end;
    restOfName.lastIndex = end;
    return end + (restOfName.exec(this.text)?.[0].length ?? 0);
  }

  #scanName(): void {
    const start = this.#offset;
    let end = this.#endOfAsciiName(start);
    let name = this.text.slice(start, end);
    if (this.text.charCodeAt(end) >= 0x80) {
      end = this.#endOfName(end);
      this.#noteFullWidth(start, end);
      name = halfWidth(this.text.slice(start, end).normalize('NFC'));
    }
    this.#push(isKeyword(name) ? 'keyword' : 'name', end, name);
  }

  #scanNumber(): void {
    const start = this.#offset;
    const end = endOfNumber(this.text, start, (offset) => this.#endOfName(offset));
    this.#noteFullWidth(start, end);
    const written = halfWidth(this.text.slice(start, end));
    const digits = written.includes('_') ? written.replaceAll('_', '') : written;
    const range = { start, end };
    const wellFormed = isNumberText(written);
    const finite = Number.isFinite(Number(digits));
    const vanishes = Number(digits) === 0 && /^[0.]*[1-9]/.test(digits);
    if (!wellFormed) {
      const before = this.#startsLine ? undefined : this.#tokens.at(-1)?.kind;
      const here = repairedNumber(written, before, this.text[end] === '(');
      if (here !== undefined) {
        this.#report('malformed-number', writtenHere(written, here), range, {
          title: message('Change to {0}', here),
          edits: [{ range, newText: here }],
        });
      } else this.#report('malformed-number', message('{0} is neither a number nor a name.', written), range);
    } else if (!finite) {
      const what = message('{0} is larger than the largest double, 1.8e308.', written);
      this.#report('number-too-large', what, range);
    } else if (vanishes) {
      const what = message('{0} is smaller than the smallest double, 4.9e-324: it would be 0.', written);
      this.#report('number-too-small', what, range);
    }
    this.#push('number', end, digits, !wellFormed || !finite || vanishes);
  }

  #scanSymbol(code: number): void {
    const start = this.#offset;
    const isPower = code === ASTERISK && this.#code(start + 1) === ASTERISK;
    const comparison = this.#isBeforeEquals(code, start) ? beforeEquals.get(code) : undefined;
    const kind = isPower ? '**' : (comparison ?? symbolsByCode.get(code) ?? '?');
    this.#followBrackets(kind, start);
    this.#noteFullWidth(start, start + kind.length);
    this.#push(kind, start + kind.length, kind);
  }

  #followBrackets(kind: SymbolKind, start: number): void {
    const before = this.#tokens.at(-1);
    const isBehindValue =
      before?.end === start && ['name', 'keyword', 'number', 'string', ')', ']'].includes(before.kind);
    if (kind === '(' || kind === '[') this.#indexes.push(kind === '[' && isBehindValue);
    else if (kind === ')' || kind === ']') this.#indexes.pop();
    else if (kind === '{' || kind === '}') this.#indexes.length = 0;
  }

  /** Two files put together: the mark at the head of the second belongs to no line. */
  #skipByteOrderMark(first: string, start: number): boolean {
    if (first.charCodeAt(0) !== BYTE_ORDER_MARK) return false;
    const range = { start, end: start + 1 };
    const visible = codeName(BYTE_ORDER_MARK);
    this.#report('unexpected-character', message('{0} means nothing here.', visible), range, {
      title: message('Remove {0}', visible),
      edits: [{ range, newText: '' }],
    });
    this.#offset = range.end;
    return true;
  }

  /** `|x|` is one mistake, not two, and `√x` takes what stands behind it with it. */
  #scanBarsOrRoot(first: string, start: number): boolean {
    if (first === '|' && start === this.#closingBar) {
      this.#push('invalid', start + 1, first, true);
      return true;
    }
    const form = first === '|' ? /\|([^|\n\r#"]*)\|(?!\|)/y : /√\s*([\p{L}_]\w*|[\d.]+)/uy;
    form.lastIndex = start;
    const before = this.#tokens.at(-1);
    const isBehindValue =
      before !== undefined &&
      !this.#startsLine &&
      ['name', 'number', 'string', ')', ']'].includes(before.kind);
    const found = isBehindValue || !['|', '√'].includes(first) ? null : form.exec(this.text);
    const [written = '', inner = ''] = found ?? [];
    if (inner.trim() === '') return false;
    const here = `${first === '|' ? 'abs' : 'sqrt'}(${inner.trim()})`;
    const range = { start, end: start + written.length };
    this.#report('unexpected-character', writtenHere(written, here), range, {
      title: message('Change to {0}', here),
      edits: [{ range, newText: here }],
    });
    if (first === '|') this.#closingBar = range.end - 1;
    this.#push('invalid', start + 1, first, true);
    return true;
  }

  #scanInvalid(): void {
    const start = this.#offset;
    const first = this.#longOperatorAt(start) ?? this.#characterAt(start);
    if ((first === '//' || first === '%') && this.#startsLine) {
      this.#scanSlashComment();
      return;
    }
    if (this.#scanBarsOrRoot(first, start) || this.#skipByteOrderMark(first, start)) return;
    if ((first === '//' || first === '%') && this.#isProse(start + first.length)) {
      this.#scanSlashComment();
      return;
    }
    if (first === ':' && this.#scanType(start)) return;
    const foreign = foreignOperators.get(first);
    let end = start + first.length;
    while (foreign === undefined && this.text.startsWith(first, end)) end += first.length;
    const range = { start, end };
    const written = this.text.slice(start, end);
    const visible = invisible.test(first) ? codeName(first.codePointAt(0) ?? 0) : written;
    if (foreign?.here !== undefined) {
      const isTight =
        first === ':' && this.#tokens.at(-1)?.end === start && this.#tokens.at(-1)?.kind === 'name';
      this.#report('unexpected-character', writtenHere(written, foreign.here), range, {
        title: message('Change to {0}', foreign.here),
        edits: [{ range, newText: isTight ? ` ${foreign.here}` : foreign.here }],
      });
    } else {
      const what = foreign?.explain ?? message('{0} means nothing here.', visible);
      const isStop =
        ['。', '．', '.'].includes(first) && /^[ \t]*([\r\n#]|$)/.test(this.text.slice(end, end + 80));
      // Once a line: `∂y/∂x` is one mistake.
      if (this.#saidOnLine.get(first) !== this.#lineStarts.length) {
        this.#report(
          'unexpected-character',
          what,
          range,
          isStop ? { title: message('Remove {0}', written), edits: [{ range, newText: '' }] } : undefined,
        );
      }
      this.#saidOnLine.set(first, this.#lineStarts.length);
    }
    this.#push('invalid', end, written, true);
  }

  /** Words behind `//`: a comment, not what is divided by. */
  #isProse(offset: number): boolean {
    const words = /[ \t]*[^\s\d()[\]*/+=-]+[ \t]+[^\s\d()[\]*/+=-]+/y;
    words.lastIndex = offset;
    return words.test(this.text);
  }

  /** `x: float = 3`: the type is left out. */
  #scanType(start: number): boolean {
    const type = /:[ \t]*[A-Za-z_][\w.[\]]*[ \t]*(?==(?!=))/y;
    type.lastIndex = start;
    const name = this.#tokens.at(-1);
    const found =
      name?.kind === 'name' && name.startsLine && name.end === start ? type.exec(this.text) : null;
    if (!found || !name) return false;
    const end = start + found[0].trimEnd().length;
    const written = this.text.slice(name.start, end);
    this.#report(
      'unexpected-character',
      writtenHere(written, name.text),
      { start, end },
      {
        title: message('Remove {0}', this.text.slice(start, end)),
        edits: [{ range: { start, end }, newText: '' }],
      },
    );
    this.#push('invalid', end, found[0], true);
    return true;
  }

  /** A line that begins with `//` or `%` is a comment in other languages, whatever follows. */
  #scanSlashComment(): void {
    const start = this.#offset;
    const range = { start, end: start + (this.text[start] === '/' ? 2 : 1) };
    this.#report('foreign-comment', message('A comment begins with # here, in every line.'), range, {
      title: message('Change to {0}', '#'),
      edits: [{ range, newText: '#' }],
    });
    this.#scanComment();
  }
}
