import type { Numbers } from '../../tensor';

/** The entries of a matrix that are not zero, row after row. */
export interface NonZeroList {
  readonly values: Numbers;
  /** The column of each. */
  readonly places: Int32Array;
  /** Where each row begins in the other two. */
  readonly starts: Int32Array;
}

/**
 * Room for the entries of a matrix that are not zero: images are mostly background, and what ReLU blocks is
 * zero. The kernel that lists them does so anew each time it runs.
 */
export interface NonZeros {
  /** Whether the lists hold the matrix. They do not where too few of its entries are zero. */
  listed: boolean;
  readonly byRow: NonZeroList;
  /** Listed by the product that needs them; absent where none does. */
  readonly byColumn?: NonZeroList;
}

/** Products with fewer columns, in bytes, do not skip zeros: a tile is so wide. */
const leastBytesOfColumns = 128;

/** With fewer entries a row, listing costs more than it saves. */
const leastInner = 64;

/** A product so wide, in bytes, does so much with each entry that listing it costs next to nothing. */
const wideBytes = 1024;

/**
 * How many entries of a row may be other than zero, on average
 * over the rows; with more, the whole product is faster.
 * @param columnBytes a row of what the matrix is multiplied with
 */
export const mostNonZeros = (inner: number, columnBytes: number): number =>
  Math.floor(inner / (columnBytes < wideBytes ? 4 : 2));

/**
 * How long the lists of a matrix rows×inner are. The kernel goes up to two rows further before it finds that
 * there are too many, and writes up to four entries ahead.
 */
export const nonZeroCapacity = (rows: number, inner: number, columnBytes: number): number =>
  rows * mostNonZeros(inner, columnBytes) + 2 * inner + 4;

/** What the lists are placed in. */
export interface NonZeroRoom {
  readonly numbers: (length: number) => Numbers;
  readonly integers: (length: number) => Int32Array;
}

/** The product `A·B` whose A is listed. */
interface ListedProduct {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly bytesPerNumber: number;
  /** Whether `Aᵀ·dC` follows, which goes through A by column. */
  readonly hasBackward: boolean;
}

/** Room for the lists of A; `undefined` where skipping zeros cannot pay. */
export function nonZerosFor(product: ListedProduct, room: NonZeroRoom): NonZeros | undefined {
  const { rows, inner, hasBackward } = product;
  const columnBytes = product.columns * product.bytesPerNumber;
  if (columnBytes < leastBytesOfColumns || inner < leastInner) return undefined;
  const capacity = nonZeroCapacity(rows, inner, columnBytes);
  const list = (starts: number): NonZeroList => ({
    values: room.numbers(capacity),
    places: room.integers(capacity),
    starts: room.integers(starts),
  });
  return { listed: false, byRow: list(rows + 1), ...(hasBackward && { byColumn: list(inner + 2) }) };
}
