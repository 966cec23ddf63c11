import * as v from 'valibot';

/** A whole number from zero up: an index, a count, a size. */
export const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Messages are structured clones, which carry infinity as JSON does not. */
export const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
/** A list that nobody changes after it was sent. */
export function list<Item extends v.GenericSchema>(
  item: Item,
): v.SchemaWithPipe<readonly [v.ArraySchema<Item, undefined>, v.ReadonlyAction<v.InferOutput<Item>[]>]> {
  return v.pipe(v.array(item), v.readonly());
}
/** Numbers travel in typed arrays only: in JSON, NaN and infinity would become `null`. */
export const numbers = v.custom<Float64Array>((value) => value instanceof Float64Array, 'a Float64Array');
/** A single number that may be NaN or infinite. */
export const oneNumber = v.pipe(numbers, v.length(1));
/** Empty while it is sealed. */
export const noneOrOne = v.pipe(numbers, v.maxLength(1));

const shape = list(index);
const size = (axes: readonly number[]): number => axes.reduce((product, axis) => product * axis, 1);

/** What each place of `statistics` holds. They are of all entries, also of those no cell shows. */
export const statisticNames = [
  'mean',
  'standardDeviation',
  'minimum',
  'maximum',
  'zeros',
  'nonFinite',
] as const;

/** Above this many entries the host sends a thumbnail instead of the numbers. */
export const largestWholeTensor = 4096;
/** A thumbnail has at most this many rows, and as many columns. */
export const longestThumbnailSide = 64;

export const tensorSchema = v.variant('kind', [
  v.pipe(
    v.strictObject({
      kind: v.literal('whole'),
      shape,
      /** Row-major. */
      data: numbers,
    }),
    v.check(
      ({ shape, data }) => data.length === size(shape),
      'a tensor has as many numbers as its shape says',
    ),
  ),
  v.pipe(
    v.strictObject({
      /** Too large to send: a picture of it, and its statistics. */
      kind: v.literal('thumbnail'),
      shape,
      rows: index,
      columns: index,
      /**
       * Row-major, `rows × columns`; each cell is the entry of largest magnitude in its part of the tensor.
       */
      cells: numbers,
      /** In the order of `statisticNames`. */
      statistics: v.pipe(numbers, v.length(statisticNames.length)),
    }),
    v.check(
      ({ rows, columns, cells }) => cells.length === rows * columns,
      'a thumbnail has rows × columns cells',
    ),
  ),
  v.strictObject({
    /** A learner is asked for it, or it would give away what is: its numbers are not sent at all. */
    kind: v.literal('sealed'),
    shape,
  }),
]);
export type PanelTensor = v.InferOutput<typeof tensorSchema>;
