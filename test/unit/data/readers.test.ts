import { gzipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeData, loadData } from '../../../src/data/load';
import { writeNpy, writeNpz } from '../../../src/data/npyWriter';
import type { SourceFile, SourceFiles } from '../../../src/data/dataSource';
import { fileOf, sourceOf } from './samples';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const x = writeNpy({ shape: [4, 2], data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8) });
const t = writeNpy({ shape: [4], data: Int32Array.of(0, 1, 2, 0) });
const arrays = {
  x: { shape: [4, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
  t: { shape: [4], data: Int32Array.of(0, 1, 2, 0) },
};
const table = text('Id,a,name\n1,2.5,oak\n2,"3",ash\n3,4,"elm, old"\n4,5,oak\n');

interface Call {
  readonly source: string;
  readonly given: Readonly<Record<string, string | boolean | number | readonly (string | number)[]>>;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** Calls whose files are sound. */
const calls: Readonly<Record<string, Call>> = {
  csv: { source: 'csv', given: { file: 'f' }, files: { file: table } },
  'csv, gzipped': { source: 'csv', given: { file: 'f' }, files: { file: gzipSync(table) } },
  'csv in Shift_JIS': { source: 'csv', given: { file: 'f', encoding: 'shift_jis' }, files: { file: table } },
  'csv with missing cells': {
    source: 'csv',
    given: { file: 'f', missing: 'mean', drop: ['Id'], limit: 3 },
    files: { file: text('Id,a,t\n1,?,0\n2,3,1\n3,,\n4,5,1\n') },
  },
  'csv with decimal commas': {
    source: 'csv',
    given: { file: 'f', target: ['b', 'c'] },
    files: { file: text('sep=;\na;b;c\n1,5;0;1\n2,5;1;0\n') },
  },
  npy: { source: 'npy', given: { x: 'x', t: 't' }, files: { x, t } },
  'npy, turned': {
    source: 'npy',
    given: { x: 'x', t: 't', channels_last: true, shape: [1, 2] },
    files: { x, t },
  },
  npz: { source: 'npz', given: { file: 'f' }, files: { file: writeNpz(arrays) } },
  mnist: {
    source: 'mnist',
    given: { folder: 'm' },
    files: {
      trainImages: Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 7, 9),
      trainLabels: gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 3)),
      testImages: Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 7, 9),
      testLabels: Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 3),
    },
  },
};

interface Change {
  readonly role: number;
  readonly at: number;
  readonly kind: 'cut' | 'replace' | 'insert';
  readonly bytes: Uint8Array;
}

/** A change to a file: it is cut off, bytes are replaced, or bytes are put in. */
const change: fc.Arbitrary<Change> = fc.record({
  role: fc.nat(),
  at: fc.nat(),
  kind: fc.constantFrom('cut', 'replace', 'insert'),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }),
});

function changed(files: Call['files'], { role, at, kind, bytes }: Change): SourceFiles {
  const roles = Object.keys(files);
  const hit = roles[role % roles.length];
  const result: Record<string, SourceFile> = {};
  for (const [name, content] of Object.entries(files)) {
    const place = at % (content.length + 1);
    const parts = {
      cut: [content.subarray(0, place)],
      replace: [content.subarray(0, place), bytes, content.subarray(place + bytes.length)],
      insert: [content.subarray(0, place), bytes, content.subarray(place)],
    }[kind];
    result[name] = fileOf(name, name === hit ? new Uint8Array(Buffer.concat(parts)) : content);
  }
  return result;
}

describe('a damaged file', () => {
  it.each(Object.entries(calls))('gives data or an error, and never a throw: %s', (_name, call) => {
    const source = sourceOf(call.source);
    fc.assert(
      fc.property(change, fc.boolean(), (damage, isHead) => {
        const files = changed(call.files, damage);
        const seen = Object.fromEntries(
          Object.entries(files).map(([role, file]) => [
            role,
            file && isHead ? { ...file, bytes: file.bytes.subarray(0, Math.ceil(file.size / 2)) } : file,
          ]),
        );
        const described = describeData(source, call.given, seen);
        const loaded = loadData(source, call.given, files, { seed: 0 });
        for (const result of [described, loaded]) {
          if (!result.ok) expect(result.error.message.text).not.toBe('');
        }
        if (loaded.ok && described.ok && !isHead) {
          expect(described.value?.sampleShape).toEqual(loaded.value.sampleShape);
          expect(loaded.value.inputs.every(Number.isFinite)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it.each(Object.entries(calls))('and a sound one gives data: %s', (_name, call) => {
    const files = Object.fromEntries(
      Object.entries(call.files).map(([role, content]) => [role, fileOf(role, content)]),
    );
    expect(loadData(sourceOf(call.source), call.given, files, { seed: 0 }).ok).toBe(true);
  });
});
