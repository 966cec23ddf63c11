/** Typed arrays in JSON: `{ float64: [1, 'NaN'] }`, for fixtures and for the way into the page. */
interface Float64Json {
  readonly float64: readonly (number | string)[];
}

function isFloat64Json(value: object): value is Float64Json {
  return 'float64' in value && Array.isArray(value.float64);
}

/** The same value with typed arrays in place of their JSON. */
export function withFloats(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFloats);
  if (typeof value !== 'object' || value === null) return value;
  if (isFloat64Json(value)) return Float64Array.from(value.float64, Number);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withFloats(member)]));
}

/** The same value with typed arrays as JSON; NaN and infinity as words. */
export function asJson(value: unknown): unknown {
  if (value instanceof Float64Array) {
    return { float64: Array.from(value, (number) => (Number.isFinite(number) ? number : String(number))) };
  }
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asJson(member)]));
}
