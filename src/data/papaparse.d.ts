/** What this folder uses of Papa Parse. Its published types need Node's, which are not known here. */
interface ParseResult {
  readonly data: readonly (readonly string[])[];
  readonly errors: readonly { readonly code: string; readonly row?: number }[];
  readonly meta: {
    readonly delimiter: string;
    /** How many characters of the text were read. */
    readonly cursor: number;
  };
}

interface ParserConfig {
  readonly delimiter: string;
  readonly newline: '\n' | '\r';
}

interface PapaParse {
  parse(
    text: string,
    config: {
      readonly preview: number;
      readonly newline: '\n' | '\r';
      readonly skipEmptyLines: boolean;
      readonly delimitersToGuess: readonly string[];
    },
  ): ParseResult;
  readonly Parser: new (config: ParserConfig) => {
    /** With `ignoreLastRow` a row without its line end is left for the next call. */
    parse(text: string, baseIndex: number, ignoreLastRow: boolean): ParseResult;
  };
}

declare const Papa: PapaParse;
export default Papa;
