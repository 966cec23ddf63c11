import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { roundUp } from '../kit/plot/plotScale';
import { text } from '../kit/translation';
import type { Palette } from './palette';
import { point, unpoint } from './CellTip';
import { cellAt, type Raster } from './raster';
import { strings } from './tensorTexts';
import { useRaster, type Size } from './useRaster';

export interface Cursor {
  readonly row: number;
  readonly column: number;
}

interface CellPictureProps {
  readonly label: string;
  readonly grid: Grid;
  /** Of one cell, in CSS pixels. */
  readonly cell: Size;
  readonly raster: (colours: Palette, pixels: Size) => Raster | undefined;
  /** What else `raster` depends on. */
  readonly inputs: readonly unknown[];
  /** Pictures of the same cells share their cursor. */
  readonly cursor: Signal<Cursor | null>;
  /** What stands in a cell; `undefined` in the gaps between images. */
  readonly read: (row: number, column: number) => string | undefined;
  readonly rowLabel?: ((row: number) => string) | undefined;
  readonly columnLabel?: ((column: number) => string) | undefined;
  /** Enter or double click on a cell. */
  readonly onAct?: ((at: Cursor) => void) | undefined;
  /** A single click acts, too. */
  readonly actsOnClick?: boolean | undefined;
}

/** Which cell is under the pointer. */
function cellUnder(
  { offsetX, offsetY }: MouseEvent,
  { rows, columns }: Grid,
  { width, height }: Size,
): Cursor {
  return {
    row: cellAt(Math.floor(offsetY), rows, height),
    column: cellAt(Math.floor(offsetX), columns, width),
  };
}

/** Tells what is in the cell under the pointer, for as long as it is there. */
function pointAt(
  event: PointerEvent,
  grid: Grid,
  size: Size,
  read: (row: number, column: number) => string | undefined,
): void {
  if (grid.rows === 0 || grid.columns === 0) return;
  const { row, column } = cellUnder(event, grid, size);
  point({ read: () => read(row, column), x: event.clientX, y: event.clientY });
}

/**
 * A large picture: numbered rows and columns, and a cursor
 * that the arrow keys move and that says what it stands on.
 */
export function CellPicture(props: CellPictureProps): JSX.Element {
  const { label, grid, cell, raster, inputs, cursor, read, rowLabel, columnLabel, onAct } = props;
  const { actsOnClick = false } = props;
  const size = { width: grid.columns * cell.width, height: grid.rows * cell.height };
  const canvas = useRaster(size, raster, inputs);
  const said = useSignal('');
  const shown = cursor.value;
  const go = (row: number, column: number): void => {
    const at = {
      row: Math.max(0, Math.min(grid.rows - 1, row)),
      column: Math.max(0, Math.min(grid.columns - 1, column)),
    };
    cursor.value = at;
    said.value = read(at.row, at.column) ?? '';
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { row, column } = cursor.value ?? { row: 0, column: 0 };
    // The first key shows where the cursor is.
    const step = cursor.value === null ? 0 : 1;
    if (event.key === 'ArrowUp') go(row - step, column);
    else if (event.key === 'ArrowDown') go(row + step, column);
    else if (event.key === 'ArrowLeft') go(row, column - step);
    else if (event.key === 'ArrowRight') go(row, column + step);
    else if (event.key === 'Home') go(event.ctrlKey ? 0 : row, 0);
    else if (event.key === 'End') go(event.ctrlKey ? grid.rows - 1 : row, grid.columns - 1);
    else if (event.key === 'PageUp') go(row - 10, column);
    else if (event.key === 'PageDown') go(row + 10, column);
    else if (event.key === 'Escape' && cursor.value !== null) cursor.value = null;
    else if (event.key === 'Enter' && onAct !== undefined) onAct({ row, column });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="cell-picture">
      {columnLabel && <Axis direction="across" count={grid.columns} side={cell.width} label={columnLabel} />}
      {rowLabel && <Axis direction="down" count={grid.rows} side={cell.height} label={rowLabel} />}
      <div class="cell-ground" style={{ width: `${size.width}px`, height: `${size.height}px` }}>
        <canvas
          ref={canvas}
          class="heatmap"
          role="img"
          tabIndex={0}
          aria-label={`${label}. ${text(strings.cellKeys)}`}
          style={{ width: `${size.width}px`, height: `${size.height}px` }}
          onKeyDown={onKeyDown}
          onPointerMove={(event) => {
            pointAt(event, grid, size, read);
          }}
          onPointerLeave={unpoint}
          onClick={(event) => {
            const { row, column } = cellUnder(event, grid, size);
            go(row, column);
            if (actsOnClick) onAct?.({ row, column });
          }}
          onDblClick={(event) => onAct?.(cellUnder(event, grid, size))}
        />
        {shown !== null && shown.row < grid.rows && shown.column < grid.columns && (
          <div
            class="cell-cursor"
            style={{
              left: `${shown.column * cell.width}px`,
              top: `${shown.row * cell.height}px`,
              width: `${cell.width}px`,
              height: `${cell.height}px`,
            }}
          />
        )}
      </div>
      <p class="visually-hidden" aria-live="polite">
        {said.value}
      </p>
    </div>
  );
}

const largest = 28;
/** A picture of many rows is scrolled rather than squeezed into less. */
const tallest = 420;
const lowest = 2;

/** Of a cell of an opened picture, in CSS pixels: as large as the place allows, whole pixels always. */
export function cellSize({ rows, columns }: Grid, width: number): Size {
  const across = Math.max(1, Math.min(largest, Math.floor(width / Math.max(1, columns))));
  const down = Math.max(lowest, Math.min(largest, Math.floor(tallest / Math.max(1, rows))));
  // Cells far from square mislead the eye.
  return { width: Math.min(across, 3 * down), height: Math.min(down, 3 * across) };
}

export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

interface HeatmapProps {
  readonly size: Size;
  /** Read aloud for the picture as a whole. */
  readonly label: string;
  /** Reads signals: it is called again when they change. Nothing is drawn for `undefined`. */
  readonly raster: (colours: Palette, pixels: Size) => Raster | undefined;
  /** What else `raster` and `read` depend on. */
  readonly inputs: readonly unknown[];
  readonly grid: () => Grid;
  /** What stands in a cell, in words. */
  readonly read: (row: number, column: number) => string | undefined;
}

/** A small picture of a tensor; the pointer tells what is in a cell. */
export function Heatmap({ size, label, raster, inputs, grid, read }: HeatmapProps): JSX.Element {
  const canvas = useRaster(size, raster, inputs);
  return (
    <canvas
      ref={canvas}
      class="heatmap"
      role="img"
      aria-label={label}
      style={{ width: `${size.width}px`, height: `${size.height}px` }}
      onPointerMove={(event) => {
        pointAt(event, grid(), size, read);
      }}
      onPointerLeave={unpoint}
    />
  );
}

interface AxisProps {
  readonly direction: 'down' | 'across';
  readonly count: number;
  /** Of a cell, in CSS pixels. */
  readonly side: number;
  readonly label: (at: number) => string;
}

const gaps = { down: 20, across: 34 };

/** The numbers of rows or columns beside a picture. */
function Axis({ direction, count, side, label }: AxisProps): JSX.Element {
  // Every 1st, 2nd, 5th, 10th … is numbered, so that numbers do not touch.
  const step = Math.max(1, roundUp(gaps[direction] / side));
  const ticks = Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step);
  return (
    <div class={`axis is-${direction}`} aria-hidden="true">
      {ticks.map((at) => {
        const middle = `${(at + 0.5) * side}px`;
        return (
          <span key={at} class="tick" style={direction === 'down' ? { top: middle } : { left: middle }}>
            {label(at)}
          </span>
        );
      })}
    </div>
  );
}
