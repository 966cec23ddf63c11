/** What JSON has; NaN and infinity are written as texts, for JSON has no word for them. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** JSON for people: numbers of a list stand beside each other, the rows of a matrix below each other. */
export function jsonText(value: Json, indent = ''): string {
  if (typeof value === 'number')
    return Number.isFinite(value) ? String(value) : JSON.stringify(String(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (isList(value)) {
    if (value.every((item) => typeof item !== 'object' || item === null))
      return `[${value.map((item) => jsonText(item)).join(', ')}]`;
    return `[\n${value.map((item) => inner + jsonText(item, inner)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).map(
    ([key, item]) => `${inner}${JSON.stringify(key)}: ${jsonText(item, inner)}`,
  );
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n${indent}}`;
}

/** `Array.isArray` does not know lists that nobody changes. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
