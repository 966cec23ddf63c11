import type { Arguments } from '../arguments';
import { entriesTooLarge } from '../bytes/zip';
import { fileArguments } from '../commonArguments';
import { describeTargets, type Samples } from '../dataset';
import { findNpzEntry, openNpz, readNpzEntry } from '../formats/npz';
import { success, type Result } from '../result';
import type { DataSource, FileRequest, SourceFiles } from '../source';
import { arraySamples } from './arraySamples';
import { requiredFile } from './requiredFile';

/** An archive is described by the directory at its end: the beginning alone tells nothing. */
function requestOf(given: Arguments): FileRequest {
  return {
    role: 'file',
    from: 'beside',
    paths: [given.text('file')],
    argument: 'file',
    describedBy: 'whole file',
  };
}

/** Inputs and targets in one archive of `numpy.savez`. */
export const npz: DataSource = {
  name: 'npz',
  documentation:
    'Inputs and targets from a NumPy archive beside this file. The first axis counts the samples. Whole-number targets are labels, one-hot rows are too.',
  arguments: [
    { name: 'file', type: 'file', required: true, documentation: 'Path from the folder of this file.' },
    { name: 'x', type: 'string', default: 'x', documentation: 'Name of the array of inputs.' },
    { name: 't', type: 'string', default: 't', documentation: 'Name of the array of targets.' },
    ...fileArguments,
  ],
  files: (given) => [requestOf(given)],
  describe(given, files) {
    const samples = readSamples(given, files);
    if (!samples.ok) return samples;
    const { sampleShape, targets, count } = samples.value;
    return success({ sampleShape, targets: describeTargets(targets), count, seen: samples.value });
  },
  read: (given, files) => readSamples(given, files),
};

function readSamples(given: Arguments, files: SourceFiles): Result<Samples> {
  const file = requiredFile(files, requestOf(given));
  if (!file.ok) return file;
  const archive = openNpz(file.value);
  if (!archive.ok) return archive;
  const [xName, tName] = [given.text('x'), given.text('t')];
  const xEntry = findNpzEntry(archive.value, xName, 'x');
  if (!xEntry.ok) return xEntry;
  const tEntry = findNpzEntry(archive.value, tName, 't');
  if (!tEntry.ok) return tEntry;
  const tooLarge = entriesTooLarge(file.value, [xEntry.value, tEntry.value]);
  if (tooLarge) return tooLarge;
  const x = readNpzEntry(archive.value, xEntry.value);
  if (!x.ok) return x;
  const t = readNpzEntry(archive.value, tEntry.value);
  if (!t.ok) return t;
  return arraySamples(
    { name: `${file.value.name}/${xName}`, array: x.value },
    { name: `${file.value.name}/${tName}`, array: t.value },
    given.optionalNumber('classes'),
  );
}
