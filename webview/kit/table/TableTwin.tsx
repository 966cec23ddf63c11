import { Component, createElement } from 'preact';
import type { ComponentChildren, ComponentClass, FunctionComponent, JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { classes } from '../classes';
import { IconButton } from '../controls/IconButton';
import { strings } from '../kitTexts';
import { cancelScheduled, isBusy, schedule } from '../pacing/scheduler';
import { useThrottled } from '../pacing/throttled';
import { text } from '../translation';
import { choose, chosen } from '../viewChoices';

/** More rows are no longer read; the whole of it can be exported. */
export const mostRows = 400;
/**
 * Milliseconds that a table only screen readers reach stays while numbers come in, so that it can be read.
 */
export const unseenMilliseconds = 4000;
/** Milliseconds between two changes of a table that is seen. */
const seenMilliseconds = 250;
/**
 * Rows that are written together: a long table at once would take the time of several pictures of the screen.
 */
const partLength = 20;
/** Of one such part, as of `schedule`. */
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
  /** The place of the row that is chosen elsewhere. */
  readonly selected?: number;
  /** Columns of words, from 0; all others but the first hold numbers. */
  readonly words?: readonly number[];
}

interface TwinFrameProps {
  /** As its `TableToggle`, where it is the only one of that name. */
  readonly id?: string;
  readonly label: string;
  /** Shown to everybody; otherwise screen readers alone reach it. */
  readonly shown: boolean;
  /** A class of its own while it is shown. */
  readonly look?: string;
  readonly children: ComponentChildren;
}

/** What every table beside a picture stands in: out of sight unless it is asked for, and then it scrolls. */
export function TwinFrame({ id, label, shown, look, children }: TwinFrameProps): JSX.Element {
  return (
    <div
      class={classes('table-twin', id !== undefined && 'twin', shown ? look : 'visually-hidden')}
      role="region"
      aria-label={label}
      // What scrolls must be reachable by keyboard.
      tabIndex={shown ? 0 : -1}
      data-twin={id}
    >
      {children}
    </div>
  );
}

interface TableTwinProps<Source> {
  /** As its `TableToggle`. */
  readonly id: string;
  /**
   * What the table is made of: the table is made again only when
   * this is another, and no more often than it can be read.
   */
  readonly source: Source;
  readonly make: (source: Source) => TwinTable;
  /** Milliseconds between two changes of a table that is seen; 0: it follows at once. */
  readonly pause?: number;
}

/** A picture as a table: always there for screen readers, and for everybody at a toggle. */
export function TableTwin<Source>({
  id,
  source,
  make,
  pause = seenMilliseconds,
}: TableTwinProps<Source>): JSX.Element {
  const shown = isTableShown(id);
  const waits = isBusy.value && !shown;
  const settled = useThrottled(source, waits ? unseenMilliseconds : pause);
  const table = useMemo(() => make(settled), [settled]);
  return (
    <TwinFrame id={id} label={table.caption} shown={shown}>
      <Rows {...table} waits={waits} />
    </TwinFrame>
  );
}

/**
 * A component that is rendered anew only when one of its properties is another.
 * Not `useMemo` around elements: one that is used again holds on to the tree of
 * the rendering that made it, and in there to others from before, without end.
 */
function pure<Props extends object>(content: FunctionComponent<Props>): ComponentClass<Props> {
  return class Pure extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const names = new Set([...Object.keys(this.props), ...Object.keys(next)]) as Set<keyof Props>;
      return [...names].some((name) => !Object.is(next[name], this.props[name]));
    }

    override render(): JSX.Element {
      return createElement(content, this.props);
    }
  };
}

const noWords: readonly number[] = [];

const Rows = pure(function Rows({
  caption,
  headings,
  rows,
  count = rows.length,
  selected = -1,
  words = noWords,
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
          <Part
            key={start}
            rows={kept.slice(start, start + partLength)}
            selected={selected - start}
            words={words}
            waits={waits}
          />
        ))}
      </tbody>
    </table>
  );
});

type WrittenRowsProps = Required<Pick<TwinTable, 'rows' | 'selected' | 'words'>>;

/** `waits`: new rows are written when it is their turn. */
function Part({ rows, waits, ...rest }: WrittenRowsProps & { readonly waits: boolean }): JSX.Element {
  return <WrittenRows rows={useInTurn(rows, waits)} {...rest} />;
}

const WrittenRows = pure(function WrittenRows({ rows, selected, words }: WrittenRowsProps): JSX.Element {
  return (
    <>
      {rows.map(([heading, ...cells], row) => (
        <tr key={row} class={row === selected ? 'is-selected' : undefined}>
          <th scope="row">{heading}</th>
          {cells.map((cell, column) => (
            <td key={column} class={words.includes(column + 1) ? undefined : 'exact'}>
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
    if (waits) schedule(take, { cost: partCost });
    else take();
  }, [value, waits]);
  useEffect(
    () => () => {
      cancelScheduled(take);
    },
    [],
  );
  return waits ? taken : value;
}
