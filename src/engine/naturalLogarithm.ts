/** Terms of the series after the first: the next one is below 2⁻⁶⁰ for the largest argument. */
const TERMS = 11;

/**
 * ln x for 0 < x < ∞, to about 1e-15 relative to the larger of the result and 1.
 *
 * `Math.log` may differ in the last place between JavaScript engines. This one uses `+ - * /` only,
 * so that random numbers made with it are the same on every machine.
 *
 * x = m·2ᵏ with m near 1, then ln m = 2·artanh(s) = 2(s + s³/3 + s⁵/5 + …), s = (m − 1)/(m + 1).
 */
export function naturalLogarithm(x: number): number {
  if (!(x > 0 && x < Infinity)) throw new RangeError(`No finite logarithm of ${String(x)}.`);
  let mantissa = x;
  let exponent = 0;
  for (; mantissa < Math.SQRT1_2; mantissa *= 2) exponent--;
  for (; mantissa > Math.SQRT2; mantissa /= 2) exponent++;
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let term = TERMS; term > 0; term--) series = (series + 1 / (2 * term + 1)) * square;
  return 2 * (s + s * series) + exponent * Math.LN2;
}
