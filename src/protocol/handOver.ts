/** What goes along with a message instead of being copied into it, by the message's argument. */
const handedOver = new WeakMap<object, readonly ArrayBuffer[]>();

/** Smaller arrays are copied as fast as they are handed over. */
const leastBytes = 2 ** 16;

/**
 * Marks an argument so that large arrays in it are handed over to the other side, not copied. Arrays that
 * share their buffer with others, as small Node buffers do, are copied all the same.
 * After the call the arrays are empty on this side, where there is another side at all.
 */
export function handOver<Argument extends object>(
  argument: Argument,
  arrays: readonly Uint8Array[],
): Argument {
  const buffers = arrays.flatMap(({ buffer, byteLength }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength >= leastBytes
      ? [buffer]
      : [],
  );
  handedOver.set(argument, [...new Set(buffers)]);
  return argument;
}

/** What `handOver` found for this argument. */
export function handedOverWith(argument: unknown): readonly ArrayBuffer[] {
  return typeof argument === 'object' && argument !== null ? (handedOver.get(argument) ?? []) : [];
}
