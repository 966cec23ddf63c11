/**
 * Messages on their way to a page, as VS Code carries them: typed arrays arrive whole, everything
 * else is JSON, where NaN, infinity and `undefined` in a list become `null`.
 */
const constructors = { Float64Array, Float32Array, Int32Array, Uint8Array } as const;

/** The same value with typed arrays as JSON. */
export function packed(value: unknown): unknown {
  for (const [typedArray, constructor] of Object.entries(constructors)) {
    if (value instanceof constructor) {
      return {
        typedArray,
        numbers: Array.from(value, (number) => (Number.isFinite(number) ? number : String(number))),
      };
    }
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  if (Array.isArray(value)) return value.map((member) => packed(member) ?? null);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, packed(member)]));
}

/** What `packed` made, as it was: the source text of a function `unpack`, for the page. */
export const unpackInPage = `
  const unpack = (value) => {
    if (Array.isArray(value)) return value.map(unpack);
    if (typeof value !== 'object' || value === null) return value;
    if ('typedArray' in value) return globalThis[value.typedArray].from(value.numbers, Number);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unpack(member)]));
  };
`;
