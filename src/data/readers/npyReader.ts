import type { Arguments } from '../sourceArguments';
import { readNpy, readNpyStart } from '../formats/npyArray';
import { success, type Result } from '../result';
import type { SourceFiles, SourceReader } from '../dataSource';
import { npyFile, type NpyRole } from '../sources/npy';
import { arraySamples, describeArrays, type NamedArray, type StartOfArray } from './arraySamples';
import { requiredFile } from './requiredFile';

/** Inputs and targets in two files of `numpy.save`. */
export const npyReader: SourceReader = {
  describe(given, files) {
    const x = startOf(given, files, 'x');
    if (!x.ok) return x;
    const t = startOf(given, files, 't');
    if (!t.ok) return t;
    return describeArrays({ x: x.value, t: t.value }, undefined, given.optionalNumber('classes'));
  },
  read(given, files) {
    const x = arrayOf(given, files, 'x');
    if (!x.ok) return x;
    const t = arrayOf(given, files, 't');
    if (!t.ok) return t;
    return arraySamples({ x: x.value, t: t.value }, undefined, given.optionalNumber('classes'));
  },
};

function startOf(given: Arguments, files: SourceFiles, role: NpyRole): Result<StartOfArray> {
  const file = requiredFile(files, npyFile(given, role));
  if (!file.ok) return file;
  const start = readNpyStart(file.value);
  return start.ok ? success({ name: file.value.name, ...start.value }) : start;
}

function arrayOf(given: Arguments, files: SourceFiles, role: NpyRole): Result<NamedArray> {
  const file = requiredFile(files, npyFile(given, role));
  if (!file.ok) return file;
  const array = readNpy(file.value);
  return array.ok ? success({ name: file.value.name, array: array.value }) : array;
}
