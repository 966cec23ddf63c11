import type { Signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { CellPicture, type Cursor, type Grid } from './CellPicture';
import { CellTable } from './CellTable';
import type { Palette } from './palette';
import type { Raster } from './raster';
import { ScaleBar } from './ScaleBar';
import type { Size } from './useRaster';

/** One view of the cells: most pictures have one, a mask one for each direction. */
interface Pane {
  /** Read aloud for the picture as a whole, and the caption of its table. */
  readonly label: string;
  /** Reads signals: it is called again when they change. */
  readonly raster: (colours: Palette, pixels: Size) => Raster | undefined;
  /** What stands in a cell, in words; `undefined` in the gaps between images. */
  readonly read: (row: number, column: number) => string | undefined;
  /** What stands in a cell of the table, whose headings say where it is; reads signals. */
  readonly value: (row: number, column: number) => string;
}

interface Table {
  /** For everybody to see; otherwise for screen readers alone. */
  readonly shown: boolean;
  /** Where the table has other rows and columns than the picture, as images below each other have. */
  readonly grid?: Grid;
  readonly rowLabel?: (row: number) => string;
}

interface TensorPictureProps {
  readonly grid: Grid;
  /** Of one cell, in CSS pixels; `undefined` until the room for the picture is known. */
  readonly cell: Size | undefined;
  readonly panes: readonly Pane[];
  /** What else the panes are drawn from. */
  readonly inputs: readonly unknown[];
  /** Shared by all panes. */
  readonly cursor: Signal<Cursor | null>;
  /** Numbers beside the first pane. */
  readonly rowLabel?: (row: number) => string;
  /** Numbers above every pane. */
  readonly columnLabel?: (column: number) => string;
  readonly table: Table;
  /** The end of the colour scale, which is shown with its numbers; reads signals. */
  readonly limit?: () => number | undefined;
  /** Beside the scale. */
  readonly figures?: ComponentChildren;
  /** What the cursor stands on, below the panes. */
  readonly line: ComponentChildren;
  /** Places the panes; default: in one that scrolls. */
  readonly arrange?: (panes: readonly JSX.Element[]) => JSX.Element;
  /** Enter or double click on a cell. */
  readonly onAct?: ((at: Cursor) => void) | undefined;
  /** A single click acts, too. */
  readonly actsOnClick?: boolean;
  /** Between the scale and the panes. */
  readonly children?: ComponentChildren;
}

/**
 * A matrix as colours with all that belongs to it: its scale, a cursor for keys and pointer that says what it
 * stands on, and a table of the same numbers.
 */
export function TensorPicture(props: TensorPictureProps): JSX.Element {
  const { grid, cell, panes, inputs, cursor, table, limit, figures, line, children } = props;
  const { rowLabel, columnLabel, onAct, actsOnClick, arrange = inOneThatScrolls } = props;
  return (
    <>
      {limit && <Legend limit={limit} figures={figures} />}
      {children}
      {cell &&
        arrange(
          panes.map(({ label, raster, read }, at) => (
            <CellPicture
              key={at}
              label={label}
              grid={grid}
              cell={cell}
              raster={raster}
              inputs={inputs}
              cursor={cursor}
              read={read}
              rowLabel={at === 0 ? rowLabel : undefined}
              columnLabel={columnLabel}
              onAct={onAct}
              actsOnClick={actsOnClick}
            />
          )),
        )}
      {line}
      {panes.map(({ label, value }, at) => (
        <CellTable
          key={at}
          label={label}
          grid={table.grid ?? grid}
          value={value}
          rowLabel={table.rowLabel ?? rowLabel ?? String}
          columnLabel={columnLabel ?? String}
          shown={table.shown}
          cursor={table.grid === undefined ? cursor.value : null}
        />
      ))}
    </>
  );
}

function inOneThatScrolls(panes: readonly JSX.Element[]): JSX.Element {
  return <div class="picture-scroll">{panes}</div>;
}

/** A component of its own: the panes are not rendered again when the scale changes. */
function Legend({
  limit,
  figures,
}: Required<Pick<TensorPictureProps, 'limit' | 'figures'>>): JSX.Element | null {
  const end = limit();
  if (end === undefined) return null;
  return (
    <div class="picture-head">
      <ScaleBar limit={end} />
      {figures}
    </div>
  );
}
