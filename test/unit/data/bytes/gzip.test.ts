import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzipIfNeeded, gunzipStart } from '../../../../src/data/bytes/gzip';
import { fileOf, headOf, reportOf, valueOf } from '../samples';

const numbers = (length: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * index * seed) % 251);
const zipped = (bytes: Uint8Array): Uint8Array => new Uint8Array(gzipSync(bytes));
const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const report = (bytes: Uint8Array): string => reportOf(gunzipIfNeeded(fileOf('f.gz', bytes))).text;

const cutOff = 'f.gz is cut off or damaged: its compressed data do not expand to what was packed.';

describe('a gzipped file', () => {
  const content = numbers(300_000);
  const whole = zipped(content);

  it('gives what was packed', () => {
    expect(valueOf(gunzipIfNeeded(fileOf('f.gz', whole)))).toEqual(content);
    expect(valueOf(gunzipIfNeeded(fileOf('f.gz', zipped(new Uint8Array()))))).toEqual(new Uint8Array());
  });

  it('is expanded no further than is asked for', () => {
    const file = fileOf('f.gz', whole);
    expect(valueOf(gunzipIfNeeded(file, content.length))).toEqual(content);
    expect(reportOf(gunzipIfNeeded(file, 2 ** 17)).text).toBe(
      'f.gz expands to more than 128 kB, which is the most that can be read.',
    );
  });

  it('of several members gives all of them, even where they are the same', () => {
    const parts = [content, content, numbers(5), new Uint8Array(), numbers(70_000, 3)];
    const bytes = joined(...parts.map(zipped));
    expect(valueOf(gunzipIfNeeded(fileOf('f.gz', bytes)))).toEqual(joined(...parts));
  });

  it('that is cut off is said to be, whatever size its last bytes seem to declare', () => {
    // Stored bytes: those at the end are taken for the declared
    // size. Here it would be 1.4 GB, then nothing at all.
    for (const last of [
      [0x9a, 0x99, 0x99, 0x59],
      [0, 0, 0, 0],
    ]) {
      const packed = new Uint8Array(
        gzipSync(joined(numbers(1000), Uint8Array.from(last), numbers(9)), { level: 0 }),
      );
      expect(report(packed.subarray(0, packed.length - 8 - 9))).toBe(cutOff);
    }
    for (let length = 2; length < whole.length; length += 997) {
      expect(report(whole.subarray(0, length))).toBe(cutOff);
    }
  });

  it('with a wrong checksum or a wrong size is refused', () => {
    for (const at of [1, 5]) {
      expect(report(whole.map((byte, index) => (index === whole.length - at ? byte ^ 1 : byte)))).toBe(
        cutOff,
      );
    }
    const first = zipped(numbers(100));
    const damagedFirst = first.map((byte, index) => (index === first.length - 5 ? byte ^ 1 : byte));
    expect(report(joined(damagedFirst, whole))).toBe(cutOff);
  });

  it('may be filled up with zeros, and is refused with anything else behind it', () => {
    // The size with which a file ends has zeros of its own.
    for (const packed of [zipped(numbers(30_000)), joined(zipped(numbers(100)), zipped(numbers(3)))]) {
      const expanded = Buffer.from(valueOf(gunzipIfNeeded(fileOf('f.gz', packed))));
      for (const count of [1, 3, 4, 9, 20_000]) {
        const filled = joined(packed, new Uint8Array(count));
        expect(expanded.equals(valueOf(gunzipIfNeeded(fileOf('f.gz', filled))))).toBe(true);
        expect(report(joined(packed, new Uint8Array(count).fill(7)))).toBe(
          `f.gz has ${count} bytes behind its compressed data that are not gzip. Unpack it, and pack it again.`,
        );
      }
    }
  });
});

describe('the beginning of a gzipped file', () => {
  it('gives as much as is there', () => {
    const content = Uint8Array.from({ length: 400_000 }, (_, index) => (Math.sin(index) * 2 ** 20) & 255);
    const file = fileOf('f.gz', zipped(content));
    const start = valueOf(gunzipStart(headOf(file, 100_000)));
    expect(start.length).toBeGreaterThan(90_000);
    expect(start).toEqual(content.subarray(0, start.length));
  });

  it('is not expanded to the end, however well it is packed', () => {
    const file = fileOf('f.gz', zipped(new Uint8Array(2 ** 27)));
    expect(valueOf(gunzipStart(headOf(file, file.size - 1))).length).toBeLessThan(2 ** 25);
  });

  it('of a file that is cut off before its data is said to be damaged, not empty', () => {
    expect(reportOf(gunzipStart(fileOf('f.gz', zipped(numbers(100)).subarray(0, 14)))).text).toBe(cutOff);
  });
});
