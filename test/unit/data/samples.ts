import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import * as v from 'valibot';
import { formatMessage } from '../../../src/engine/message';
import type { Settings } from '../../../src/engine/layers/support/layer';
import type { DataDescription, Dataset } from '../../../src/data/dataset';
import { describeData, loadData, type LoadOptions } from '../../../src/data/load';
import type { WritableArray } from '../../../src/data/npyWriter';
import type { DataError, Result } from '../../../src/data/result';
import { findDataSource } from '../../../src/data/dataSources';
import type { DataSource, SourceFile, SourceFiles } from '../../../src/data/dataSource';

/** The stored results of test/oracle/data_make.py. */
export function readFixture<T>(name: string, schema: v.GenericSchema<unknown, T>): T {
  return v.parse(schema, JSON.parse(readFileSync(`test/fixtures/data/${name}`, 'utf8')));
}

export function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

export function fileOf(name: string, content: string | Uint8Array): SourceFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { name, bytes, size: bytes.length };
}

/** Only the first bytes of a file, as a description may be asked for. */
export function headOf(file: SourceFile, length: number): SourceFile {
  return { ...file, bytes: file.bytes.slice(0, length) };
}

export function shippedFile(name: string): SourceFile {
  return fileOf(name, new Uint8Array(readFileSync(`data/${name}`)));
}

export function sourceOf(name: string): DataSource {
  const source = findDataSource(name);
  if (!source) throw new Error(`No source ${name}.`);
  return source;
}

export function load(
  name: string,
  given: Settings = {},
  files: SourceFiles = {},
  options: LoadOptions = { seed: 0 },
): Dataset {
  return valueOf(loadData(sourceOf(name), given, files, options));
}

export function describeSource(name: string, given: Settings = {}, files: SourceFiles = {}): DataDescription {
  const described = valueOf(describeData(sourceOf(name), given, files));
  if (described === undefined) throw new Error('The files do not tell.');
  return described;
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(formatMessage(result.error.message));
  return result.value;
}

export function errorOf(result: Result<unknown>): DataError {
  expect(result.ok).toBe(false);
  if (result.ok) throw new Error('An error was expected.');
  return result.error;
}

/** The sentence of an error together with the place it names. */
export function reportOf(result: Result<unknown>): Omit<DataError, 'message'> & { text: string } {
  const { message, ...place } = errorOf(result);
  const text = formatMessage(message);
  expect(text).not.toMatch(/\{\d\}/);
  return { text, ...place };
}

export function loadReport(
  name: string,
  given: Settings,
  files: SourceFiles,
): Omit<DataError, 'message'> & { text: string } {
  return reportOf(loadData(sourceOf(name), given, files, { seed: 0 }));
}

/** Labels or values of a data set as plain numbers. */
export function targetNumbers({ targets }: Dataset): number[] {
  return Array.from(targets.kind === 'labels' ? targets.labels : targets.values);
}

/** An array of the type NumPy calls `descr`, from its values as text. */
export function arrayOf(descr: string, shape: readonly number[], values: readonly string[]): WritableArray {
  const numbers = values.map(Number);
  switch (descr) {
    case '<f4':
      return { shape, data: Float32Array.from(numbers) };
    case '<f8':
      return { shape, data: Float64Array.from(numbers) };
    case '|i1':
      return { shape, data: Int8Array.from(numbers) };
    case '|u1':
      return { shape, data: Uint8Array.from(numbers) };
    case '<i2':
      return { shape, data: Int16Array.from(numbers) };
    case '<u2':
      return { shape, data: Uint16Array.from(numbers) };
    case '<i4':
      return { shape, data: Int32Array.from(numbers) };
    case '<u4':
      return { shape, data: Uint32Array.from(numbers) };
    case '<i8':
      return { shape, data: BigInt64Array.from(values, BigInt) };
    case '<u8':
      return { shape, data: BigUint64Array.from(values, BigInt) };
    case '|b1':
      return { shape, data: Uint8Array.from(numbers), boolean: true };
    default:
      throw new Error(`No array of ${descr}.`);
  }
}
