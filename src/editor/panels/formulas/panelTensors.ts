import type { Shape } from '../../../engine/shape';
import { largestWholeTensor, longestThumbnailSide } from '../../../protocol/panel';
import type { PanelTensor } from '../../../protocol/panel';
import { statisticsOf } from '../../languageFeatures/tensorText';

/** Numbers as the panel gets them: all of them, or a picture and statistics where there are too many. */
export function panelTensor(shape: Shape, data: ArrayLike<number>): PanelTensor {
  return data.length <= largestWholeTensor
    ? { kind: 'whole', shape: [...shape], data: Float64Array.from(data) }
    : thumbnail(shape, data);
}

/** For a value the learner is asked for: its numbers stay here. */
export function blankTensor(shape: Shape): PanelTensor {
  return { kind: 'blank', shape: [...shape] };
}

/**
 * The tensor as a matrix, its last axis the columns; each cell is the entry of largest magnitude in its part.
 */
function thumbnail(shape: Shape, data: ArrayLike<number>): PanelTensor {
  const width = shape.at(-1) ?? 1;
  const height = data.length / width;
  const rows = Math.min(height, longestThumbnailSide);
  const columns = Math.min(width, longestThumbnailSide);
  const cells = new Float64Array(rows * columns);
  for (let index = 0; index < data.length; index++) {
    const row = Math.floor((Math.floor(index / width) * rows) / height);
    const column = Math.floor(((index % width) * columns) / width);
    const cell = row * columns + column;
    const value = data[index] ?? NaN;
    // Written so that NaN wins: it must not be hidden by its neighbours.
    if (!(Math.abs(value) <= Math.abs(cells[cell] ?? 0))) cells[cell] = value;
  }
  return { kind: 'thumbnail', shape: [...shape], rows, columns, cells, statistics: statistics(data) };
}

/** In the order of the protocol's `statisticNames`. */
function statistics(data: ArrayLike<number>): Float64Array {
  const { mean, minimum, maximum, zeros, nonFinite } = statisticsOf(data);
  let squares = 0;
  for (let index = 0; index < data.length; index++) {
    const value = data[index] ?? NaN;
    if (Number.isFinite(value)) squares += (value - mean) ** 2;
  }
  const standardDeviation = Math.sqrt(squares / (data.length - nonFinite));
  return Float64Array.of(mean, standardDeviation, minimum, maximum, zeros, nonFinite);
}
