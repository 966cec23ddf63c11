import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { IconButton } from '../controls/IconButton';
import { still } from '../pacing/still';
import { text } from '../texts';
import { choose, chosen } from '../../network/state/viewState';
import { isRunning } from '../../network/state/running';
import { strings } from '../kitTexts';
import { doNoMore, doSoon } from '../pacing/scheduler';
import { useCalm } from '../pacing/useCalm';

/** More rows are no longer read; the whole of it can be exported. */
export const mostRows = 400;
/** A table that only screen readers reach stays for so long while it trains, so that it can be read. */
export const unseenMilliseconds = 4000;
/** Rows that are written together: a long table at once would take the time of several pictures of the screen. */
const partLength = 20;
/** Of one such part, as of `doSoon`. */
const partCost = 1;

export function isTableShown(id: string): boolean {
  return chosen(`table/${id}`, false);
}

/** Shows a picture's table twin to everybody, or hides it again. Stands in the header of the section. */
export function TableToggle({ id }: { readonly id: string }): JSX.Element {
  return (
    <IconButton
      icon="table"
      label={text(strings.showTable)}
      pressed={isTableShown(id)}
      onClick={() => {
        choose(`table/${id}`, !isTableShown(id));
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
  const shown = isTableShown(id);
  const waits = isRunning.value && !shown;
  const calm = useCalm(source, waits ? unseenMilliseconds : 250);
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
      <Rows {...table} waits={waits} />
    </div>
  );
}

const Rows = still(function Rows({
  caption,
  headings,
  rows,
  count = rows.length,
  waits,
}: TwinTable & { readonly waits: boolean }): JSX.Element {
  const kept = rows.slice(0, mostRows);
  const starts = Array.from({ length: Math.ceil(kept.length / partLength) }, (_, part) => part * partLength);
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
        {starts.map((start) => (
          <Part key={start} rows={kept.slice(start, start + partLength)} waits={waits} />
        ))}
      </tbody>
    </table>
  );
});

interface PartProps {
  readonly rows: TwinTable['rows'];
  /** New rows are written when it is their turn. */
  readonly waits: boolean;
}

function Part({ rows, waits }: PartProps): JSX.Element {
  return <WrittenRows rows={useInTurn(rows, waits)} />;
}

const WrittenRows = still(function WrittenRows({ rows }: Pick<TwinTable, 'rows'>): JSX.Element {
  return (
    <>
      {rows.map(([heading, ...cells], row) => (
        <tr key={row}>
          <th scope="row">{heading}</th>
          {cells.map((cell, column) => (
            <td key={column} class="exact">
              {cell}
            </td>
          ))}
        </tr>
      ))}
    </>
  );
});

/** `value`, or where it may wait the last one until its turn comes. */
function useInTurn<Value>(value: Value, waits: boolean): Value {
  const [taken, setTaken] = useState(value);
  const newest = useRef(value);
  newest.current = value;
  const take = useMemo(
    () => () => {
      setTaken(newest.current);
    },
    [],
  );
  useLayoutEffect(() => {
    if (waits) doSoon(take, { cost: partCost });
    else take();
  }, [value, waits]);
  useEffect(
    () => () => {
      doNoMore(take);
    },
    [],
  );
  return waits ? taken : value;
}
