import type { JSX } from 'preact';
import { point, unpoint } from './CellTip';
import { cellAt, type Raster } from './raster';
import type { Palette } from './palette';
import { useRaster, type Size } from './useCanvas';

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

/** A picture of a tensor; the pointer tells what is in a cell. */
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
        const { rows, columns } = grid();
        if (rows === 0 || columns === 0) return;
        const row = cellAt(Math.floor(event.offsetY), rows, size.height);
        const column = cellAt(Math.floor(event.offsetX), columns, size.width);
        point({ read: () => read(row, column), x: event.clientX, y: event.clientY });
      }}
      onPointerLeave={unpoint}
    />
  );
}
