/** What a picture of a tensor must look like, worked out here from the tensor's numbers alone. */
import { expect } from 'vitest';
import type { Picture } from '../../../src/protocol/trainingViews';
import type { NetworkPage } from './networkPage';
import { pixelsAt, themeColors, type Color, type Share } from './pixels';

interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/** The middles of the cells, row by row. */
export function middles({ rows, columns }: Grid): readonly Share[] {
  return Array.from({ length: rows * columns }, (_, cell) => ({
    x: ((cell % columns) + 0.5) / columns,
    y: (Math.floor(cell / columns) + 0.5) / rows,
  }));
}

/** 1, 2 or 5 times a power of ten. */
function endOfScale(largest: number): number {
  const power = 10 ** Math.floor(Math.log10(largest));
  return ([1, 2, 5, 10].find((digit) => digit * power >= largest * (1 - 1e-9)) ?? 10) * power;
}

export function largestOf(pictures: readonly Picture[]): number {
  return pictures
    .flatMap(({ cells, extremes = cells }) => Array.from(extremes, Math.abs))
    .reduce((most, value) => Math.max(most, value), 0);
}

/**
 * Every cell has the colour of its number: the hue is its sign,
 * the strength the root of its share of the end of the scale.
 */
export async function expectHeat(
  panel: NetworkPage,
  selector: string,
  picture: Picture,
  largest: number,
): Promise<void> {
  const colors = await themeColors(panel, ['--neutral', '--positive', '--negative']);
  expectHeatColors(await pixelsAt(panel, selector, middles(picture)), picture, largest, colors);
}

/**
 * @param drawn the colours in the middles of the cells
 * @param colors of zero, and of the farthest above and below it
 */
export function expectHeatColors(
  drawn: readonly Color[],
  picture: Picture,
  largest: number,
  [neutral, positive, negative]: readonly Color[],
): void {
  const limit = endOfScale(largest);
  const values = picture.extremes ?? picture.cells;
  expect(drawn.length).toBe(values.length);
  drawn.forEach((color, cell) => {
    const value = values[cell] ?? NaN;
    const name = `${picture.kind} cell ${cell} = ${value}`;
    if (value === 0) {
      expect(color, name).toEqual(neutral);
      return;
    }
    const strength = 0.06 + 0.94 * Math.sqrt(Math.abs(value) / limit);
    const expected = blend(neutral, value < 0 ? negative : positive, strength);
    // A scale has finitely many colours; near zero, where the root is steep, a step of them can be seen.
    for (const at of [0, 1, 2] as const) expect(Math.abs(color[at] - expected[at]), name).toBeLessThan(8);
  });
}

export function blend(from: Color | undefined, to: Color | undefined, share: number): Color {
  if (from === undefined || to === undefined) throw new Error('the theme lacks a colour');
  const part = (at: 0 | 1 | 2): number => from[at] + share * (to[at] - from[at]);
  return [part(0), part(1), part(2)];
}
