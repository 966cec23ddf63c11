import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, type MatrixView } from '../../../../src/runtime/training/pictures';

describe('cellsOf', () => {
  const matrix = (
    rows: number,
    columns: number,
    at: (row: number, column: number) => number,
  ): MatrixView => ({
    rows,
    columns,
    rowStride: columns,
    columnStride: 1,
    data: Float32Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns)),
  });

  it('is exact up to 64 by 64', () => {
    const view = matrix(64, 3, (row, column) => row * 10 + column);
    const cells = cellsOf(view, 64);
    expect(cells).toMatchObject({ rows: 64, columns: 3 });
    expect(cells.extremes).toBeUndefined();
    expect([...cells.means]).toEqual([...Array.from(view.data)]);
  });

  it('reads a tensor either way round', () => {
    const { data } = matrix(2, 3, (row, column) => row * 3 + column);
    const turned = cellsOf({ data, rows: 3, columns: 2, rowStride: 1, columnStride: 3 }, 64);
    expect([...turned.means]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('gives each cell the mean and the farthest from zero of its own entries', () => {
    const cells = cellsOf(
      matrix(128, 64, (row) => (row % 2 === 0 ? 1 : -5)),
      64,
    );
    expect(cells).toMatchObject({ rows: 64, columns: 64 });
    expect(new Set(cells.means)).toEqual(new Set([-2]));
    expect(new Set(cells.extremes)).toEqual(new Set([-5]));
  });

  it('covers every entry once, whatever the size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 200 }),
        fc.nat(),
        (rows, columns, which) => {
          const marked = which % (rows * columns);
          const cells = cellsOf(
            matrix(rows, columns, (row, column) => (row * columns + column === marked ? NaN : 0)),
            64,
          );
          const shown = cells.extremes ?? cells.means;
          expect([...shown].filter(Number.isNaN)).toHaveLength(1);
        },
      ),
      { numRuns: 50 },
    );
  });
});
