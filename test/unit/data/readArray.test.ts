import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { writeNpy, writeNpz } from '../../../src/data/npyWriter';
import { readArchive } from '../../../src/data/readArray';
import { listedAgain } from './listedAgain';
import { fileOf, reportOf, valueOf } from './samples';

const report = (bytes: Uint8Array): string => reportOf(readArchive('npz', fileOf('p.npz', bytes))).text;

describe('all arrays of an archive', () => {
  it('are those of numbers, in its order', () => {
    const archive = writeNpz({
      W: { shape: [1, 2], data: Float32Array.of(1, 2) },
      b: { shape: [2], data: Uint8Array.of(3, 4) },
    });
    const arrays = valueOf(readArchive('npz', fileOf('p.npz', archive)));
    expect(arrays.map(({ name, shape, values }) => [name, shape, Array.from(values)])).toEqual([
      ['W', [1, 2], [1, 2]],
      ['b', [2], [3, 4]],
    ]);
  });

  it('are refused by what they declare together, before anything is expanded', () => {
    // Bytes of a type that is not read: what is left out would fill the memory as well.
    const zeros = writeNpy({ shape: [2 ** 23], data: new Uint8Array(2 ** 23) });
    const unread = Buffer.from(zeros).subarray();
    unread.write('|V1', unread.indexOf('|u1'), 'latin1');
    const archive = zipSync({ 'a.npy': new Uint8Array(unread) }, { level: 9 });
    const names = Array.from({ length: 99 }, (_, index) => `a${index}.npy`);
    expect(report(listedAgain(archive, names))).toBe(
      'p.npz would expand to 801 MB. At most 129 MB can be read.',
    );
  });

  it('are not said to be absent where one is damaged', () => {
    const archive = writeNpz({ W: { shape: [1], data: Float64Array.of(1.5) } });
    const at = archive.findIndex((_, index) => archive.slice(index, index + 2).join() === '248,63');
    expect(report(archive.map((byte, index) => (index === at ? byte ^ 1 : byte)))).toMatch(
      /^p\.npz\/W\.npy is damaged: its checksum is not that of what was packed/,
    );
    const packed = zipSync({ 'W.npy': writeNpy({ shape: [9], data: new Float64Array(9) }) });
    const broken = packed.map((byte, index) => (index > 40 && index < 60 ? 255 : byte));
    expect(report(broken)).toMatch(/^p\.npz(\/W\.npy)? is damaged/);
  });
});
