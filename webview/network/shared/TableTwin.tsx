import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { IconButton } from '../../shared/controls/IconButton';
import { text } from '../../shared/strings';
import { choose, chosen } from '../viewState';
import { isRunning } from './running';
import { strings } from './strings';
import { useCalm } from './useCalm';

/** More rows are no longer read; the whole of it can be exported. */
export const mostRows = 400;
/** A table that only screen readers reach stays for so long while it trains, so that it can be read. */
const unseenMilliseconds = 4000;

function isShown(id: string): boolean {
  return chosen(`table/${id}`, false);
}

/** Shows a picture's table twin to everybody, or hides it again. Stands in the header of the section. */
export function TableToggle({ id }: { readonly id: string }): JSX.Element {
  return (
    <IconButton
      icon="table"
      label={text(strings.showTable)}
      pressed={isShown(id)}
      onClick={() => {
        choose(`table/${id}`, !isShown(id));
      }}
    />
  );
}

export interface TwinTable {
  readonly caption: string;
  readonly headings: readonly string[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** Of all rows, where `rows` are the first of them. */
  readonly count?: number;
}

interface TableTwinProps<Source> {
  /** As its `TableToggle`. */
  readonly id: string;
  /** What the table is made of: the table is made again only when this is another, and no more often than it can be read. */
  readonly source: Source;
  readonly make: (source: Source) => TwinTable;
}

/** A picture as a table: always there for screen readers, and for everybody at a toggle. */
export function TableTwin<Source>({ id, source, make }: TableTwinProps<Source>): JSX.Element {
  const shown = isShown(id);
  const calm = useCalm(source, shown || !isRunning.value ? 250 : unseenMilliseconds);
  const table = useMemo(() => make(calm), [calm]);
  return (
    <div
      class={shown ? 'table-twin twin' : 'table-twin twin visually-hidden'}
      role="region"
      aria-label={table.caption}
      // What scrolls must be reachable by keyboard.
      tabIndex={shown ? 0 : -1}
      data-twin={id}
    >
      {useMemo(
        () => (
          <Rows {...table} />
        ),
        [table],
      )}
    </div>
  );
}

function Rows({ caption, headings, rows, count = rows.length }: TwinTable): JSX.Element {
  const kept = rows.slice(0, mostRows);
  return (
    <table>
      <caption>
        {caption}
        {kept.length < count && ` ${text(strings.firstRows, kept.length, count)}`}
      </caption>
      <thead>
        <tr>
          {headings.map((heading) => (
            <th key={heading} scope="col">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kept.map(([heading, ...cells], row) => (
          <tr key={row}>
            <th scope="row">{heading}</th>
            {cells.map((cell, column) => (
              <td key={column} class="exact">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
