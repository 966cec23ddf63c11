import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { localNumber } from '../../shared/numberFormats';
import { text } from '../../shared/strings';
import { TableTwin, type TwinTable } from '../shared/TableTwin';
import { readableValue } from './ChartLegend';
import type { ChartModel, Line } from './chartModels';
import type { Range } from './range';
import { strings } from './strings';
import { placeOf } from './thin';

/** More rows are no longer listened to. */
const mostRows = 40;

/** Lowest and highest of a part of the run, so that no spike is lost; what is not finite is said, whatever else there is. */
function extremes({ points: { steps, values } }: Line, low: number, high: number, percent: boolean): string {
  const part = values.subarray(placeOf(steps, low), placeOf(steps, high));
  if (part.length === 0) return '–';
  const odd = part.find((value) => !Number.isFinite(value));
  if (odd !== undefined) return readableValue(odd, percent);
  const [least, most] = [Math.min(...part), Math.max(...part)];
  const [from, to] = [readableValue(least, percent), readableValue(most, percent)];
  return from === to ? from : `${from} … ${to}`;
}

function makeTable({ model, range }: ChartTableProps): TwinTable {
  const count = range.high - range.low + 1;
  const each = Math.max(1, Math.ceil(count / mostRows));
  const rows = Array.from({ length: Math.ceil(count / each) }, (_, row) => {
    const low = range.low + row * each;
    const high = Math.min(low + each, range.high + 1);
    const heading = high - low > 1 ? `${localNumber(low)} – ${localNumber(high - 1)}` : localNumber(low);
    return [heading, ...model.lines.map((line) => extremes(line, low, high, model.percent))];
  });
  return {
    caption: text(strings.tableCaption, model.title),
    headings: [text(strings.stepColumn), ...model.lines.map(({ name }) => name)],
    // A row in which nothing was measured says nothing.
    rows: rows.filter(([, ...cells]) => cells.some((cell) => cell !== '–')),
  };
}

interface ChartTableProps {
  readonly model: ChartModel;
  readonly range: Range;
}

/** A chart as a table: rows are parts of the run. One toggle shows the tables of all charts. */
export function ChartTable({ model, range }: ChartTableProps): JSX.Element {
  const source = useMemo(() => ({ model, range }), [model, range]);
  return <TableTwin id="charts" source={source} make={makeTable} />;
}
