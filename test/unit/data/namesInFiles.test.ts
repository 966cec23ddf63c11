import { gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { findArraySource } from '../../../src/data/arraySources';
import type { SourceFile } from '../../../src/data/dataSource';
import { namesIn } from '../../../src/data/load';
import { writeNpz } from '../../../src/data/npyWriter';
import { namesInArrayFile } from '../../../src/data/readArray';
import type { Settings } from '../../../src/engine/layers/support/layer';
import { fileOf, headOf, sourceOf } from './samples';

const table = fileOf('f.csv', 'length;"width, cm"; species\n1;2;oak\n3;4;ash\n');
const archive = fileOf(
  'f.npz',
  writeNpz({ x_train: { shape: [1], data: Float32Array.of(1) }, t: { shape: [1], data: Int32Array.of(0) } }),
);

function names(source: string, argument: string, file = table, more: Settings = {}): readonly string[] {
  return namesIn(sourceOf(source), argument, { file: 'f', ...more }, { file });
}

describe('names in files', () => {
  test.each(['target', 'columns', 'drop'])('%s of a table is a column', (argument) => {
    expect(names('csv', argument)).toEqual(['length', 'width, cm', 'species']);
  });

  test('of a table that is packed, or known by its beginning', () => {
    const packed = fileOf('f.csv.gz', gzipSync(table.bytes));
    expect(names('csv', 'target', packed)).toEqual(names('csv', 'target'));
    expect(names('csv', 'target', headOf(table, 40))).toEqual(names('csv', 'target'));
  });

  test('of an archive', () => {
    expect(names('npz', 'x', archive)).toEqual(['x_train', 't']);
    expect(names('npz', 't_test', archive)).toEqual(['x_train', 't']);
  });

  test('are none where there are none, or the file tells none', () => {
    expect(names('csv', 'target', table, { header: false })).toEqual([]);
    expect(names('csv', 'delimiter')).toEqual([]);
    expect(names('csv', 'target', headOf(table, 10))).toEqual([]);
    expect(names('csv', 'target', fileOf('f.csv', new Uint8Array([0x1f, 0x8b, 8, 9])))).toEqual([]);
    expect(names('npz', 'x', table)).toEqual([]);
    expect(names('npy', 'x', archive)).toEqual([]);
    expect(namesIn(sourceOf('csv'), 'target', {}, {})).toEqual([]);
  });
});

describe('names in a file of arrays', () => {
  const arrayNames = (source: string, argument: string, file: SourceFile, more: Settings = {}) => {
    const found = findArraySource(source);
    return found && namesInArrayFile(found, argument, { file: 'f', ...more }, file);
  };

  test('are those of its arrays, and of a table its columns', () => {
    expect(arrayNames('npz', 'name', archive)).toEqual(['x_train', 't']);
    expect(arrayNames('csv', 'columns', table)).toEqual(['length', 'width, cm', 'species']);
  });

  test('are none where there are none', () => {
    expect(arrayNames('npz', 'file', archive)).toEqual([]);
    expect(arrayNames('npz', 'name', table)).toEqual([]);
    expect(arrayNames('safetensors', 'name', archive)).toEqual([]);
    expect(arrayNames('csv', 'columns', table, { header: false })).toEqual([]);
  });
});
