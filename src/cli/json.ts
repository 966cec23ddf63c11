import type { Shape } from '../engine/shape';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** JSON has no word for NaN and infinity, and `null` means that there is no number at all. */
export function jsonNumber(value: number | undefined): number | string | null {
  if (value === undefined) return null;
  return Number.isFinite(value) ? value : String(value);
}

/** Stands for -0, which `JSON.stringify` writes as 0; a character that no text of ours can have. */
const negativeZero = '\u0000-0';
const negativeZeroText = JSON.stringify(negativeZero);

/** Every digit and every sign is kept. */
export function jsonText(value: Json, indent?: number): string {
  const text = JSON.stringify(
    value,
    (_key, part: unknown) => (Object.is(part, -0) ? negativeZero : part),
    indent,
  );
  return text.replaceAll(negativeZeroText, '-0');
}

/** A tensor as nested arrays in its shape; a single number as itself. Every digit is kept. */
export function jsonTensor(data: ArrayLike<number>, shape: Shape): Json {
  let next = 0;
  const nest = (axis: number): Json => {
    const size = shape[axis];
    if (size === undefined) return jsonNumber(data[next++] ?? NaN);
    return Array.from({ length: size }, () => nest(axis + 1));
  };
  return nest(0);
}
