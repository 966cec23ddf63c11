import type { Picture } from '../../../src/protocol/trainingFrame';
import { percent } from '../../shared/numberFormats';
import { text } from '../../shared/strings';
import { cellName, entryOf, floatNumber, readCell } from '../pictures/places';
import { shownPicture } from '../store';
import { strings } from './strings';

/** Of all entries, how many are blocked, as a percentage. */
function share({ cells }: Picture): string {
  let sum = 0;
  for (let cell = 0; cell < cells.length; cell++) sum += cells[cell] ?? 0;
  return percent(cells.length === 0 ? 0 : sum / cells.length);
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
  const isComparable = gradient?.rows === mask.rows && gradient.columns === mask.columns;
  if (direction === 'forward' || !isComparable || entryOf(mask, row, column) === undefined)
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

export const readMask = { share, cell };
