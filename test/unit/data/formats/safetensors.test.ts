import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { arrayNamed, openArrayFile } from '../../../../src/data/formats/arrayFile';
import type { NumberArray } from '../../../../src/data/formats/npyArray';
import type { Result } from '../../../../src/data/result';
import { fileOf, fromBase64, readFixture, reportOf, valueOf } from '../samples';

const tensor = v.object({
  name: v.string(),
  shape: v.array(v.number()),
  whole: v.boolean(),
  values: v.array(v.string()),
});
const written = readFixture('safetensors.json', v.object({ file: v.string(), tensors: v.array(tensor) }));
const file = fromBase64(written.file);

const numberOf = (text: string): number =>
  text.endsWith('inf') ? Number(text.replace('inf', 'Infinity')) : Number(text);

function read(bytes: Uint8Array, name?: string): Result<NumberArray> {
  const opened = openArrayFile('safetensors', fileOf('m.safetensors', bytes));
  return opened.ok ? arrayNamed(opened.value, name) : opened;
}

/** A file with this header, and as many bytes of entries. */
function withHeader(header: unknown, data = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const entry = (dtype: unknown, shape: unknown, offsets: unknown): unknown => ({
  dtype,
  shape,
  data_offsets: offsets,
});

describe('safetensors files of the safetensors library', () => {
  it.each(written.tensors)('are read: $name', ({ name, shape, whole, values }) => {
    const array = valueOf(read(file, name));
    expect(array.shape).toEqual(shape);
    expect(array.whole).toBe(whole);
    const numbers = Array.from(array.data);
    expect(numbers).toEqual(values.map(numberOf));
  });

  it.each(written.tensors)('are read from a Buffer of Node: $name', ({ name, values }) => {
    for (const before of [0, 3]) {
      const part = Buffer.concat([Buffer.alloc(before), file]).subarray(before);
      expect(Array.from(valueOf(read(part, name)).data)).toEqual(values.map(numberOf));
    }
  });

  it('are listed without what the file says of itself', () => {
    const { names } = valueOf(openArrayFile('safetensors', fileOf('m.safetensors', file)));
    expect([...names].sort()).toEqual(written.tensors.map(({ name }) => name).sort());
  });

  it('say which arrays there are where the name is none of them', () => {
    expect(reportOf(read(file, 'flot32'))).toEqual({
      text: 'm.safetensors holds no array flot32. Did you mean float32?',
      file: 'm.safetensors',
      argument: 'name',
      fix: { argument: 'name', text: '"float32"' },
    });
    expect(reportOf(read(file, 'fc1.weight')).text).toMatch(
      /^m\.safetensors holds no array fc1\.weight\. It holds .*bfloat16/,
    );
    expect(reportOf(read(file)).text).toMatch(/^m\.safetensors holds 13 arrays: .* Say which is meant/);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['empty', new Uint8Array(), /^m\.safetensors is empty\.$/],
    ['without a header', file.slice(0, 8), /not a safetensors file/],
    ['cut off in its header', file.slice(0, 100), /cut off in its header/],
    ['cut off behind it', file.slice(0, -1), /cut off: its header asks for \d+ bytes of entries/],
    ['too long', Uint8Array.from([...file, 0]), /too long: its header asks for \d+ bytes/],
    ['a ZIP archive', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0x7b]), /is an archive, as torch\.save/],
    ['a web page', new TextEncoder().encode('<!doctype html><title>404</title>'), /is a web page/],
    ['with a header that is no JSON', withHeader('{"a": }'), /not a safetensors file/],
    ['with a header that is a list', withHeader('{}').fill(0x5b, 8, 9), /not a safetensors file/],
    ['with a tensor that is none', withHeader({ a: 3 }), /header does not tell what a is/],
    ['of a wrong length', withHeader({ a: entry('F32', [2], [0, 4]) }, 4), /does not tell what a is/],
    ['of a negative size', withHeader({ a: entry('F32', [-1, -1], [0, 4]) }, 4), /does not tell what a is/],
    ['of endless axes', withHeader({ a: entry('F32', [1e300], [0, 4]) }, 4), /does not tell what a is/],
    [
      'of endless axes beside a 0',
      withHeader({ a: entry('F32', [0, 2 ** 53 - 1], [0, 0]) }, 0),
      /does not tell what a is/,
    ],
    [
      'of very many axes',
      withHeader({ a: entry('F32', Array<number>(20_000).fill(1), [0, 4]) }, 4),
      /does not tell what a is/,
    ],
    ['with offsets that go back', withHeader({ a: entry('F32', [1], [4, 0]) }, 4), /does not tell what a is/],
    [
      'with overlapping entries',
      withHeader({ a: entry('F32', [1], [0, 4]), b: entry('F32', [1], [0, 4]) }, 4),
      /damaged: the entries of b do not begin where those before them end/,
    ],
    [
      'of a type that is not read',
      withHeader({ a: entry('F8_E4M3', [4], [0, 4]) }, 4),
      /type F8_E4M3 cannot/,
    ],
    [
      'with a whole number beyond 2⁵³',
      withHeader({ a: entry('U64', [1], [0, 8]) }, 8).fill(0xff, -8),
      /row 1, column 1: the whole number is larger than 2⁵³/,
    ],
    ['without arrays', withHeader({ __metadata__: { a: 'b' } }), /holds no arrays/],
  ])('are refused with a reason: %s', (_, bytes, reason) => {
    expect(reportOf(read(bytes, bytes.length < 100 ? undefined : 'int8')).text).toMatch(reason);
  });

  it('take a tensor called as what every object has for what it is', () => {
    const bytes = withHeader('{"__proto__":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}', 2);
    expect(Array.from(valueOf(read(bytes)).data)).toEqual([0, 0]);
  });

  it('never throw, however they are damaged', () => {
    const damage = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(damage, fc.nat(file.length), (changes, length) => {
        const bytes = file.slice(0, length);
        for (const [at, byte] of changes) bytes[at] = byte;
        const opened = openArrayFile('safetensors', fileOf('m.safetensors', bytes));
        if (opened.ok) for (const name of opened.value.names) opened.value.read(name);
      }),
    );
  });
});
