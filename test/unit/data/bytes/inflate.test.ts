import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../../src/data/bytes/crc32';
import { inflate } from '../../../../src/data/bytes/inflate';
import { reportOf, valueOf } from '../samples';

describe('inflate', () => {
  const bytes = Uint8Array.from({ length: 500 }, (_, index) => (index * index) % 97);
  const compressed = deflateSync(bytes);

  it('gives what was deflated', () => {
    const declared = { file: 'f', compressed, declaredSize: 500, declaredChecksum: crc32(bytes) };
    expect(valueOf(inflate(declared))).toEqual(bytes);
  });

  it('refuses more than was declared, even where the checksum fits what was', () => {
    for (const declaredSize of [0, 1, 499]) {
      const declaredChecksum = crc32(bytes.subarray(0, declaredSize));
      expect(reportOf(inflate({ file: 'f', compressed, declaredSize, declaredChecksum })).text).toMatch(
        /^f is damaged/,
      );
    }
  });

  it('refuses no data at all', () => {
    const nothing = {
      file: 'f',
      compressed: new Uint8Array(),
      declaredSize: 4,
      declaredChecksum: 0x2144df1c,
    };
    expect(crc32(new Uint8Array(4))).toBe(nothing.declaredChecksum);
    expect(inflate(nothing).ok).toBe(false);
  });
});

describe('crc32', () => {
  it('gives the check value of the standard', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });
});
