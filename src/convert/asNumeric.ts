import { levels, literal, numeric } from './numeric';
import { current } from './sharedMemory';
import type { Numeric, Value } from './values';
import { joinedRange } from './wholeNumbers';

/** A number or an array; lists of numbers are arrays where one is expected. */
export function asNumeric(given: Value | undefined): Numeric | undefined {
  return numericOf(given, { entries: 0 }, 0);
}

/** NumPy's arrays have no more axes. */
const mostAxes = 64;
/** A list may hold one list many times: so many entries are written out. */
export const mostWritten = 200_000;

function numericOf(
  given: Value | undefined,
  written: { entries: number },
  axes: number,
): Numeric | undefined {
  const value = given && current(given);
  if (++written.entries > mostWritten || axes > mostAxes) return undefined;
  if (value?.kind === 'numeric') return value;
  if (value?.kind === 'gradient') return numeric(`grad(${value.of})`, levels.whole);
  if (value?.kind === 'constant' && typeof value.value === 'boolean')
    return { ...literal(value.value ? 1 : 0), isTruth: true };
  if (value?.kind !== 'sequence' || value.items.length === 0) return undefined;
  const items: Numeric[] = [];
  for (const each of value.items) {
    const item = numericOf(each, written, axes + 1);
    if (item === undefined) return undefined;
    items.push(item);
  }
  const [first] = items;
  const isRegular = items.every(({ shape }) => shape && shape.join() === first?.shape?.join());
  const text = `[${items.map((item) => item.text).join(', ')}]`;
  const range = joinedRange(items);
  const places = items.flatMap(({ constant, isWhole, isTruth }) =>
    constant !== undefined && isWhole && !isTruth ? [constant] : [],
  );
  return numeric(text, levels.whole, {
    ...(range && { range }),
    ...(places.length === items.length && { places }),
    ...(isRegular && first?.shape && { shape: [items.length, ...first.shape] }),
    ...(items.every(({ isWhole }) => isWhole) && { isWhole: true }),
    ...(items.every(({ isTruth }) => isTruth) && { isTruth: true }),
  });
}
