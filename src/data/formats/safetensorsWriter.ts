import { strToU8 } from 'fflate';
import { sizeOf } from '../../engine/shape';
import type { WritableArray } from '../npyWriter';

/** Entries begin at a multiple of this, so that any of them can be mapped into memory. */
const ALIGNMENT = 8;
/** Bytes of the length of the header, with which a file begins. */
const PREFIX = 8;

/**
 * A safetensors file (github.com/huggingface/safetensors, "Format"): the length of the header in 8 bytes,
 * the header as JSON, then the entries of all tensors, little-endian. Wider entries come first, so that all
 * are aligned; those of one width in the order given. The same tensors give the same bytes.
 * @throws RangeError where a shape does not hold as many entries as there are
 */
export function writeSafetensors(tensors: ReadonlyMap<string, WritableArray>): Uint8Array<ArrayBuffer> {
  const ordered = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let end = 0;
  const header = new Map<string, unknown>();
  for (const [name, tensor] of ordered) {
    const { shape, data } = tensor;
    if (sizeOf(shape) !== data.length) {
      throw new RangeError(
        `${name}: the shape [${shape.join(', ')}] does not hold ${String(data.length)} entries.`,
      );
    }
    const start = end;
    end += data.byteLength;
    header.set(name, { dtype: typeOf(tensor), shape, data_offsets: [start, end] });
  }
  const text = strToU8(JSON.stringify(Object.fromEntries(header)));
  const dataStart = Math.ceil((PREFIX + text.length) / ALIGNMENT) * ALIGNMENT;
  // The header is padded with spaces, as the format has it.
  const file = new Uint8Array(dataStart + end).fill(0x20, PREFIX, dataStart);
  new DataView(file.buffer).setBigUint64(0, BigInt(dataStart - PREFIX), true);
  file.set(text, PREFIX);
  let offset = dataStart;
  for (const [, { data }] of ordered) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return file;
}

function typeOf({ data, boolean }: WritableArray): string {
  if (boolean) return 'BOOL';
  if (data instanceof Float64Array || data instanceof Float32Array) return `F${bits(data)}`;
  const isSigned =
    data instanceof Int8Array ||
    data instanceof Int16Array ||
    data instanceof Int32Array ||
    data instanceof BigInt64Array;
  return `${isSigned ? 'I' : 'U'}${bits(data)}`;
}

function bits({ BYTES_PER_ELEMENT }: WritableArray['data']): string {
  return String(BYTES_PER_ELEMENT * 8);
}
