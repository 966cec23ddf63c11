/** A stretch of text in UTF-16 code units, `end` exclusive, as VS Code's offsets count. */
export interface Range {
  readonly start: number;
  readonly end: number;
}
