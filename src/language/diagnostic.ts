import { message, type Message } from '../engine/message';
import type { Range } from './range';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Of an `expect` whose value is another, in the editor and on the command line. */
export const unmetExpectationCode = 'unmet-expectation';

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** A repair that is clear enough to offer as a quick fix. */
export interface Fix {
  readonly title: Message;
  readonly edits: readonly TextEdit[];
}

/** What may be said of the mistake behind a wrong answer. */
export interface ShownMistake {
  /** Those that fit, the likelier first: `sign`, `relu-mask`; empty where only the family may be said. */
  readonly kinds: readonly string[];
  /** A sentence for each. */
  readonly sentences: readonly Message[];
  /** Where it shows and how the right number comes about, for who asks. */
  readonly details: readonly Message[];
}

export interface Diagnostic {
  /** Stable, kebab-case: `unknown-layer`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: Message;
  readonly range: Range;
  readonly related?: readonly { readonly message: Message; readonly range: Range }[];
  readonly fixes?: readonly Fix[];
  /** Of an unmet `expect`: what its answer is wrong by, as far as it may be told. */
  readonly mistake?: ShownMistake;
}

/** More problems than this are of no use to anybody, and editors and pipes choke on them. */
const mostProblems = 1000;

const moreProblems = 'more-problems';

const importance: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2, hint: 3 };

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.range.start - b.range.start || a.range.end - b.range.end;
}

/**
 * Sorted by position. Where there are more than a thousand, errors go before warnings and hints, the first
 * before the later ones, and a last line says how many are left out.
 */
export function firstProblems(found: readonly Diagnostic[], most = mostProblems): Diagnostic[] {
  const problems = found.filter(({ code }) => code !== moreProblems).sort(byPlace);
  // What was listed before may have left some out already.
  let left = found.reduce((sum, { code, message: { values } }) => {
    return code === moreProblems ? sum + Number(values[0]) : sum;
  }, 0);
  if (problems.length > most) {
    problems.sort((a, b) => importance[a.severity] - importance[b.severity]);
    left += problems.splice(most).length;
    problems.sort(byPlace);
  }
  if (left === 0) return problems;
  return [
    ...problems,
    {
      code: moreProblems,
      severity: 'warning',
      message: message('More problems that are not shown: {0}.', left),
      range: problems.at(-1)?.range ?? { start: 0, end: 0 },
    },
  ];
}

/**
 * As `firstProblems`, of what was found after `listed`: only so many as that has left room for, and no second
 * line that there are more.
 */
export function furtherProblems(listed: readonly Diagnostic[], found: readonly Diagnostic[]): Diagnostic[] {
  const taken = listed.filter(({ code }) => code !== moreProblems).length;
  return taken < listed.length ? [] : firstProblems(found, Math.max(0, mostProblems - taken));
}
