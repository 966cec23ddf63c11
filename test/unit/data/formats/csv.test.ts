import { gzipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCell } from '../../../../src/data/formats/csvNumber';
import { readCsvRows } from '../../../../src/data/formats/csvRows';
import { describeData, loadData } from '../../../../src/data/load';
import { formatMessage } from '../../../../src/engine/message';
import {
  describeSource,
  fileOf,
  headOf,
  load,
  loadReport,
  sourceOf,
  targetNumbers,
  valueOf,
} from '../samples';

const given = { file: 'f.csv' };
const filesOf = (content: string | Uint8Array): { file: ReturnType<typeof fileOf> } => ({
  file: fileOf('f.csv', content),
});
const read = (content: string | Uint8Array, more = {}): ReturnType<typeof load> =>
  load('csv', { ...given, ...more }, filesOf(content));
const report = (content: string | Uint8Array, more = {}): ReturnType<typeof loadReport> =>
  loadReport('csv', { ...given, ...more }, filesOf(content));

describe('csv(file)', () => {
  it('takes the last column for the target and the others for inputs', () => {
    const data = read('a,b,t\n1,2,0\n3,4.5,1\n-5e-1,+.5,1\n');
    expect(data.sampleShape).toEqual([2]);
    expect(Array.from(data.inputs)).toEqual([1, 2, 3, 4.5, -0.5, 0.5]);
    expect(data.targets).toMatchObject({ kind: 'labels', labels: Int32Array.of(0, 1, 1), classes: 2 });
    expect(Array.from(data.train)).toEqual([0, 1, 2]);
  });

  it.each([
    ['by name', { target: 'b' }],
    ['by number', { target: 1 }],
    ['by number from the end', { target: -2 }],
  ])('takes another column for the target %s', (_how, more) => {
    const data = read('a,b,c\n1,0,3\n4,1,6\n', more);
    expect(Array.from(data.inputs)).toEqual([1, 3, 4, 6]);
    expect(targetNumbers(data)).toEqual([0, 1]);
  });

  it('numbers text targets in the order of the alphabet', () => {
    const data = read('x,kind\n1,oak\n2,ash\n3,"elm, old"\n4, oak \n');
    expect(data.targets).toEqual({
      kind: 'labels',
      labels: Int32Array.of(2, 0, 1, 2),
      classes: 3,
      classNames: ['ash', 'elm, old', 'oak'],
    });
  });

  it.each([
    ['CR LF', 'x,t\r\n1,a\r\n2,"b"\r\n'],
    ['CR', 'x,t\r1,a\r2,b\r'],
    ['no end of the last line', 'x,t\n1,a\n2,b'],
    ['blank lines', '\nx,t\n\n1,a\n2,b\n\n\n'],
    ['a byte order mark', '\u{feff}x,t\n1,a\n2,b\n'],
    ['tabs', 'x\tt\n1\ta\n2\tb\n'],
    ['semicolons', 'x;t\n1;a\n2;b\n'],
    ['quotes', '"x","t"\n"1","a"\n"2","b"\n'],
    ['mixed line ends', 'x,t\r\n1,a\n2,b\r\n'],
  ])('understands %s', (_what, content) => {
    const data = read(content, { target: 't' });
    expect(Array.from(data.inputs)).toEqual([1, 2]);
    expect(data.targets).toMatchObject({ classNames: ['a', 'b'] });
  });

  it('reads a gzipped file', () => {
    const data = read(gzipSync(new TextEncoder().encode('x,t\n1,0\n2,1\n')));
    expect(Array.from(data.inputs)).toEqual([1, 2]);
  });

  it('takes versions and addresses for names of classes', () => {
    expect(read('x,t\n1,3.10.1\n2,10.0.0.1\n').targets).toMatchObject({
      classNames: ['10.0.0.1', '3.10.1'],
    });
  });

  it('takes numbers that are no labels for values', () => {
    expect(read('x,t\n1,0.5\n2,1\n').targets).toMatchObject({
      kind: 'values',
      values: Float64Array.of(0.5, 1),
      width: 1,
    });
    expect(read('x,price\n1,250000\n2,310000\n').targets.kind).toBe('values');
    expect(read('x,t\n1,-1\n2,1\n').targets.kind).toBe('values');
  });

  it('reads a file of many pieces, with characters and quotes on every border', () => {
    const rows = 250_000;
    const lines = Array.from(
      { length: rows },
      (_, row) => `${row},"${row % 2 ? '林檎' : 'a ""pear""\ngreen'}"`,
    );
    const bytes = new TextEncoder().encode(`x,fruit\n${lines.join('\n')}\n`);
    expect(bytes.length).toBeGreaterThan(2 ** 22);
    const data = load('csv', given, filesOf(bytes));
    expect(data.count).toBe(rows);
    expect(data.inputs.every((value, row) => value === row)).toBe(true);
    expect(data.targets).toMatchObject({ classNames: ['a "pear"\ngreen', '林檎'] });
    expect(targetNumbers(data).every((label, row) => label === row % 2)).toBe(true);
  });

  it('reads files without a header', () => {
    expect(read('1,0\n2,1\n', { header: false }).count).toBe(2);
  });

  it('accepts column numbers as a header, as pandas writes them', () => {
    expect(read('0,1\n2,1\n').count).toBe(1);
  });
});

describe('csv(file) names what is wrong', () => {
  const cases: [string, string | Uint8Array, object, object][] = [
    [
      'ragged rows',
      'a,b,t\n1,2,0\n1,2\n',
      {},
      {
        text: 'f.csv, row 3, column 3 is missing: this row has 2 columns, the first row has 3.',
        row: 3,
        column: 3,
      },
    ],
    [
      'rows too long',
      'a,t\n1,0,7\n',
      {},
      {
        text: 'f.csv, row 2, column 3 is one too many: this row has 3 columns, the first row has 2.',
        row: 2,
        column: 3,
      },
    ],
    [
      'text where a number belongs',
      'a,b,t\n1,2,0\n\n1,two,1\n',
      {},
      { text: 'f.csv, row 4, column 2: a number is expected, not “two”.', row: 4, column: 2 },
    ],
    ['hexadecimal numbers', 'a,t\n0x10,0\n', {}, { row: 2, column: 1 }],
    ['an empty cell', 'a,t\n1,0\n,1\n', {}, { text: 'f.csv, row 3, column 1 is empty.', row: 3, column: 1 }],
    [
      'an empty target',
      'a,t\n1,x\n2,\n',
      {},
      { text: 'f.csv, row 3, column 2 is empty.', row: 3, column: 2 },
    ],
    [
      'NaN',
      'a,t\nnan,0\n',
      {},
      { text: 'f.csv, row 2, column 1: nan is not a finite number.', row: 2, column: 1 },
    ],
    [
      'infinity',
      'a,t\n1e999,0\n',
      {},
      { text: 'f.csv, row 2, column 1: 1e999 is not a finite number.', row: 2, column: 1 },
    ],
    [
      'a name among numeric targets',
      'a,t\n1,0\n2,one\n',
      {},
      { text: 'f.csv, row 3, column 2: a number is expected, not “one”.', row: 3, column: 2 },
    ],
    [
      'a number among named targets',
      'a,t\n1,one\n2,two\n3, 3 \n',
      {},
      {
        text: 'f.csv, row 4, column 2: a name is expected, as in the rows above, not “3”.',
        row: 4,
        column: 2,
      },
    ],
    ['NaN among named targets', 'a,t\n1,one\n2,nan\n', {}, { row: 3, column: 2 }],
    [
      'a label out of range',
      'a,t\n1,0\n2,3\n',
      { classes: 3 },
      {
        text: 'f.csv, row 3, column 2: 3 is no label. Labels are whole numbers from 0 to 2.',
        row: 3,
        column: 2,
      },
    ],
    [
      'a label that is not whole',
      'a,t\n1,0.5\n',
      { classes: 3 },
      {
        text: 'f.csv, row 2, column 2: 0.5 is no label. Labels are whole numbers from 0 to 2.',
        row: 2,
        column: 2,
      },
    ],
    [
      'one class too many',
      'a,t\n1,x\n2,y\n3,z\n',
      { classes: 2 },
      {
        text: 'f.csv, row 4, column 2: “z” is one more class than classes=2.',
        row: 4,
        column: 2,
        argument: 'classes',
      },
    ],
    [
      'an unknown target',
      'a,b\n1,0\n',
      { target: 'c' },
      { text: 'f.csv has no column c. It has a, b.', argument: 'target' },
    ],
    [
      'a target beyond the columns',
      'a,b\n1,0\n',
      { target: 2 },
      { text: 'f.csv has 2 columns, so there is no column 2: they count from 0.', argument: 'target' },
    ],
    ['a named target without a header', '1,0\n', { target: 'c', header: false }, { argument: 'target' }],
    [
      'a missing header',
      '1.5,0\n2,1\n',
      {},
      {
        text: 'f.csv, row 1: the first row holds numbers, not names of columns. Say header=false.',
        row: 1,
        argument: 'header',
      },
    ],
    [
      'a single column',
      'a\n1\n',
      {},
      { text: 'f.csv needs at least two columns: inputs and a target.', row: 1 },
    ],
    ['an empty file', '', {}, { text: 'f.csv holds no rows of data.' }],
    ['a header alone', 'a,b\n', {}, { text: 'f.csv holds no rows of data.' }],
    [
      'an open quote',
      'a,t\n1,0\n"2,1\n3,0\n',
      {},
      { text: 'f.csv, row 3: a quote is not closed, or stands inside a cell.', row: 3 },
    ],
    ['a stray quote', 'a,t\n1,0\n"2"2,1\n3,0\n', {}, { row: 3 }],
    [
      'UTF-16',
      new Uint8Array(Buffer.from('\u{feff}a,t\n1,0\n', 'utf16le')),
      {},
      { text: 'f.csv is in UTF-16. Save it as UTF-8.' },
    ],
    [
      'Latin-1',
      new Uint8Array(Buffer.from('a,t\n1,oui\n2,caf\u{e9}\n', 'latin1')),
      {},
      {
        text: 'f.csv, row 3, column 2: a character is not UTF-8. Save the file as UTF-8.',
        row: 3,
        column: 2,
      },
    ],
    [
      'Latin-1 after quotes with commas and lines of their own',
      new Uint8Array(Buffer.from('a,b,t\n1,2,"x, y\nz"\n1,2,"\n,\u{e9}"\n', 'latin1')),
      {},
      { row: 3, column: 3 },
    ],
    ['Latin-1 at the very beginning', Uint8Array.of(0xe9, 0x2c, 0x61), {}, { row: 1, column: 1 }],
    ['a file that is no text', Uint8Array.of(1, 2, 0, 3), {}, { text: 'f.csv is not a text file.' }],
    [
      'a gzip file cut off',
      gzipSync(new TextEncoder().encode('a,t\n1,0\n')).subarray(0, 27),
      {},
      { text: 'f.csv is cut off or damaged: its compressed data do not expand to what was packed.' },
    ],
  ];
  it.each(cases)('%s', (_what, content, more, expected) => {
    expect(report(content, more)).toMatchObject(expected);
  });

  it('with a long cell cut short', () => {
    expect(report(`a,t\n${'x'.repeat(5000)},0\n`).text.length).toBeLessThan(120);
  });

  it('and never throws, whatever the bytes', () => {
    const pieces = fc.constantFrom('"', ',', ';', '\n', '\r', '1', 'a', '.', ' ', 'é', '""', '\t', '\u{0}');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), fc.uint8Array({ maxLength: 40 }), (text, noise) => {
        for (const content of [text.join(''), noise]) {
          const result = loadData(sourceOf('csv'), given, filesOf(content), { seed: 0 });
          expect(typeof result.ok).toBe('boolean');
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the description of a CSV file', () => {
  const whole = fileOf('f.csv', `x,y,kind\n${'1,2,oak\n3,4,ash\n'.repeat(100)}`);

  it('is exact from the whole file', () => {
    expect(describeSource('csv', { ...given, test: 0.25 }, { file: whole })).toEqual({
      sampleShape: [2],
      targets: { kind: 'labels', classes: 2, classNames: ['ash', 'oak'] },
      samples: { train: 150, test: 50 },
    });
  });

  it('leaves open what its beginning cannot tell', () => {
    const head = (text: string): { file: ReturnType<typeof fileOf> } => ({
      file: headOf(fileOf('f.csv', text.padEnd(1000, '5')), text.length),
    });
    expect(describeSource('csv', given, { file: headOf(whole, 50) })).toEqual({
      sampleShape: [2],
      targets: { kind: 'labels' },
    });
    expect(describeSource('csv', given, head('x,t\n1,0\n2,1\n3'))).toEqual({
      sampleShape: [1],
      targets: { kind: 'unknown' },
    });
    expect(describeSource('csv', given, head('x,t\n1,0.5\n2'))).toMatchObject({
      sampleShape: [1],
      targets: { kind: 'values', width: 1 },
    });
    expect(describeSource('csv', { ...given, classes: 4 }, head('x,t\n1,0\n2'))).toEqual({
      sampleShape: [1],
      targets: { kind: 'labels', classes: 4 },
    });
  });

  it('names the first number of the beginning that is no class number', () => {
    const beginning = 'x,t,y\n1,0,2\n\n3,-1,4\n5';
    const file = headOf(fileOf('f.csv', beginning.padEnd(1000, '5')), beginning.length);
    const { targets } = describeSource('csv', { ...given, target: 't' }, { file });
    if (targets.kind !== 'values' || targets.asClasses?.ok !== false) throw new Error('no class number');
    expect(formatMessage(targets.asClasses.message)).toBe(
      'f.csv, row 4, column 2: -1 is not a class number. This loss needs whole numbers from 0.',
    );
  });

  describe('of wide rows', () => {
    const width = 3000;
    const cells = (cell: (index: number) => string): string =>
      Array.from({ length: width }, (_, i) => cell(i)).join();
    const rows = Array.from({ length: 60 }, (_, row) =>
      cells((index) => String((row * 7919 + index * 104729) % 99991)),
    );
    const wide = `${cells((index) => `x${index}`)}\n${rows.join('\n')}\n`;

    it('tells the columns of a gzipped file', () => {
      const file = fileOf('f.csv', gzipSync(new TextEncoder().encode(wide)));
      const described = describeSource('csv', given, { file: headOf(file, file.size - 1000) });
      expect(described).toEqual({ sampleShape: [width - 1], targets: { kind: 'unknown' } });
    });

    it('tells the columns where the beginning ends in the first row of data', () => {
      const { length } = cells((index) => `x${index}`);
      expect(describeSource('csv', given, { file: headOf(fileOf('f.csv', wide), length + 10) })).toEqual({
        sampleShape: [width - 1],
        targets: { kind: 'unknown' },
      });
    });

    it.each([true, false])('leaves everything open where the first row does not end: header=%s', (header) => {
      const file = headOf(fileOf('f.csv', wide), 1000);
      expect(valueOf(describeData(sourceOf('csv'), { ...given, header }, { file }))).toBeUndefined();
    });
  });

  it('agrees with the data at any length of the beginning', () => {
    for (let length = 17; length < whole.size; length += 7) {
      expect(describeSource('csv', given, { file: headOf(whole, length) }).sampleShape).toEqual([2]);
    }
  });
});

describe('cells', () => {
  it.each([
    ['1', 1],
    [' -2.5e3 ', -2500],
    ['.5', 0.5],
    ['+7', 7],
    ['', 'empty'],
    ['  ', 'empty'],
    ['NaN', 'not finite'],
    ['-inf', 'not finite'],
    ['Infinity', 'not finite'],
    ['1e400', 'not finite'],
    ['1.0.0', 'not a number'],
    ['0b1', 'not a number'],
    ['1,5', 'not a number'],
    ['1_000', 'not a number'],
    ['abc', 'not a number'],
  ])('%j gives %s', (cell, expected) => {
    expect(parseCell(cell)).toBe(expected);
  });
});

describe('rows', () => {
  it('are numbered as a spreadsheet numbers them', () => {
    const rows: [number, string[]][] = [];
    valueOf(
      readCsvRows(fileOf('f.csv', '\na,"b\nc"\n\n1,2'), (cells, row) => {
        rows.push([row, [...cells]]);
        return undefined;
      }),
    );
    expect(rows).toEqual([
      [2, ['a', 'b\nc']],
      [4, ['1', '2']],
    ]);
  });
});
