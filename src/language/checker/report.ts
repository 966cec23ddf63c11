import type { Message } from '../../engine/message';
import type { Diagnostic, Fix, Severity } from '../diagnostic';
import { lineAt } from '../lines';
import type { Range } from '../range';

export interface Details {
  readonly severity?: Severity;
  readonly related?: Diagnostic['related'];
  readonly fixes?: readonly Fix[];
}

/** Collects what the checker has to say about one file. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];

  constructor(private readonly lineStarts: readonly number[]) {}

  /** Gives `undefined`, which stands for "broken, and already reported" wherever a `Result` is looked for. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it is what the caller returns
  add<Result>(code: string, message: Message, range: Range, details: Details = {}): Result | undefined {
    const { severity = 'error', related, fixes } = details;
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
      const said = this.diagnostics.some(
        ({ severity, range }) => severity === 'error' && range.start === start && range.end === end,
      );
      if (!said) this.diagnostics.push({ ...diagnostic, range: { start, end } });
    }
  }

  /** The line of an offset as people count, from 1. */
  lineOf(offset: number): number {
    return lineAt(this.lineStarts, offset) + 1;
  }
}
