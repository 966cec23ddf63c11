import type { Arguments } from '../arguments';
import { fileArguments } from '../commonArguments';
import { describeTargets } from '../dataset';
import { readNpy, type NumberArray } from '../formats/npy';
import { readNpyHeader } from '../formats/npyHeader';
import { success, type Result } from '../result';
import type { DataSource, FileRequest, SourceFiles } from '../source';
import { targetsOfArray } from '../targets';
import { arraySamples, countMismatch, countSamples, notFinite, type NamedArray } from './arraySamples';
import { HEAD, isWhole, requiredFile } from './requiredFile';

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
    'Inputs and targets from two NumPy files beside this one. The first axis counts the samples. Whole-number targets are labels, one-hot rows are too.',
  arguments: [
    { name: 'x', type: 'file', required: true, documentation: 'The file of the inputs.' },
    { name: 't', type: 'file', required: true, documentation: 'The file of the targets.' },
    ...fileArguments,
  ],
  files: (given) => [requestOf(given, 'x'), requestOf(given, 't')],
  describe(given, files) {
    const x = requiredFile(files, requestOf(given, 'x'));
    if (!x.ok) return x;
    const header = readNpyHeader(x.value.name, x.value.bytes);
    if (!header.ok) return header;
    const counted = countSamples(x.value.name, header.value.shape);
    if (!counted.ok) return counted;
    const { count, sampleShape } = counted.value;
    const t = requiredFile(files, requestOf(given, 't'));
    if (!t.ok) return t;
    if (!isWhole(t.value)) return success({ sampleShape, targets: { kind: 'unknown' }, count });
    const array = readNpy(t.value);
    if (!array.ok) return array;
    const mismatch = countMismatch({ name: x.value.name, count }, { name: t.value.name, array: array.value });
    if (mismatch) return mismatch;
    const bad = notFinite({ name: t.value.name, array: array.value });
    if (bad) return bad;
    const targets = targetsOfArray(array.value, t.value.name, given.optionalNumber('classes'));
    if (!targets.ok) return targets;
    const origin = { inputs: x.value.name, targets: t.value.name };
    return success({
      sampleShape,
      targets: describeTargets(targets.value),
      count,
      seen: { sampleShape, targets: targets.value, origin },
    });
  },
  read(given, files) {
    const x = arrayOf(given, files, 'x');
    if (!x.ok) return x;
    const t = arrayOf(given, files, 't');
    if (!t.ok) return t;
    return arraySamples(x.value, t.value, given.optionalNumber('classes'));
  },
};

function arrayOf(given: Arguments, files: SourceFiles, role: Role): Result<NamedArray> {
  const file = requiredFile(files, requestOf(given, role));
  if (!file.ok) return file;
  const array: Result<NumberArray> = readNpy(file.value);
  return array.ok ? success({ name: file.value.name, array: array.value }) : array;
}
