const bars = '▁▂▃▄▅▆▇█';

/** Stands for a number that is not finite. */
const broken = '×';

/**
 * A curve in text, on a logarithmic scale: gradients shrink and grow by orders of magnitude.
 * @param values not negative; of several that share a place the largest is drawn
 * @param width the most characters
 */
export function sparkline(values: readonly number[], width: number): string {
  const places = Math.min(width, values.length);
  const highest = Array.from({ length: places }, (_, place) => {
    const from = Math.floor((place * values.length) / places);
    const to = Math.floor(((place + 1) * values.length) / places);
    return values
      .slice(from, to)
      .reduce((a, b) => (Number.isNaN(a) || Number.isNaN(b) ? NaN : Math.max(a, b)));
  });
  const sizes = highest.map((value) => (value > 0 && Number.isFinite(value) ? Math.log(value) : undefined));
  const known = sizes.filter((size) => size !== undefined);
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  return highest
    .map((value, place) => {
      if (!Number.isFinite(value)) return broken;
      const size = sizes[place];
      // Zero has no logarithm: it is the lowest there is.
      const share = size === undefined ? 0 : span === 0 ? 0.5 : (size - low) / span;
      return bars.charAt(Math.min(bars.length - 1, Math.floor(share * bars.length)));
    })
    .join('');
}
