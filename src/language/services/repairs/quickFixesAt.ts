import type { CheckedFile } from '../..';
import type { Diagnostic, Fix, TextEdit } from '../../diagnostic';
import { lineAt, type Range } from '../../range';

export interface QuickFix extends Fix {
  readonly diagnostic: Diagnostic;
}

/** What is reported at, or touches, a stretch of the text. */
export function diagnosticsAt(
  { diagnostics }: Pick<CheckedFile, 'diagnostics'>,
  { start, end }: Range,
): Diagnostic[] {
  return diagnostics.filter(({ range }) => range.start <= end && range.end >= start);
}

/** Every repair on offer for it. */
export function quickFixesAt(file: Pick<CheckedFile, 'diagnostics'>, stretch: Range): QuickFix[] {
  return diagnosticsAt(file, stretch).flatMap((diagnostic) =>
    (diagnostic.fixes ?? []).map((fix) => ({ ...fix, diagnostic })),
  );
}

/**
 * The problems of the lines of a stretch that have one repair each, where there are several of different
 * kinds: mended one by one they would ask for as many looks at one line.
 */
export function problemsOfLine(
  file: Pick<CheckedFile, 'diagnostics' | 'lineStarts'>,
  stretch: Range,
): Diagnostic[] {
  const first = lineAt(file.lineStarts, stretch.start);
  const last = lineAt(file.lineStarts, stretch.end);
  const found = file.diagnostics.filter(({ range, fixes }) => {
    const line = lineAt(file.lineStarts, range.start);
    return line >= first && line <= last && fixes?.length === 1;
  });
  const isMixed = new Set(found.map(({ code }) => code)).size > 1;
  return isMixed ? found : [];
}

/**
 * Problems whose repair changes only how something is written: what is meant is known, and nobody need be
 * asked. The others are offered one by one, or all of one kind.
 */
const plainCodes: ReadonlySet<string> = new Set([
  'alias',
  'control-character',
  'foreign-comment',
  'foreign-form',
  'foreign-word',
  'full-width',
  'input-size-first',
  'missing-parentheses',
  'single-quotes',
]);

/** Whether a problem is one that "fix all" repairs. */
export function hasPlainRepair({ code, fixes }: Diagnostic): boolean {
  return plainCodes.has(code) && fixes?.length === 1;
}

/**
 * The repairs of several problems in one: of each the only one it has, in the order of the text. One that
 * would change what another one changes is left for the next time.
 */
export function repairsOf(
  { diagnostics }: Pick<CheckedFile, 'diagnostics'>,
  isChosen: (diagnostic: Diagnostic) => boolean,
): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let end = -1;
  for (const diagnostic of diagnostics) {
    const [fix, ...others] = diagnostic.fixes ?? [];
    if (!fix || others.length > 0 || !isChosen(diagnostic)) continue;
    const starts = fix.edits.map(({ range }) => range.start);
    if (Math.min(...starts) < end) continue;
    edits.push(...fix.edits);
    end = Math.max(end, ...fix.edits.map(({ range }) => range.end));
  }
  return edits;
}
