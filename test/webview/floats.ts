/** Typed arrays in JSON: `{ float64: [1, 'NaN'] }`, for fixtures. */
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
