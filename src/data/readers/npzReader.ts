import { message } from '../../engine/message';
import type { Arguments } from '../sourceArguments';
import {
  entriesTooLarge,
  findNpzEntry,
  openNpz,
  readNpzEntry,
  readNpzStart,
  type Npz,
} from '../formats/npzArchive';
import { failure, success, type Failure, type Result } from '../result';
import { describeTargets, type Samples } from '../dataset';
import { HEAD, type SourceFiles, type SourceReader } from '../dataSource';
import { npzFile } from '../sources/npz';
import {
  arraySamples,
  describeArrays,
  type ArrayPart,
  type NamedArray,
  type StartOfArray,
} from './arraySamples';
import { requiredFile } from './requiredFile';

/**
 * Labels of so many bytes are read to describe an archive:
 * they tell the classes. Of all else only the beginning is.
 */
const MOST_LABELS = 2 ** 22;

/** Inputs and targets in one archive of `numpy.savez`. */
export const npzReader: SourceReader = {
  describe(given, files, extent) {
    const archive = openArchive(given, files);
    if (!archive.ok) return archive;
    if (extent === 'whole') {
      const samples = samplesOf(archive.value, given);
      if (!samples.ok) return samples;
      const { sampleShape, targets, count, testCount } = samples.value;
      return success({
        sampleShape,
        targets: describeTargets(targets),
        count,
        ...(testCount !== undefined && { testCount }),
        seen: samples.value,
      });
    }
    const start = (argument: Argument): Result<StartOfArray> => startOf(archive.value, given, argument);
    const parts = partsOf(given, start);
    if (!parts.ok) return parts;
    return describeArrays(parts.value.train, parts.value.test, given.optionalNumber('classes'));
  },
  read(given, files) {
    const archive = openArchive(given, files);
    return archive.ok ? samplesOf(archive.value, given) : archive;
  },
  names(argument, given, files) {
    const file = requiredFile(files, npzFile(given));
    const archive = file.ok && isArgument(argument) ? openNpz(file.value) : undefined;
    return archive?.ok === true ? [...archive.value.entries.keys()] : [];
  },
};

const arrayArguments = ['x', 't', 'x_test', 't_test'] as const;
type Argument = (typeof arrayArguments)[number];

function isArgument(name: string): name is Argument {
  return arrayArguments.some((argument) => argument === name);
}

function argumentsOf(given: Arguments): readonly Argument[] {
  const isTested = given.optionalText('x_test') !== undefined;
  return isTested ? arrayArguments : ['x', 't'];
}

function openArchive(given: Arguments, files: SourceFiles): Result<Npz> {
  const file = requiredFile(files, npzFile(given));
  if (!file.ok) return file;
  const [x, t] = [given.optionalText('x_test'), given.optionalText('t_test')];
  if ((x === undefined) !== (t === undefined)) {
    return failure(
      message('x_test and t_test go together: the samples to test with need inputs and targets.'),
      {
        argument: x === undefined ? 't_test' : 'x_test',
      },
    );
  }
  if (x !== undefined && given.number('test') > 0) {
    return failure(message('The samples to test with are x_test and t_test; test= would take others.'), {
      argument: 'test',
    });
  }
  return openNpz(file.value);
}

/** Why the arrays are not expanded, or which of them is not there. */
function expandsTooFar(archive: Npz, given: Arguments): Failure | undefined {
  const entries = [];
  for (const argument of argumentsOf(given)) {
    const entry = findNpzEntry(archive, given.text(argument), argument);
    if (!entry.ok) return entry;
    entries.push(entry.value);
  }
  return entriesTooLarge(archive, entries);
}

function samplesOf(archive: Npz, given: Arguments): Result<Samples> {
  const tooLarge = expandsTooFar(archive, given);
  if (tooLarge) return tooLarge;
  const parts = partsOf(given, (argument) => arrayOf(archive, given, argument));
  if (!parts.ok) return parts;
  return arraySamples(parts.value.train, parts.value.test, given.optionalNumber('classes'));
}

interface Parts<Kind extends NamedArray> {
  readonly train: ArrayPart<Kind>;
  readonly test: ArrayPart<Kind> | undefined;
}

function partsOf<Kind extends NamedArray>(
  given: Arguments,
  read: (argument: Argument) => Result<Kind>,
): Result<Parts<Kind>> {
  const train = partOf(read, 'x', 't');
  if (!train.ok) return train;
  if (given.optionalText('x_test') === undefined) return success({ train: train.value, test: undefined });
  const test = partOf(read, 'x_test', 't_test');
  return test.ok ? success({ train: train.value, test: test.value }) : test;
}

function partOf<Kind extends NamedArray>(
  read: (argument: Argument) => Result<Kind>,
  xArgument: Argument,
  tArgument: Argument,
): Result<ArrayPart<Kind>> {
  const x = read(xArgument);
  if (!x.ok) return x;
  const t = read(tArgument);
  return t.ok ? success({ x: x.value, t: t.value }) : t;
}

function startOf(archive: Npz, given: Arguments, argument: Argument): Result<StartOfArray> {
  const array = given.text(argument);
  const entry = findNpzEntry(archive, array, argument);
  if (!entry.ok) return entry;
  const name = `${archive.file.name}/${array}`;
  const start = readNpzStart(archive, entry.value, argument.startsWith('t') ? MOST_LABELS : HEAD);
  return start.ok ? success({ name, ...start.value }) : start;
}

function arrayOf(archive: Npz, given: Arguments, argument: Argument): Result<NamedArray> {
  const name = given.text(argument);
  const entry = findNpzEntry(archive, name, argument);
  if (!entry.ok) return entry;
  const array = readNpzEntry(archive, entry.value);
  return array.ok ? success({ name: `${archive.file.name}/${name}`, array: array.value }) : array;
}
