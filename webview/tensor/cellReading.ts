import { floatNumber, percent, shortNumber } from '../kit/numbers';
import type { Picture } from '../../src/protocol/trainingViews';
import { text } from '../kit/translation';
import { edge } from './raster';
import { strings } from './tensorTexts';

/** From the first to before the last of what a cell stands for, along one axis. */
interface Span {
  readonly from: number;
  readonly to: number;
}

export function rowSpan({ rows, fullRows }: Picture, row: number): Span {
  return { from: edge(row, rows, fullRows), to: edge(row + 1, rows, fullRows) };
}

export function columnSpan({ columns, fullColumns }: Picture, column: number): Span {
  return { from: edge(column, columns, fullColumns), to: edge(column + 1, columns, fullColumns) };
}

export function isExact({ rows, columns, fullRows, fullColumns }: Picture): boolean {
  return rows === fullRows && columns === fullColumns;
}

const axes = {
  unit: [strings.unit, strings.units],
  sample: [strings.sample, strings.samples],
  input: [strings.input, strings.inputs],
  output: [strings.output, strings.outputs],
  filter: [strings.filter, strings.filters],
  entry: [strings.entry, strings.entries],
} as const;
type Axis = keyof typeof axes;

/** What the rows and the columns of a picture are. */
export function axesOf({ kind, shape }: Picture): readonly [Axis, Axis] {
  if (kind !== 'weights' && kind !== 'weightGradient') return ['unit', 'sample'];
  if (shape.length === 4) return ['filter', 'entry'];
  return shape.length === 2 ? ['input', 'output'] : ['entry', 'unit'];
}

function named(axis: Axis, { from, to }: Span): string {
  const [one, several] = axes[axis];
  return to - from <= 1 ? text(one, from) : text(several, from, to - 1);
}

/** Channel, row and column of an entry of an image, `shape` being C×H×W. */
function placeInImage(shape: readonly number[], entry: number): string {
  const [, height = 1, width = 1] = shape;
  const inImage = entry % (height * width);
  return text(
    strings.channelPlace,
    Math.floor(entry / (height * width)),
    Math.floor(inImage / width),
    inImage % width,
  );
}

/** `unit 12, sample 3`; of images also channel, row and column. */
export function cellName(picture: Picture, row: number, column: number): string {
  const [down, across] = axesOf(picture);
  const [rows, columns] = [rowSpan(picture, row), columnSpan(picture, column)];
  const image = picture.shape.length === 4 ? picture.shape.slice(1) : undefined;
  if (down === 'filter' && image !== undefined && columns.to - columns.from <= 1)
    return `${named(down, rows)}, ${placeInImage(image, columns.from)}`;
  if (down === 'unit' && image !== undefined && rows.to - rows.from <= 1)
    return `${placeInImage(image, rows.from)}, ${named(across, columns)}`;
  if (picture.fullRows === 1 && down === 'entry') return named(across, columns);
  return `${named(down, rows)}, ${named(across, columns)}`;
}

/** The place in the whole tensor, row-major and batch first, of a cell that stands for one entry. */
export function entryOf(picture: Picture, row: number, column: number): number | undefined {
  const [rows, columns] = [rowSpan(picture, row), columnSpan(picture, column)];
  if (rows.to - rows.from > 1 || columns.to - columns.from > 1) return undefined;
  const isOfBatch = axesOf(picture)[1] === 'sample';
  return isOfBatch
    ? columns.from * picture.fullRows + rows.from
    : rows.from * picture.fullColumns + columns.from;
}

/**
 * The exact value of a cell in words; of a cell that stands for several entries their mean and their extreme.
 */
export function readCell(picture: Picture, row: number, column: number): string {
  const cell = row * picture.columns + column;
  const value = picture.cells[cell] ?? NaN;
  const name = cellName(picture, row, column);
  const extreme = picture.extremes?.[cell];
  const isOne = entryOf(picture, row, column) !== undefined;
  if (picture.kind === 'mask') {
    if (!isOne) return text(strings.blockedShare, name, percent(value));
    return text(value > 0 ? strings.blockedCell : strings.passedCell, name);
  }
  if (isOne) return text(strings.exactCell, name, floatNumber(value));
  return text(strings.meanCell, name, shortNumber(value), floatNumber(extreme ?? value));
}

/** What colours a picture: of downsampled cells the entry farthest from zero, or the mean. */
export function shownCells(picture: Picture, by: 'extreme' | 'mean'): ArrayLike<number> {
  return by === 'extreme' ? (picture.extremes ?? picture.cells) : picture.cells;
}
