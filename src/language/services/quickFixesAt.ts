import type { CheckedFile } from '..';
import type { Diagnostic, Fix } from '../diagnostic';
import type { Range } from '../range';

export interface QuickFix extends Fix {
  readonly diagnostic: Diagnostic;
}

/** Every repair on offer for what is reported at, or touches, a stretch of the text. */
export function quickFixesAt(
  { diagnostics }: Pick<CheckedFile, 'diagnostics'>,
  { start, end }: Range,
): QuickFix[] {
  return diagnostics
    .filter(({ range }) => range.start <= end && range.end >= start)
    .flatMap((diagnostic) => (diagnostic.fixes ?? []).map((fix) => ({ ...fix, diagnostic })));
}
