/** Significant digits of a number beside the text. */
const significantDigits = 6;

/**
 * A number as a person would write it, six significant digits: `715`, `2.2`, `1.23457e-8`, `NaN`, `∞`.
 * Whole numbers below a thousand million keep all their digits.
 */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value === 0 ? 0 : value);
  const rounded = Number(value.toPrecision(significantDigits));
  const magnitude = Math.abs(rounded);
  if (magnitude >= 1e-4 && magnitude < 1e6) return String(rounded);
  return rounded.toExponential().replace('e+', 'e');
}

/** The shortest digits that give back exactly this double; the language reads finite ones. */
export function formatExactly(value: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  return Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e');
}

function formatNonFinite(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '∞' : '-∞';
}
