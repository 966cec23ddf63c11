import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { text } from '../../../kit/texts';
import { TableTwin, type TwinTable } from '../../../kit/table/TableTwin';
import type { ChartModel } from './chartModels';
import { partsTable } from './partsTable';
import type { Range } from './stepRange';
import { strings } from './chartsTexts';

interface ChartTableProps {
  readonly model: ChartModel;
  readonly range: Range;
}

function makeTable({ model: { title, lines, percent }, range }: ChartTableProps): TwinTable {
  return partsTable({ caption: text(strings.tableCaption, title), lines, range, percent });
}

/** A chart as a table: rows are parts of the run. One toggle shows the tables of all charts. */
export function ChartTable({ model, range }: ChartTableProps): JSX.Element {
  const source = useMemo(() => ({ model, range }), [model, range]);
  return <TableTwin id="charts" source={source} make={makeTable} />;
}
