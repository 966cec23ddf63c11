/** What JSON has; NaN and infinity are written as texts, for JSON has no word for them. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON for people: numbers of a list stand beside each other, the rows of a matrix below each other. Every
 * digit and every sign is kept, that of -0 too.
 */
export function jsonText(value: Json, indent = ''): string {
  if (typeof value !== 'object' || value === null) return scalarText(value);
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

/** The same in one line, for programs that read line by line. */
export function jsonLine(value: Json): string {
  if (typeof value !== 'object' || value === null) return scalarText(value);
  if (isList(value)) return `[${value.map(jsonLine).join(',')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${jsonLine(item)}`);
  return `{${entries.join(',')}}`;
}

function scalarText(value: string | number | boolean | null): string {
  if (typeof value !== 'number') return JSON.stringify(value);
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? String(value) : JSON.stringify(String(value));
}

/** `Array.isArray` does not know lists that nobody changes. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
