import type { Settings } from '../../engine/layers/support/layer';
import type { CheckedFile, Range } from '../../language';
import type { Source } from '../../protocol/sourcePlace';

const longestExpression = 60;

/** The text of a range in one line of at most 60 characters. */
export function oneLine(text: string, { start, end }: Range): string {
  const line = text.slice(start, end).replace(/\s+/g, ' ').trim();
  return line.length <= longestExpression ? line : `${line.slice(0, longestExpression - 1)}…`;
}

export function sourceOf(file: CheckedFile, { start, end }: Range): Source {
  const from = file.positionAt(start);
  const to = file.positionAt(end);
  return { line: from.line + 1, column: from.column, endLine: to.line + 1, endColumn: to.column };
}

/** `stride=1, pad=0`; empty without settings. */
export function settingsText(settings: Settings): string {
  return Object.entries(settings)
    .flatMap(([name, value]) =>
      value === undefined
        ? []
        : [`${name}=${typeof value === 'object' ? `[${value.join(', ')}]` : String(value)}`],
    )
    .join(', ');
}
