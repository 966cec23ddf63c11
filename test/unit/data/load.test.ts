import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/engine/random';
import { argumentErrors } from '../../../src/data/sourceArguments';
import { LARGEST_FILE } from '../../../src/data/bytes/fileSize';
import { adaptData, describeData, loadData } from '../../../src/data/load';
import { writeNpy, type WritableArray } from '../../../src/data/npyWriter';
import { dataSources, findDataSource } from '../../../src/data/dataSources';
import type { SourceFiles } from '../../../src/data/dataSource';
import { splitSamples } from '../../../src/data/split';
import { standardizationOf, standardize } from '../../../src/data/standardize';
import {
  describeSource,
  fileOf,
  headOf,
  load,
  loadReport,
  readFixture,
  reportOf,
  shippedFile,
  sourceOf,
  targetNumbers,
  valueOf,
} from './samples';

const paths = { x: 'x.npy', t: 't.npy' };
const arrays = (x: WritableArray, t: WritableArray): SourceFiles => ({
  x: fileOf('x.npy', writeNpy(x)),
  t: fileOf('t.npy', writeNpy(t)),
});
const four: WritableArray = { shape: [4, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) };

describe('the split', () => {
  const cases = readFixture(
    'split.json',
    v.array(
      v.object({
        seed: v.number(),
        labels: v.array(v.number()),
        classes: v.number(),
        test: v.number(),
        expected: v.array(v.number()),
      }),
    ),
  );

  it.each(cases)(
    'agrees with Python: seed $seed, $test of the samples',
    ({ seed, labels, classes, test, expected }) => {
      const targets = { kind: 'labels', labels: Int32Array.from(labels), classes } as const;
      const counts = { train: labels.length - test, test };
      const parts = splitSamples(targets, counts, randomStream(seed, 'splitting'));
      expect(Array.from(parts.test)).toEqual(expected);
      expect(Array.from(parts.train)).toEqual(
        labels.map((_, sample) => sample).filter((s) => !expected.includes(s)),
      );
    },
  );

  it('gives every class its share, to within one sample', () => {
    const sizes = fc.array(fc.nat(30), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 0.99, noNaN: true }), fc.nat(), (classes, share, seed) => {
        const labels = Int32Array.from(classes.flatMap((size, label) => Array<number>(size).fill(label)));
        const test = Math.floor(share * labels.length);
        const parts = splitSamples(
          { kind: 'labels', labels, classes: classes.length },
          { train: labels.length - test, test },
          randomStream(seed, 'splitting'),
        );
        expect([...parts.train, ...parts.test].sort((a, b) => a - b)).toEqual(
          Array.from(labels, (_, s) => s),
        );
        expect(parts.test.length).toBe(test);
        for (const [label, size] of classes.entries()) {
          const tested = parts.test.filter((sample) => labels[sample] === label).length;
          expect(Math.abs(tested - (size * test) / Math.max(1, labels.length))).toBeLessThan(1);
        }
      }),
    );
  });

  it.each([
    [{ test: 0.2 }, 30],
    [{ test: 10 }, 10],
    [{ test: 0 }, 0],
    [{}, 0],
    [{ test: 1 }, 1],
  ])('of iris with %j tests with %i samples', (given, expected) => {
    const data = load('iris', given, { table: shippedFile('iris.csv') });
    expect([data.train.length, data.test.length]).toEqual([150 - expected, expected]);
    const tested = [0, 1, 2].map(
      (label) => data.test.filter((sample) => targetNumbers(data)[sample] === label).length,
    );
    expect(Math.max(...tested) - Math.min(...tested)).toBeLessThanOrEqual(1);
  });

  it.each([
    [{ test: 300 }, 'test=300 leaves no sample for training, of 300.'],
    [{ test: 0.999 }, 'test=0.999 leaves no sample for training, of 300.'],
    [{ test: 1.5 }, 'test is a share below 1, or a whole number of samples, not 1.5.'],
    [{ test: -1 }, 'test must be at least 0, not -1.'],
    [{ test: '20%' }, 'test must be a number.'],
  ])('refuses %j', (given, text) => {
    expect(loadReport('spiral', given, {})).toEqual({ text, argument: 'test' });
    expect(reportOf(describeData(sourceOf('spiral'), given, {}))).toEqual({ text, argument: 'test' });
  });
});

describe('data that a file declares too large', () => {
  const x = fileOf('x', writeNpy({ shape: [4, 1], data: Float32Array.of(1, 2, 3, 4) }));
  const t = fileOf('t', writeNpy({ shape: [4], data: Int32Array.of(0, 2, 0, 2) }));

  it('takes memory by its samples, however many classes there are said to be', () => {
    const call = { x: 'x', t: 't', classes: 1e9, limit: 2 };
    const loaded = loadData(sourceOf('npy'), call, { x, t }, { seed: 0 });
    expect(loaded.ok && loaded.value.targets).toMatchObject({ classes: 1e9, labels: Int32Array.of(0, 2) });
  });

  it('is refused where a scale makes it infinite', () => {
    const call = { x: 'x', t: 't', scale: 1e300 };
    const loaded = loadData(sourceOf('npy'), call, { x, t }, { seed: 0 });
    const refusal = {
      text: 'scale=1e+300 makes an input larger than any number can be.',
      argument: 'scale',
    };
    expect(reportOf(loaded)).toEqual(refusal);
    // It is seen before anything is trained, also where the inputs would be standardised.
    expect(reportOf(describeData(sourceOf('npy'), call, { x, t }))).toEqual(refusal);
    expect(reportOf(describeData(sourceOf('npy'), { ...call, standardize: true }, { x, t }))).toEqual(
      refusal,
    );
    expect(describeData(sourceOf('npy'), { ...call, scale: 1e30 }, { x, t }).ok).toBe(true);
  });
});

describe('standardising', () => {
  const numpy = readFixture(
    'standardize.json',
    v.object({
      inputs: v.array(v.number()),
      train: v.array(v.number()),
      mean: v.array(v.number()),
      deviation: v.array(v.number()),
      expected: v.array(v.number()),
    }),
  );

  it('agrees with NumPy, constant inputs included', () => {
    const given = Float64Array.from(numpy.inputs);
    const standardization = standardizationOf(given, 3, Int32Array.from(numpy.train));
    const inputs = standardize(given, standardization);
    for (const [position, mean] of numpy.mean.entries()) {
      expect((standardization.mean[position] ?? NaN) / mean).toBeCloseTo(1, 12);
      expect((standardization.deviation[position] ?? NaN) / (numpy.deviation[position] ?? NaN)).toBeCloseTo(
        1,
        6,
      );
    }
    for (const [entry, expected] of numpy.expected.entries()) expect(inputs[entry]).toBeCloseTo(expected, 5);
    expect(given).toEqual(Float64Array.from(numpy.inputs));
  });

  it('measures the training part only', () => {
    const data = load('spiral', { standardize: true, test: 0.5 });
    for (const position of [0, 1]) {
      const column = Array.from(data.train, (sample) => data.inputs[2 * sample + position] ?? NaN);
      const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
      expect(mean).toBeCloseTo(0, 12);
      expect(column.reduce((sum, x) => sum + x * x, 0) / column.length).toBeCloseTo(1, 12);
    }
  });
});

describe('the shipped data', () => {
  it.each([
    ['digits', 'digits.csv.gz', 178],
    ['iris', 'iris.csv', 50],
  ])('%s is what its description says', (name, file, firstClass) => {
    const data = load(name, { test: 0.2 }, { table: shippedFile(file) });
    const described = describeSource(name, { test: 0.2 });
    expect(data.sampleShape).toEqual(described.sampleShape);
    expect({ train: data.train.length, test: data.test.length }).toEqual(described.samples);
    expect(targetNumbers(data).filter((label) => label === 0)).toHaveLength(firstClass);
  });

  it('digits are pixels from 0 to 1 in 8 rows of 8', () => {
    const { inputs, targets } = load('digits', {}, { table: shippedFile('digits.csv.gz') });
    expect(Array.from(inputs.subarray(0, 8))).toEqual([0, 0, 5, 13, 9, 1, 0, 0].map((pixel) => pixel / 16));
    expect([Math.min(...inputs), Math.max(...inputs)]).toEqual([0, 1]);
    expect(targets).toMatchObject({ classes: 10 });
  });

  it('iris has its measurements and names', () => {
    const { inputs, targets } = load('iris', {}, { table: shippedFile('iris.csv') });
    expect(Array.from(inputs.subarray(0, 4))).toEqual([5.1, 3.5, 1.4, 0.2]);
    expect(targets).toMatchObject({ classes: 3, classNames: ['setosa', 'versicolor', 'virginica'] });
  });

  it('that is missing or damaged is said to be', () => {
    expect(loadReport('iris', {}, {}).text).toBe('iris.csv is missing from the extension.');
    expect(loadReport('iris', {}, { table: fileOf('iris.csv', 'a,b\n1,0\n') }).text).toBe(
      'iris.csv is damaged.',
    );
  });
});

describe('arrays', () => {
  const t = (data: Int32Array | Float32Array, shape = [data.length]): WritableArray => ({ shape, data });

  it.each<[string, WritableArray, object]>([
    [
      'whole numbers are labels',
      t(Int32Array.of(0, 2, 1, 1)),
      { kind: 'labels', labels: Int32Array.of(0, 2, 1, 1), classes: 3 },
    ],
    ['a column of them too', t(Int32Array.of(0, 2, 1, 1), [4, 1]), { kind: 'labels', classes: 3 }],
    [
      'one-hot rows are labels',
      t(Float32Array.of(0, 1, 1, 0, 0, 1, 0, 1), [4, 2]),
      { kind: 'labels', labels: Int32Array.of(1, 0, 1, 1), classes: 2 },
    ],
    ['floats are values', t(Float32Array.of(0, 1, 0, 1)), { kind: 'values', width: 1 }],
    [
      'rows of floats are values',
      t(Float32Array.of(0, 1, 1, 1, 0, 0, 1, 0), [4, 2]),
      { kind: 'values', width: 2 },
    ],
    ['negative whole numbers are values', t(Int32Array.of(-1, 1, 1, -1)), { kind: 'values', width: 1 }],
    [
      'truth values are labels',
      { shape: [4], data: Uint8Array.of(0, 1, 1, 0), boolean: true },
      { kind: 'labels', classes: 2 },
    ],
  ])('as targets: %s', (_what, targets, expected) => {
    const files = arrays(four, targets);
    const data = load('npy', paths, files);
    expect(data.targets).toMatchObject(expected);
    expect(describeSource('npy', paths, files)).toMatchObject({
      sampleShape: [2],
      targets: { kind: data.targets.kind },
      samples: { train: 4, test: 0 },
    });
  });

  it('with classes given must be labels', () => {
    expect(
      load('npy', { ...paths, classes: 5 }, arrays(four, t(Float32Array.of(0, 1, 0, 1)))).targets,
    ).toMatchObject({ kind: 'labels', classes: 5 });
    expect(loadReport('npy', { ...paths, classes: 2 }, arrays(four, t(Int32Array.of(0, 1, 2, 1))))).toEqual({
      text: 't.npy, row 3: 2 is not a label. Labels are whole numbers from 0 to 1.',
      file: 't.npy',
      row: 3,
    });
    expect(
      loadReport(
        'npy',
        { ...paths, classes: 3 },
        arrays(four, t(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), [4, 2])),
      ),
    ).toMatchObject({ argument: 'classes' });
  });

  it('take the kind of targets the loss compares with', () => {
    const labels = arrays(four, t(Int32Array.of(0, 1, 2, 1)));
    expect(load('npy', paths, labels, { seed: 0, targets: 'values' }).targets).toMatchObject({
      kind: 'values',
      values: Float64Array.of(0, 1, 2, 1),
      width: 1,
    });
    const floats = arrays(four, t(Float32Array.of(0, 1, 2, 1)));
    expect(load('npy', paths, floats, { seed: 0, targets: 'labels' }).targets).toMatchObject({ classes: 3 });
    const asLabels = (x: WritableArray, targets: WritableArray): string =>
      reportOf(loadData(sourceOf('npy'), paths, arrays(x, targets), { seed: 0, targets: 'labels' })).text;
    expect(asLabels(four, t(Float32Array.of(0, 1, 0.5, 1)))).toBe(
      't.npy, row 3: 0.5 is not a class number. This loss needs whole numbers from 0.',
    );
    expect(asLabels(four, t(Float32Array.of(0, 1, 2500, 1)))).toBe(
      'The targets of t.npy go up to 2500: as class numbers that is many for 4 samples. If they are, say classes=2501.',
    );
    expect(asLabels(four, t(new Float32Array(8), [4, 2]))).toMatch(/^The loss needs labels/);
  });

  it('go to the other kind of targets and back without a loss', () => {
    const data = load('npy', paths, arrays(four, t(Int32Array.of(0, 1, 2, 1))));
    const values = valueOf(adaptData(data, { targets: 'values' }));
    expect(targetNumbers(values)).toEqual([0, 1, 2, 1]);
    expect(valueOf(adaptData(values, { targets: 'labels' }))).toEqual(data);
  });

  it('must fit float32 where they are computed in it', () => {
    const loaded = (x: WritableArray, targets: WritableArray, more = {}): ReturnType<typeof loadData> =>
      loadData(sourceOf('npy'), { ...paths, ...more }, arrays(x, targets), { seed: 0, precision: 'float32' });
    const large: WritableArray = { shape: [4, 2], data: Float64Array.of(1, 2, 3, 4, 5, -1e39, 7, 8) };
    const labels = t(Int32Array.of(0, 1, 0, 1));
    expect(reportOf(loaded(large, labels))).toEqual({
      text: 'x.npy, row 3, column 2: -1e+39 is too large for float32. Scale the data, or set precision = float64 in train.',
      file: 'x.npy',
      row: 3,
      column: 2,
    });
    expect(loaded(large, labels, { standardize: true }).ok).toBe(true);
    expect(load('npy', paths, arrays(large, labels)).inputs[5]).toBe(-1e39);
    const targets: WritableArray = { shape: [4, 2], data: Float64Array.of(1, 2, 3, 1e200, 5, 6, 7, 8) };
    expect(reportOf(loaded(four, targets))).toMatchObject({ file: 't.npy', row: 2, column: 2 });
    // The largest number of float32 is one.
    const largest: WritableArray = { shape: [4, 2], data: new Float64Array(8).fill(3.4028234663852886e38) };
    expect(loaded(largest, labels).ok).toBe(true);
  });

  it.each([
    [{ target: 'a' }, 'a,b,c\n1,2,3\n\n4,5,1e39\n', 4, 3],
    [{ target: 'b' }, 'a,b,c\n1,2,3\n1e39,5,6\n', 3, 1],
    [{ target: 'b' }, 'a,b,c\n1,2,3\n1,5,1e39\n', 3, 3],
    [{ target: 'b' }, 'a,b,c\n1,2e200,3\n1,5,6\n', 2, 2],
  ])('name the place of what does not in a CSV file: %j', (given, text, row, column) => {
    const files = { file: fileOf('f.csv', text) };
    const read = loadData(sourceOf('csv'), { file: 'f.csv', ...given }, files, {
      seed: 0,
      precision: 'float32',
    });
    expect(reportOf(read)).toMatchObject({ file: 'f.csv', row, column });
  });

  it('that are made name the sample that does not fit', () => {
    const made = loadData(sourceOf('blobs'), { noise: 1e39 }, {}, { seed: 0, precision: 'float32' });
    expect(reportOf(made).text).toMatch(
      /^Sample 0 has the number -?\d.*e\+3\d, which is too large for float32\./,
    );
  });

  it.each([
    ['x', { shape: [], data: Float64Array.of(1) }, t(Int32Array.of(0, 1, 0, 1))],
    ['t', four, { shape: [], data: Float64Array.of(1) }],
  ])(
    'of no dimensions are said to be single numbers: %s',
    (name, x: WritableArray, targets: WritableArray) => {
      const text = `${name}.npy holds a single number; its first axis must count the samples.`;
      expect(loadReport('npy', paths, arrays(x, targets)).text).toBe(text);
      expect(reportOf(describeData(sourceOf('npy'), paths, arrays(x, targets))).text).toBe(text);
    },
  );

  it('must have as many targets as inputs, and some', () => {
    const two = arrays(four, t(Int32Array.of(0, 1)));
    const mismatch = {
      text: 'Samples are not equally many: 4 in x.npy, 2 in t.npy.',
      file: 't.npy',
      field: 'shape',
    };
    expect(loadReport('npy', paths, two)).toEqual(mismatch);
    expect(reportOf(describeData(sourceOf('npy'), paths, two))).toEqual(mismatch);
    const none = { shape: [0, 2], data: new Float32Array() };
    const empty = arrays(none, t(new Int32Array()));
    expect(loadReport('npy', paths, empty).text).toBe('x.npy holds no samples.');
    expect(reportOf(describeData(sourceOf('npy'), { ...paths, test: 0 }, empty)).text).toBe(
      'x.npy holds no samples.',
    );
    const deep = { shape: [4, 1, 2], data: new Float32Array(8) };
    expect(loadReport('npy', paths, arrays(four, deep))).toMatchObject({ file: 't.npy', field: 'shape' });
  });

  it('are shaped as the argument says', () => {
    const files = arrays(four, t(Int32Array.of(0, 1, 0, 1)));
    expect(load('npy', { ...paths, shape: [1, 1, 2] }, files).sampleShape).toEqual([1, 1, 2]);
    expect(describeSource('npy', { ...paths, shape: [1, 1, 2] }, files).sampleShape).toEqual([1, 1, 2]);
    expect(loadReport('npy', { ...paths, shape: [3] }, files).argument).toBe('shape');
    expect(loadReport('npy', { ...paths, shape: [] }, files).argument).toBe('shape');
  });

  it('are described by the header of the inputs alone, and what is open stays open', () => {
    const { x, t: targets } = arrays(four, t(Int32Array.of(0, 1, 0, 1)));
    if (!x || !targets) throw new Error('Two files were made.');
    const files = { x: headOf(x, 128), t: headOf(targets, 128) };
    expect(describeSource('npy', { ...paths, test: 1 }, files)).toEqual({
      hints: [expect.objectContaining({ code: 'partly-checked' })],
      sampleShape: [2],
      targets: { kind: 'unknown' },
      samples: { train: 3, test: 1 },
    });
  });
});

describe('files', () => {
  it('that are missing are named with the argument', () => {
    expect(loadReport('csv', { file: 'missing.csv' }, {})).toEqual({
      text: 'missing.csv was not found beside this file.',
      file: 'missing.csv',
      argument: 'file',
    });
  });

  it('above 1 GB are refused with their size', () => {
    const huge = { name: 'x.npy', bytes: new Uint8Array(), size: 1.5 * LARGEST_FILE };
    expect(loadReport('npy', paths, { x: huge }).text).toBe('x.npy is 1.5 GB. At most 1 GB can be read.');
    expect(reportOf(describeData(sourceOf('npy'), paths, { x: huge })).file).toBe('x.npy');
  });
});

describe('the table of sources', () => {
  it('holds every name of the language once', () => {
    expect(dataSources.map(({ name }) => name)).toEqual([
      'xor',
      'spiral',
      'circles',
      'moons',
      'blobs',
      'sine',
      'digits',
      'iris',
      'csv',
      'npy',
      'npz',
      'mnist',
    ]);
    expect(findDataSource('spirals')).toBeUndefined();
  });

  it.each(dataSources.map((source) => [source.name, source] as const))(
    '%s documents its arguments, and its defaults pass their own checks',
    (_name, { name, documentation, arguments: specs }) => {
      expect(documentation).toMatch(/\.$/);
      expect(new Set(specs.map((spec) => spec.name)).size).toBe(specs.length);
      for (const spec of specs) expect(spec.documentation).toMatch(/\.$/);
      const given = Object.fromEntries(
        specs.map((spec) => [spec.name, spec.required ? 'some/path' : spec.default]),
      );
      expect(argumentErrors(name, specs, given)).toEqual([]);
    },
  );

  it('reports every mistake in a call at its argument', () => {
    const { name, arguments: specs } = sourceOf('csv');
    const given = { target: 0.5, header: 1, classes: 1, shape: [0], standardize: 'yes', extra: 1 };
    const errors = argumentErrors(name, specs, given);
    expect(errors.map(({ argument }) => argument)).toEqual([
      'extra',
      'file',
      'target',
      'header',
      'standardize',
      'classes',
      'shape',
    ]);
  });

  it.each([
    ['csv', {}, 'csv needs the argument file.'],
    ['csv', { file: ' ' }, 'file must not be empty.'],
    ['csv', { file: 3 }, 'file must be a text in quotes.'],
    ['npz', { file: 'f', x: 3 }, 'x must be a text in quotes.'],
    ['spiral', { classes: 2.5 }, 'classes must be a whole number, not 2.5.'],
    ['spiral', { classes: 1 }, 'classes must be at least 2, not 1.'],
    ['circles', { factor: 1 }, 'factor must be below 1, not 1.'],
    ['circles', { noise: Infinity }, 'noise must be a number.'],
    ['iris', { standardize: 1 }, 'standardize must be true or false.'],
  ])('%s(%j): %s', (name, given, text) => {
    expect(loadReport(name, given, {}).text).toBe(text);
  });
});
