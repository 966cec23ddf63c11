import type { Shape } from '../../../engine/shape';

/** Larger tables are cut: a hover is no spreadsheet. */
const mostRows = 12;
const mostColumns = 8;

/** A matrix or a list of numbers as lines of aligned columns. What is left out is marked by `…`. */
export function tableText(shape: Shape, data: ArrayLike<number>, write: (entry: number) => string): string {
  const columns = shape.at(-1) ?? 1;
  const rows = columns === 0 ? 0 : data.length / columns;
  const cells: string[][] = [];
  for (let row = 0; row < Math.min(rows, mostRows); row++) {
    const line: string[] = [];
    for (let column = 0; column < Math.min(columns, mostColumns); column++) {
      line.push(write(data[row * columns + column] ?? Number.NaN));
    }
    if (columns > mostColumns) line.push('…');
    cells.push(line);
  }
  const widths = (cells[0] ?? []).map((_cell, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  );
  const lines = cells.map((line) =>
    line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '),
  );
  if (rows > mostRows) lines.push('…');
  return lines.join('\n');
}

/** False where the table would be cut, so that statistics must tell the rest. */
export function fitsTable(shape: Shape): boolean {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, axis) => product * axis, 1);
  return shape.length <= 2 && rows <= mostRows && columns <= mostColumns;
}
