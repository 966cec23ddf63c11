import type { Picture } from '../../../../src/protocol/trainingFrame';
import { percent } from '../../../kit/numberFormats';
import { text } from '../../../kit/texts';
import { cellName, entryOf, floatNumber, readCell } from '../../../tensor/cellReading';
import { shownPicture } from '../../state/store';
import { strings } from './layersTexts';

/** Of all entries, how many are blocked, as a percentage. */
function share({ cells }: Picture): string {
  let sum = 0;
  for (let cell = 0; cell < cells.length; cell++) sum += cells[cell] ?? 0;
  return percent(cells.length === 0 ? 0 : sum / cells.length);
}

/** Whether both have the same cells. */
function isComparable(mask: Picture, gradient: Picture | undefined): gradient is Picture {
  return gradient?.rows === mask.rows && gradient.columns === mask.columns;
}

/** What became of an entry: forward its x, backward the gradient that arrived. */
function cell(
  layer: number,
  direction: 'forward' | 'backward',
  row: number,
  column: number,
): string | undefined {
  const mask = shownPicture(layer, 'mask');
  if (mask === undefined) return undefined;
  const gradient = shownPicture(layer, 'gradient');
  const place = row * mask.columns + column;
  if (direction === 'forward' || !isComparable(mask, gradient) || entryOf(mask, row, column) === undefined)
    return readCell(mask, row, column);
  const arriving = gradient.cells[place] ?? NaN;
  const isBlocked = mask.cells[place] === 1;
  const sentence = isBlocked
    ? arriving === 0
      ? strings.nothingToStop
      : strings.doutStopped
    : strings.doutPassed;
  return text(sentence, cellName(mask, row, column), floatNumber(arriving));
}

/**
 * The same in a table, whose headings say which entry it is.
 * @param gradient what arrives backward; `undefined` forward
 */
function tableCell(
  mask: Picture | undefined,
  gradient: Picture | undefined,
  row: number,
  column: number,
): string {
  const place = mask === undefined ? -1 : row * mask.columns + column;
  const value = mask?.cells[place];
  if (mask === undefined || value === undefined) return text(strings.notComputed);
  if (entryOf(mask, row, column) === undefined) return percent(value);
  const isBlocked = value === 1;
  if (!isComparable(mask, gradient)) return text(isBlocked ? strings.legendBlocked : strings.legendPassed);
  const arriving = gradient.cells[place] ?? NaN;
  if (isBlocked && arriving === 0) return text(strings.legendNothing);
  return text(isBlocked ? strings.tableStopped : strings.tablePassed, floatNumber(arriving));
}

export const readMask = { share, cell, tableCell };
