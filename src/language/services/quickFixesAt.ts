import type { CheckedFile } from '..';
import type { Diagnostic, Fix } from '../diagnostic';
import type { Range } from '../range';

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
