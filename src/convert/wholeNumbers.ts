import type { Numeric, WholeRange } from './values';

/**
 * Beyond it whole numbers of Python and NumPy have digits that a float64 has not; those of NumPy begin anew
 * a little later, at 2⁶³.
 */
export const wholeLimit = 2 ** 53;

type Ranged = Pick<Numeric, 'range' | 'shape'>;

/** Whether whole numbers may be others than a float64 has. */
export function overflows({ range }: { readonly range?: WholeRange | undefined }): boolean {
  return range?.limit !== undefined && !(range.most <= range.limit);
}

/** How far from 0 the entries of several arrays are together; absent where it is not known of one. */
export function joinedRange(of: readonly Ranged[]): WholeRange | undefined {
  const ranges = of.map(({ range }) => range);
  if (ranges.length === 0 || !ranges.every((range): range is WholeRange => range !== undefined))
    return undefined;
  return ranged(Math.max(...ranges.map(({ most }) => most)), limitOf(ranges));
}

export function rangeOfOperator(operator: string, left: Ranged, right: Ranged): WholeRange | undefined {
  if (!left.range || !right.range) return undefined;
  const [a, b] = [left.range.most, right.range.most];
  const limit = limitOf([left.range, right.range]);
  switch (operator) {
    case '+':
    case '-':
      return ranged(a + b, limit);
    case '*':
      return ranged(a * b, limit);
    case '@':
      return ranged(a * b * (left.shape?.at(-1) ?? Infinity), limit);
    case '**':
      return ranged(Math.max(1, a) ** b, limit);
    default:
      return undefined;
  }
}

/** Of a function of the definition language, of arrays of which that is known. */
export function rangeOfCall(name: string, arrays: readonly Ranged[]): WholeRange | undefined {
  const joined = joinedRange(arrays);
  if (!joined) return undefined;
  const { most, limit } = joined;
  if (keepsRange.has(name)) return joined;
  const count = arrays[0]?.shape?.reduce((product, size) => product * size, 1) ?? Infinity;
  if (name === 'sum') return ranged(most * count, limit);
  if (name === 'prod') return ranged(Math.max(1, most) ** count, limit);
  return name === 'square' ? ranged(most ** 2, limit) : undefined;
}

const keepsRange: ReadonlySet<string> = new Set(
  'reshape transpose maximum minimum max min where concat abs relu clip'.split(' '),
);

function ranged(most: number, limit: number | undefined): WholeRange {
  return { most, ...(limit !== undefined && { limit }) };
}

/** Of whole numbers that are computed with others none but the narrower type is known to hold. */
function limitOf(ranges: readonly WholeRange[]): number | undefined {
  const limits = ranges.map(({ limit }) => limit);
  return limits.every((limit) => limit !== undefined) ? Math.min(...limits) : undefined;
}
