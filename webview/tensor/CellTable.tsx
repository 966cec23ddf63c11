import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { TwinFrame } from '../kit/table/TableTwin';
import { text } from '../kit/translation';
import type { Cursor, Grid } from './CellPicture';
import { strings } from './tensorTexts';

const window = { rows: 16, columns: 10 };

interface CellTableProps {
  readonly label: string;
  readonly grid: Grid;
  /** The number in a cell. */
  readonly value: (row: number, column: number) => string;
  readonly rowLabel: (row: number) => string;
  readonly columnLabel: (column: number) => string;
  /** For everybody to see; otherwise for screen readers alone. */
  readonly shown: boolean;
  readonly cursor: Cursor | null;
}

/** The cells of a picture as a table: so many at a time, with buttons that go on. */
export function CellTable({
  label,
  grid,
  value,
  rowLabel,
  columnLabel,
  shown,
  cursor,
}: CellTableProps): JSX.Element {
  const top = useSignal(0);
  const left = useSignal(0);
  const firstRow = Math.min(top.value, Math.max(0, grid.rows - 1));
  const firstColumn = Math.min(left.value, Math.max(0, grid.columns - 1));
  const rows = places(firstRow, Math.min(grid.rows, firstRow + window.rows));
  const columns = places(firstColumn, Math.min(grid.columns, firstColumn + window.columns));
  const move = (name: string, isPossible: boolean, go: () => void): JSX.Element => (
    <button
      class="button is-secondary"
      type="button"
      disabled={!isPossible}
      tabIndex={shown ? 0 : -1}
      onClick={go}
    >
      {text(name)}
    </button>
  );
  return (
    <TwinFrame label={label} shown={shown} look="cell-table">
      <table>
        <caption>
          {text(
            strings.cellTable,
            label,
            firstRow,
            rows.at(-1) ?? 0,
            grid.rows,
            firstColumn,
            columns.at(-1) ?? 0,
            grid.columns,
          )}
        </caption>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                {columnLabel(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row">{rowLabel(row)}</th>
              {columns.map((column) => (
                <td
                  key={column}
                  class={cursor?.row === row && cursor.column === column ? 'exact is-cursor' : 'exact'}
                >
                  {value(row, column)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="cell-table-moves">
        {move(strings.earlierRows, firstRow > 0, () => {
          top.value = Math.max(0, firstRow - window.rows);
        })}
        {move(strings.laterRows, firstRow + window.rows < grid.rows, () => {
          top.value = firstRow + window.rows;
        })}
        {move(strings.earlierColumns, firstColumn > 0, () => {
          left.value = Math.max(0, firstColumn - window.columns);
        })}
        {move(strings.laterColumns, firstColumn + window.columns < grid.columns, () => {
          left.value = firstColumn + window.columns;
        })}
      </p>
    </TwinFrame>
  );
}

function places(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}
