import type { Message } from '../../engine/message';
import type { Diagnostic, Fix, Severity, TextEdit } from '../diagnostic';
import { lineAt, lineEndAt, type Range } from '../range';
import { nearest } from '../../engine/suggestion';

export interface Details {
  readonly severity?: Severity;
  readonly related?: Diagnostic['related'];
  readonly fixes?: readonly Fix[];
}

/** How many comparisons of names one check may spend on "Did you mean": keeps it linear in the file. */
const comparisonBudget = 20_000;

/** Collects what the checker has to say about one file. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];
  /** Where an error has been reported: `start end`. */
  readonly #errorPlaces = new Set<string>();
  #errors = 0;
  #comparisons = 0;

  constructor(
    private readonly lineStarts: readonly number[],
    private readonly text = '',
  ) {}

  /** Gives `undefined`, which stands for "broken, and already reported" wherever a `Result` is looked for. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it is what the caller returns
  add<Result>(code: string, message: Message, range: Range, details: Details = {}): Result | undefined {
    const { severity = 'error', related, fixes } = details;
    if (severity === 'error') {
      this.#errors++;
      this.#errorPlaces.add(placeKey(range));
    }
    this.diagnostics.push({
      code,
      severity,
      message,
      range: { start: range.start, end: range.end },
      ...(related && { related }),
      ...(fixes && { fixes }),
    });
    return undefined;
  }

  /** Adds what another look at the text found, except where something has been said already. */
  addMissing(found: readonly Diagnostic[]): void {
    for (const diagnostic of found) {
      const { start, end } = diagnostic.range;
      if (this.#errorPlaces.has(placeKey(diagnostic.range))) continue;
      if (diagnostic.severity === 'error') {
        this.#errors++;
        this.#errorPlaces.add(placeKey(diagnostic.range));
      }
      this.diagnostics.push({ ...diagnostic, range: { start, end } });
    }
  }

  /** How many errors there are so far. */
  get errorCount(): number {
    return this.#errors;
  }

  /**
   * Which of the candidates someone who wrote `word` most
   * likely meant; none once a check has compared enough.
   */
  suggest(word: string, candidates: Iterable<string>): string | undefined {
    return nearest(word, this.#affordable(candidates));
  }

  *#affordable(candidates: Iterable<string>): Iterable<string> {
    for (const candidate of candidates) {
      if (++this.#comparisons > comparisonBudget) return;
      yield candidate;
    }
  }

  /** What is written there. */
  textOf({ start, end }: Range): string {
    return this.text.slice(start, end);
  }

  /** Puts a line below a statement, as far to the right as its own; behind it where others share its line. */
  lineBelow({ start, end }: Range, line: string): TextEdit {
    const begins = this.lineStarts[lineAt(this.lineStarts, start)] ?? 0;
    const indentation = /^[ \t]*/.exec(this.text.slice(begins, start))?.[0] ?? '';
    const ends = lineEndAt(this.text, this.lineStarts, end);
    const isFollowed = !/^[ \t]*(#|$)/.test(this.text.slice(end, ends));
    return isFollowed
      ? { range: { start: end, end }, newText: `; ${line}` }
      : { range: { start: ends, end: ends }, newText: `\n${indentation}${line}` };
  }

  lineRemoval(line: Range, title: Message): Fix {
    return { title, edits: [this.removal(line)] };
  }

  /** Takes a line out, with its line end where nothing else stands on it. */
  removal({ start, end }: Range): TextEdit {
    const begins = this.lineStarts[lineAt(this.lineStarts, start)] ?? 0;
    const ends = this.lineStarts[lineAt(this.lineStarts, end) + 1] ?? this.text.length;
    const isAlone = this.text.slice(begins, start).trim() === '' && this.text.slice(end, ends).trim() === '';
    const [before, behind] = [this.text.slice(begins, start), this.text.slice(end, ends)];
    // Beside others on its line, with the ; that parts it from the next, or from the one before.
    const parting = /^[ \t]*;[ \t]*/.exec(behind)?.[0].length;
    if (!isAlone && parting !== undefined) return { range: { start, end: end + parting }, newText: '' };
    const parted = isAlone ? undefined : /[ \t]*;[ \t]*$/.exec(before)?.[0].length;
    if (parted !== undefined) return { range: { start: start - parted, end }, newText: '' };
    return { range: isAlone ? { start: begins, end: ends } : { start, end }, newText: '' };
  }

  /** The line of an offset as people count, from 1. */
  lineOf(offset: number): number {
    return lineAt(this.lineStarts, offset) + 1;
  }
}

function placeKey({ start, end }: Range): string {
  return `${start} ${end}`;
}
