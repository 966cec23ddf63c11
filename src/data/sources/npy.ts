import type { Arguments } from '../arguments';
import { fileArguments } from '../commonArguments';
import { readNpy, readNpyStart } from '../formats/npy';
import { success, type Result } from '../result';
import type { DataSource, FileRequest, SourceFiles } from '../source';
import { arraySamples, describeArrays, type NamedArray, type StartOfArray } from './arraySamples';
import { HEAD, requiredFile } from './requiredFile';

type Role = 'x' | 't';

function requestOf(given: Arguments, role: Role): FileRequest {
  return {
    role,
    from: 'beside',
    paths: [given.text(role)],
    argument: role,
    describedBy: role === 'x' ? HEAD : 'whole file',
  };
}

/** Inputs and targets in two files of `numpy.save`. */
export const npy: DataSource = {
  name: 'npy',
  documentation:
    'Inputs and targets from two NumPy files beside this one. The first axis counts the samples. Whole-number targets are labels, one-hot rows are too; texts name classes.',
  arguments: [
    { name: 'x', type: 'file', required: true, documentation: 'The file of the inputs.' },
    { name: 't', type: 'file', required: true, documentation: 'The file of the targets.' },
    ...fileArguments,
  ],
  files: (given) => [requestOf(given, 'x'), requestOf(given, 't')],
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

function startOf(given: Arguments, files: SourceFiles, role: Role): Result<StartOfArray> {
  const file = requiredFile(files, requestOf(given, role));
  if (!file.ok) return file;
  const start = readNpyStart(file.value);
  return start.ok ? success({ name: file.value.name, ...start.value }) : start;
}

function arrayOf(given: Arguments, files: SourceFiles, role: Role): Result<NamedArray> {
  const file = requiredFile(files, requestOf(given, role));
  if (!file.ok) return file;
  const array = readNpy(file.value);
  return array.ok ? success({ name: file.value.name, array: array.value }) : array;
}
