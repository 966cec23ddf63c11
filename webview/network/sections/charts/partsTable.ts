import { groupedNumber } from '../../../kit/numbers';
import type { RunMark } from '../../../../src/protocol/networkPanelState';
import type { Points } from '../../../../src/protocol/boundedSeries';
import { text } from '../../../kit/translation';
import type { TwinTable } from '../../../kit/table/TableTwin';
import { readableValue } from '../../../charts/Swatch';
import type { Range } from '../../../charts/chartLines';
import { strings } from './chartsTexts';
import { courseOf, differentLines } from './runMarks';
import { placeOf } from '../../../charts/thin';

/** More rows are no longer listened to. */
const mostRows = 40;

/**
 * Lowest and highest of a part of the run, so that no spike is
 * lost; what is not finite is said, whatever else there is.
 */
function extremes({ steps, values }: Points, low: number, high: number, percent: boolean): string {
  const part = values.subarray(placeOf(steps, low), placeOf(steps, high));
  if (part.length === 0) return '–';
  const odd = part.find((value) => !Number.isFinite(value));
  if (odd !== undefined) return readableValue(odd, percent);
  const [least, most] = [Math.min(...part), Math.max(...part)];
  const [from, to] = [readableValue(least, percent), readableValue(most, percent)];
  return from === to ? from : `${from} … ${to}`;
}

export interface NamedPoints {
  readonly name: string;
  readonly points: Points;
}

interface PartsTable {
  readonly caption: string;
  readonly lines: readonly NamedPoints[];
  readonly range: Range;
  /** The values are shares. */
  readonly percent: boolean;
  /** What changed the course of the run: where there is something it has a column of its own. */
  readonly marks?: readonly RunMark[];
}

/** A table of texts alone. */
interface TextTable extends TwinTable {
  readonly rows: readonly (readonly string[])[];
}

/** What changed in a part of the run: all of it in words. */
function courseIn(marks: readonly RunMark[], low: number, high: number): string {
  return marks
    .filter(({ step }) => low <= step && step < high)
    .flatMap((mark) => [courseOf(mark), ...differentLines(mark).map((line) => line.text)])
    .join(' ');
}

/** Lines over the steps as a table: rows are parts of the run. */
export function partsTable({ caption, lines, range, percent, marks = [] }: PartsTable): TextTable {
  const count = range.high - range.low + 1;
  const each = Math.max(1, Math.ceil(count / mostRows));
  const rows = Array.from({ length: Math.ceil(count / each) }, (_, row) => {
    const low = range.low + row * each;
    const high = Math.min(low + each, range.high + 1);
    const heading =
      high - low > 1 ? `${groupedNumber(low)} – ${groupedNumber(high - 1)}` : groupedNumber(low);
    return [
      heading,
      ...lines.map(({ points }) => extremes(points, low, high, percent)),
      ...(marks.length === 0 ? [] : [courseIn(marks, low, high)]),
    ];
  });
  const headings = [text(strings.stepColumn), ...lines.map(({ name }) => name)];
  return {
    caption,
    headings: marks.length === 0 ? headings : [...headings, text(strings.courseColumn)],
    // A row in which nothing was measured, and nothing changed, says nothing.
    rows: rows.filter(([, ...cells]) => cells.some((cell) => cell !== '–' && cell !== '')),
    ...(marks.length > 0 && { words: [headings.length] }),
  };
}
