/** What JSON has; NaN and infinity are written as texts, for JSON has no word for them. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A piece ends with the number that makes it so long, in characters. */
const longestPiece = 16_384;

/** Numbers in a shape, which stand in JSON as lists in lists. */
export class JsonNumbers {
  constructor(
    readonly data: ArrayLike<number>,
    readonly shape: readonly number[],
  ) {}
}

/** JSON in which numbers stay as they are until they are written. */
export type LazyJson = Json | JsonNumbers | readonly LazyJson[] | { readonly [key: string]: LazyJson };

/**
 * JSON for people: numbers of a list stand beside each other, the rows of a matrix below each other. Every
 * digit and every sign is kept, that of -0 too.
 */
export function jsonText(value: Json, indent = ''): string {
  let text = '';
  for (const piece of jsonPieces(value, indent)) text += piece;
  return text;
}

/** The same text piece by piece, for what is larger than a text can be. */
export function* jsonPieces(value: LazyJson, indent = ''): Generator<string> {
  if (typeof value !== 'object' || value === null) yield scalarText(value);
  else if (value instanceof JsonNumbers) yield* numberPieces(value, indent);
  else if (isList(value)) {
    const isFlat = value.every((item) => typeof item !== 'object' || item === null);
    yield* listPieces(value.length, isFlat, indent, (place, inner) =>
      jsonPieces(value[place] ?? null, inner),
    );
  } else {
    const inner = `${indent}  `;
    let before = '{\n';
    for (const [key, item] of Object.entries(value)) {
      yield `${before}${inner}${JSON.stringify(key)}: `;
      yield* jsonPieces(item, inner);
      before = ',\n';
    }
    yield before === '{\n' ? '{}' : `\n${indent}}`;
  }
}

function numberPieces({ data, shape }: JsonNumbers, indent: string): Generator<string> {
  let next = 0;
  const nest = function* (axis: number, inner: string): Generator<string> {
    const size = shape[axis];
    if (size === undefined) yield scalarText(data[next++] ?? NaN);
    else if (size === 0 || axis < shape.length - 1) {
      yield* listPieces(size, false, inner, (_, deeper) => nest(axis + 1, deeper));
    } else {
      let text = '[';
      for (let place = 0; place < size; place++) {
        text += (place === 0 ? '' : ', ') + scalarText(data[next++] ?? NaN);
        if (text.length < longestPiece) continue;
        yield text;
        text = '';
      }
      yield `${text}]`;
    }
  };
  return nest(0, indent);
}

function* listPieces(
  length: number,
  isFlat: boolean,
  indent: string,
  pieces: (place: number, inner: string) => Iterable<string>,
): Generator<string> {
  if (length === 0) {
    yield '[]';
    return;
  }
  const inner = isFlat ? indent : `${indent}  `;
  for (let place = 0; place < length; place++) {
    if (isFlat) yield place === 0 ? '[' : ', ';
    else yield `${place === 0 ? '[' : ','}\n${inner}`;
    yield* pieces(place, inner);
  }
  yield isFlat ? ']' : `\n${indent}]`;
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
function isList<Item>(value: readonly Item[] | object): value is readonly Item[] {
  return Array.isArray(value);
}
