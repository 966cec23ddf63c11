import { strToU8, zipSync, type Zippable } from 'fflate';
import { sizeOf, type Shape } from '../engine/shape';

/** An array to write. `boolean` holds 0 and 1. */
export type WritableArray =
  | {
      readonly shape: Shape;
      readonly data:
        | Float32Array
        | Float64Array
        | Int8Array
        | Uint8Array
        | Int16Array
        | Uint16Array
        | Int32Array
        | Uint32Array
        | BigInt64Array
        | BigUint64Array;
      readonly boolean?: false;
    }
  | { readonly shape: Shape; readonly data: Uint8Array; readonly boolean: true };

const MAGIC_AND_VERSION_1 = '\x93NUMPY\x01\x00';
/** Magic, version and the length of the header. */
const PREFIX_LENGTH = 10;
/** The numbers begin at a multiple of this, so that any of them can be mapped into memory. */
const ALIGNMENT = 64;

/**
 * An NPY file of version 1 (numpy.org/doc/stable/reference/generated/numpy.lib.format.html) as
 * `numpy.save` writes it: little-endian, C order.
 * @throws RangeError where the shape does not hold as many entries as there are.
 */
export function writeNpy(array: WritableArray): Uint8Array<ArrayBuffer> {
  const { shape, data } = array;
  if (sizeOf(shape) !== data.length) {
    throw new RangeError(`The shape [${shape.join(', ')}] does not hold ${data.length} entries.`);
  }
  const text = `{'descr': '${descrOf(array)}', 'fortran_order': False, 'shape': ${tuple(shape)}, }`;
  const dataOffset = Math.ceil((PREFIX_LENGTH + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(dataOffset + data.byteLength);
  file.set(strToU8(MAGIC_AND_VERSION_1, true));
  new DataView(file.buffer).setUint16(PREFIX_LENGTH - 2, dataOffset - PREFIX_LENGTH, true);
  file.set(strToU8(`${text.padEnd(dataOffset - PREFIX_LENGTH - 1)}\n`, true), PREFIX_LENGTH);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), dataOffset);
  return file;
}

function descrOf({ data, boolean }: WritableArray): string {
  if (boolean) return '|b1';
  if (data instanceof Float32Array) return '<f4';
  if (data instanceof Float64Array) return '<f8';
  if (data instanceof Int8Array) return '|i1';
  if (data instanceof Uint8Array) return '|u1';
  if (data instanceof Int16Array) return '<i2';
  if (data instanceof Uint16Array) return '<u2';
  if (data instanceof Int32Array) return '<i4';
  if (data instanceof Uint32Array) return '<u4';
  return data instanceof BigInt64Array ? '<i8' : '<u8';
}

/** A tuple as Python writes it: `()`, `(3,)`, `(2, 3)`. */
function tuple(shape: Shape): string {
  return shape.length === 1 ? `(${shape.join()},)` : `(${shape.join(', ')})`;
}

/**
 * The first moment ZIP can tell, in local time: the same
 * arrays give the same bytes whenever they are written.
 */
const TIME = new Date(1980, 0, 1);

/** An archive of arrays by name, stored and not compressed, as `numpy.savez` writes it. */
export function writeNpz(arrays: Readonly<Record<string, WritableArray>>): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  for (const [name, array] of Object.entries(arrays)) files[`${name}.npy`] = writeNpy(array);
  return zipSync(files, { level: 0, mtime: TIME });
}
