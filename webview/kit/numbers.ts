const significantDigits = 6;

function named(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '∞';
  if (value === -Infinity) return '-∞';
  return undefined;
}

/** Six significant digits, as beside the lines of the editor: `715`, `0.333333`, `1.5e-9`. */
export function shortNumber(value: number): string {
  const word = named(value);
  if (word !== undefined) return word;
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(significantDigits));
  const magnitude = Math.abs(rounded);
  if (magnitude >= 1e7 || magnitude < 1e-4) return rounded.toExponential().replace('e+', 'e');
  return String(rounded);
}

/** Six characters at most, for the cells of a picture. */
export function cellNumber(value: number): string {
  const word = named(value);
  if (word !== undefined) return word;
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e4 || magnitude < 5e-3) return value.toExponential(0).replace('e+', 'e');
  return String(Number(Number(value.toPrecision(3)).toFixed(3)));
}

/** Every digit of the double: typing it again gives the same number. */
export function exactNumber(value: number): string {
  return named(value) ?? String(value);
}

/** In a formula a negative factor stands in brackets. */
export function factorNumber(value: number): string {
  const text = shortNumber(value);
  return text.startsWith('-') ? `(${text})` : text;
}

/** `2×3`; empty for a single number. */
export function shapeText(shape: readonly (number | string)[]): string {
  return shape.join('×');
}

/** Where an entry stands, as the book counts: `[0,1]`; empty in a single number. */
export function entryName(shape: readonly number[], entry: number): string {
  if (shape.length === 0) return '';
  const place: number[] = [];
  let rest = entry;
  for (const axis of [...shape].reverse()) {
    place.unshift(rest % axis);
    rest = Math.floor(rest / axis);
  }
  return `[${place.join(',')}]`;
}
