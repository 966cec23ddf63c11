import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import { readNpy, readNpyStart, type NumberArray } from '../../../../src/data/formats/npyArray';
import { readNpyHeader } from '../../../../src/data/formats/npyHeader';
import { describeData } from '../../../../src/data/load';
import { writeNpy } from '../../../../src/data/npyWriter';
import {
  arrayOf,
  errorOf,
  fileOf,
  fromBase64,
  loadReport,
  readFixture,
  reportOf,
  sourceOf,
  valueOf,
} from '../samples';

const entry = v.object({
  name: v.string(),
  descr: v.string(),
  shape: v.array(v.number()),
  values: v.array(v.string()),
  file: v.string(),
});
const written = readFixture('npy.json', v.array(entry));
const texts = readFixture(
  'npy_texts.json',
  v.array(
    v.object({
      name: v.string(),
      shape: v.array(v.number()),
      texts: v.array(v.string()),
      file: v.string(),
    }),
  ),
);
const refused = readFixture(
  'npy_refused.json',
  v.array(v.object({ name: v.string(), field: v.string(), file: v.string() })),
);

function numbersOf(bytes: Uint8Array): NumberArray {
  const array = valueOf(readNpy(fileOf('x.npy', bytes)));
  if (array.kind !== 'numbers') throw new Error('The array holds texts.');
  return array;
}

describe('NPY files of NumPy', () => {
  it.each(written)('are read: $name', ({ descr, shape, values, file }) => {
    const array = numbersOf(fromBase64(file));
    expect(array.shape).toEqual(shape);
    expect(Array.from(array.data)).toEqual(
      values.map(Number).map(descr.endsWith('f4') ? Math.fround : Number),
    );
    expect(array.whole).toBe(!descr.includes('f'));
  });

  it.each(written)('are read where they lie unaligned in a larger buffer: $name', ({ file }) => {
    const bytes = fromBase64(file);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    const aligned = valueOf(readNpy(fileOf('x.npy', bytes)));
    expect(valueOf(readNpy(fileOf('x.npy', larger.subarray(3))))).toEqual(aligned);
  });

  it.each(written)('are read from a Buffer of Node, which stays as it was: $name', ({ file }) => {
    const bytes = fromBase64(file);
    const aligned = valueOf(readNpy(fileOf('x.npy', bytes)));
    for (const before of [0, 3]) {
      const part = Buffer.concat([Buffer.alloc(before), bytes]).subarray(before);
      const kept = Uint8Array.from(part);
      expect(valueOf(readNpy(fileOf('x.npy', part)))).toEqual(aligned);
      expect(valueOf(readNpy(fileOf('x.npy', part)))).toEqual(aligned);
      expect(Uint8Array.from(part)).toEqual(kept);
    }
  });

  it.each(texts)('of texts are read: $name', ({ shape, texts: expected, file }) => {
    const array = valueOf(readNpy(fileOf('t.npy', fromBase64(file))));
    expect(array).toEqual({ kind: 'texts', shape, texts: expected });
  });

  it.each(written)('tell their first rows by their beginning: $name', ({ descr, shape, file }) => {
    const bytes = fromBase64(file);
    const whole = numbersOf(bytes);
    const entryBytes = Number(descr.slice(2));
    const header = bytes.length - whole.data.length * entryBytes;
    const perRow = shape.slice(1).reduce((product, size) => product * size, 1);
    const rowBytes = perRow * entryBytes;
    const isFortranOrder = Buffer.from(bytes).toString('latin1', 0, header).includes("'fortran_order': True");
    const isInRows = shape.length === 1 || (shape.length > 1 && !isFortranOrder);
    for (let length = header; length <= bytes.length; length += 7) {
      const start = valueOf(
        readNpyStart({ name: 'x.npy', bytes: bytes.subarray(0, length), size: bytes.length }),
      );
      expect(start.shape).toEqual(shape);
      if (start.array.kind !== 'numbers') throw new Error('The array holds texts.');
      const rows = Math.floor((length - header) / rowBytes);
      const entries = length === bytes.length ? whole.data.length : isInRows ? rows * perRow : 0;
      expect(Array.from(start.array.data)).toEqual(Array.from(whole.data.subarray(0, entries)));
    }
  });

  it.each(refused)('are refused by the field of the header: $name', ({ field, file }) => {
    const report = reportOf(readNpy(fileOf('x.npy', fromBase64(file))));
    expect(report).toMatchObject({ file: 'x.npy', field });
  });

  it('are read where they say Fortran order, but have one axis that counts', () => {
    const column = writeNpy({ shape: [3, 1], data: Float64Array.of(1, 2, 3) });
    const text = Buffer.from(column).toString('latin1').replace('False', 'True ');
    const array = valueOf(readNpy(fileOf('x.npy', new Uint8Array(Buffer.from(text, 'latin1')))));
    expect(array).toMatchObject({ shape: [3, 1], data: Float64Array.of(1, 2, 3) });
  });

  it('of aligned floats are not copied', () => {
    const bytes = writeNpy({ shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
    const { data } = numbersOf(bytes);
    expect(data.buffer).toBe(bytes.buffer);
  });

  it.each(written)('are refused at every length but their own: $name', ({ file }) => {
    const bytes = fromBase64(file);
    for (let length = 0; length < bytes.length; length++) {
      expect(errorOf(readNpy(fileOf('x.npy', bytes.subarray(0, length)))).file).toBe('x.npy');
    }
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(errorOf(readNpy(fileOf('x.npy', longer))).field).toBe('shape');
  });

  it('say what is wrong', () => {
    const report = (bytes: Uint8Array): string => reportOf(readNpy(fileOf('x.npy', bytes))).text;
    const good = writeNpy({ shape: [3], data: Float64Array.of(1, 2, 3) });
    const changed = (at: number, byte: number): Uint8Array =>
      good.map((old, index) => (index === at ? byte : old));
    expect(report(new Uint8Array())).toBe('x.npy is empty.');
    expect(report(changed(0, 0x94))).toBe('x.npy is not an NPY file: it does not begin with \\x93NUMPY.');
    expect(report(changed(6, 4))).toBe('x.npy: version 4 of the NPY format is not known.');
    expect(report(good.subarray(0, 50))).toBe('x.npy is cut off in its header.');
    expect(report(good.subarray(0, good.length - 1))).toBe(
      'x.npy is cut off: its shape asks for 24 bytes of entries, 23 are there.',
    );
  });

  it('are refused where a whole number is too large to be exact', () => {
    const data = BigInt64Array.of(1n, 2n, 3n, -(2n ** 53n));
    expect(reportOf(readNpy(fileOf('x.npy', writeNpy({ shape: [2, 2], data }))))).toEqual({
      text: 'x.npy, row 2, column 2: the whole number is larger than 2⁵³.',
      file: 'x.npy',
      row: 2,
      column: 2,
    });
  });

  it('never throw, whatever the bytes', () => {
    const good = writeNpy({ shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(good.length), (noise, at) => {
        expect(typeof readNpy(fileOf('x', noise)).ok).toBe('boolean');
        const damaged = good.slice();
        damaged.set(noise.subarray(0, damaged.length - at), at);
        expect(typeof readNpy(fileOf('x', damaged)).ok).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('writeNpy', () => {
  it.each(written.filter(({ name }) => !/version|Fortran|read only/.test(name)))(
    'writes the very bytes NumPy does: $name',
    ({ descr, shape, values, file }) => {
      expect(writeNpy(arrayOf(descr, shape, values))).toEqual(fromBase64(file));
    },
  );

  it('and readNpy are inverse', () => {
    const axes = fc.array(fc.nat(4), { maxLength: 4 });
    fc.assert(
      fc.property(axes, fc.boolean(), fc.integer(), (shape, single, seed) => {
        const size = shape.reduce((product, axis) => product * axis, 1);
        const numbers = Array.from(
          { length: size },
          (_, index) => Math.sin(seed + index) * 10 ** (index % 30),
        );
        const data = single ? Float32Array.from(numbers) : Float64Array.from(numbers);
        const array = valueOf(readNpy(fileOf('x.npy', writeNpy({ shape, data }))));
        expect(array).toEqual({ kind: 'numbers', shape, data, whole: false });
      }),
    );
  });

  it('refuses a shape that does not fit', () => {
    expect(() => writeNpy({ shape: [2, 2], data: new Float64Array(3) })).toThrow(RangeError);
  });
});

describe('npy(x, t)', () => {
  const x = writeNpy({ shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, NaN, 6) });
  const t = writeNpy({ shape: [2], data: Int32Array.of(0, 1) });

  it('names the row and column of a number that is not finite', () => {
    expect(
      loadReport('npy', { x: 'x.npy', t: 't.npy' }, { x: fileOf('x.npy', x), t: fileOf('t.npy', t) }),
    ).toEqual({
      text: 'x.npy, row 2, column 2: NaN is not a finite number.',
      file: 'x.npy',
      row: 2,
      column: 2,
    });
  });

  it('does so of the targets before they are trained with', () => {
    const x = writeNpy({ shape: [2, 3], data: new Float64Array(6) });
    const t = writeNpy({ shape: [2], data: Float64Array.of(0, NaN) });
    const files = { x: fileOf('x.npy', x), t: fileOf('t.npy', t) };
    expect(reportOf(describeData(sourceOf('npy'), { x: 'x.npy', t: 't.npy' }, files))).toMatchObject({
      file: 't.npy',
      row: 2,
      column: 1,
    });
  });
});

it.each([
  ['(0, 99999999999999999999)', /its sizes other than 0 come to/],
  [`(${'1,'.repeat(20_000)})`, /This would have 20000 axes/],
])('a shape that takes for ever to walk is refused', (shape, expected) => {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }\n`;
  const bytes = Uint8Array.from(
    `\u0093NUMPY\u0002\0${String.fromCharCode(header.length & 255, header.length >> 8)}\0\0${header}`,
    (letter) => letter.charCodeAt(0),
  );
  const read = readNpyHeader('x.npy', bytes);
  expect(read.ok ? '' : formatMessage(read.error.message)).toMatch(expected);
});

it.each([
  ['descr', "'descr': '<f8', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)"],
  ['fortran_order', "'descr': '<f8', 'fortran_order': False, 'shape': (1,), \"fortran_order\": True"],
  ['shape', "'shape': (1,), 'descr': '<f8', 'fortran_order': False, 'shape': (2,)"],
  ['shape', "'descr': '<f8', 'fortran_order': False, 'shape': (1 2,)"],
])('a header whose field %s can be read in two ways is not read: %s', (field, fields) => {
  const header = `{${fields}}`.padEnd(117);
  const bytes = Buffer.concat([
    Buffer.from('\u0093NUMPY\u0001\0v\0', 'latin1'),
    Buffer.from(`${header}\n`),
    Buffer.alloc(16),
  ]);
  const { message } = errorOf(readNpy(fileOf('x.npy', Uint8Array.from(bytes))));
  expect(formatMessage(message)).toBe(`x.npy: the field ${field} of the header cannot be read.`);
});
