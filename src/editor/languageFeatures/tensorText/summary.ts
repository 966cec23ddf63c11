import type { Shape } from '../../../engine/shape';
import { formatShape } from '../../../language';
import { formatNumber } from '../../../language/services/numbers';
import { listText } from './list';
import { statisticsOf } from './statistics';

/** How the words around a tensor's statistics read in the reader's language. */
export interface SummaryWords {
  readonly mean: (mean: string) => string;
  readonly range: (minimum: string, maximum: string) => string;
  readonly nonFinite: (count: number) => string;
}

/**
 * A tensor in at most about `budget` characters: written out where it fits, else its shape and what it is like.
 * @param detailed whether the smallest and the largest entry are named, too
 */
export function summaryText(
  shape: Shape,
  data: ArrayLike<number>,
  budget: number,
  detailed: boolean,
  words: SummaryWords,
): string {
  const list = listWithin(shape, data, budget);
  return list ?? `${formatShape(shape)} · ${statisticsText(data, detailed, words)}`;
}

/** The same without the shape, for where that is said already. */
export function entriesText(
  shape: Shape,
  data: ArrayLike<number>,
  budget: number,
  words: SummaryWords,
): string {
  return listWithin(shape, data, budget) ?? statisticsText(data, false, words);
}

function listWithin(shape: Shape, data: ArrayLike<number>, budget: number): string | undefined {
  // Every entry takes at least three characters: `0, `.
  if (shape.length > 0 && data.length * 3 > budget) return undefined;
  const list = listText(shape, data, formatNumber);
  return shape.length === 0 || list.length <= budget ? list : undefined;
}

function statisticsText(data: ArrayLike<number>, detailed: boolean, words: SummaryWords): string {
  const { mean, minimum, maximum, nonFinite } = statisticsOf(data);
  const parts = [words.mean(formatNumber(mean))];
  if (detailed) parts.push(words.range(formatNumber(minimum), formatNumber(maximum)));
  if (nonFinite > 0) parts.push(words.nonFinite(nonFinite));
  return parts.join(' · ');
}
