import type { Numbers } from '../../engine/tensor';

/** What the numbers of an array are; `brain` is the upper half of a float32, which PyTorch calls bfloat16. */
export type NumberKind = 'float' | 'brain' | 'integer' | 'unsigned' | 'boolean';

export interface NumberType {
  readonly kind: NumberKind;
  /** Bytes of one entry. */
  readonly bytes: number;
}

/** A stretch of a file that holds entries of one type. */
export interface EntriesPlace {
  readonly type: NumberType;
  readonly isBigEndian: boolean;
  /** Where the entries begin, and their length, in bytes. */
  readonly start: number;
  readonly length: number;
}

/**
 * The numbers in the order of the file, or the first entry that no number can hold exactly: a whole number
 * beyond 2⁵³. Floats of 4 and 8 bytes are a view of `bytes` where they are aligned, other types are converted
 * once, to float32 where that keeps every value (up to 16 bits, truth values), else to float64.
 */
export function decodeNumbers(
  bytes: Uint8Array,
  { type, isBigEndian, start, length }: EntriesPlace,
): Numbers | number {
  const { buffer, offset } = placed(bytes, start, length, type.bytes, isBigEndian);
  const count = length / type.bytes;
  switch (type.kind) {
    case 'float':
      if (type.bytes === 2) return fromHalfPrecision(new Uint16Array(buffer, offset, count));
      return type.bytes === 4
        ? new Float32Array(buffer, offset, count)
        : new Float64Array(buffer, offset, count);
    case 'brain':
      return fromBrainFloats(new Uint16Array(buffer, offset, count));
    case 'integer':
      if (type.bytes === 1) return new Float32Array(new Int8Array(buffer, offset, count));
      if (type.bytes === 2) return new Float32Array(new Int16Array(buffer, offset, count));
      return type.bytes === 4
        ? new Float64Array(new Int32Array(buffer, offset, count))
        : fromHalves(new Uint32Array(buffer, offset, 2 * count), new Int32Array(buffer, offset, 2 * count));
    case 'unsigned':
      if (type.bytes === 1) return new Float32Array(new Uint8Array(buffer, offset, count));
      if (type.bytes === 2) return new Float32Array(new Uint16Array(buffer, offset, count));
      return type.bytes === 4
        ? new Float64Array(new Uint32Array(buffer, offset, count))
        : fromHalves(new Uint32Array(buffer, offset, 2 * count), new Uint32Array(buffer, offset, 2 * count));
    case 'boolean':
      return Float32Array.from(new Uint8Array(buffer, offset, count), (byte) => (byte === 0 ? 0 : 1));
  }
}

/**
 * The entries where they lie, or in a copy where a typed array could not begin there, or where their bytes
 * must change places: machines that run editors are little-endian.
 */
function placed(
  bytes: Uint8Array,
  start: number,
  length: number,
  entryBytes: number,
  isBigEndian: boolean,
): { readonly buffer: ArrayBufferLike; readonly offset: number } {
  const offset = bytes.byteOffset + start;
  if (!isBigEndian && offset % entryBytes === 0) return { buffer: bytes.buffer, offset };
  // Not `slice`: of a Buffer, which is what Node reads files into, that is no copy.
  const copy = new Uint8Array(length);
  copy.set(bytes.subarray(start, start + length));
  if (isBigEndian) {
    for (let entry = 0; entry < length; entry += entryBytes)
      copy.subarray(entry, entry + entryBytes).reverse();
  }
  return { buffer: copy.buffer, offset: 0 };
}

/** 64-bit integers from their halves: BigInt64Array would make an object of every entry. */
function fromHalves(low: Uint32Array, high: Int32Array | Uint32Array): Float64Array | number {
  const numbers = new Float64Array(low.length / 2);
  for (let entry = 0; entry < numbers.length; entry++) {
    const value = (high[2 * entry + 1] ?? 0) * 2 ** 32 + (low[2 * entry] ?? 0);
    if (!Number.isSafeInteger(value)) return entry;
    numbers[entry] = value;
  }
  return numbers;
}

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. Every value of it is exact in float32. */
function fromHalfPrecision(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** The sign, the exponent and the first 7 bits of the fraction of a float32, whose other bits are 0. */
function fromBrainFloats(halves: Uint16Array): Float32Array {
  const bits = Uint32Array.from(halves, (half) => half * 2 ** 16);
  return new Float32Array(bits.buffer);
}
