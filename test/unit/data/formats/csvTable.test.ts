import { gzipSync, strToU8 } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberParser } from '../../../../src/data/formats/csvCells';
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
      counts: [1, 1, 2],
    });
  });

  it.each([
    ['CR LF', 'x,t\r\n1,a\r\n2,"b"\r\n'],
    ['CR', 'x,t\r1,a\r2,b\r'],
    ['CR, and LF within a cell', 'x,"t"\r1,"a\n"\r2,b\r'],
    ['CR, and a last line that ends in CR LF', 'x,t\r1,a\r2,b\r\n'],
    ['no end of the last line', 'x,t\n1,a\n2,b'],
    ['blank lines', '\nx,t\n\n1,a\n2,b\n\n\n'],
    ['a byte order mark', '\u{feff}x,t\n1,a\n2,b\n'],
    ['tabs', 'x\tt\n1\ta\n2\tb\n'],
    ['semicolons', 'x;t\n1;a\n2;b\n'],
    ['quotes', '"x","t"\n"1","a"\n"2","b"\n'],
    ['mixed line ends', 'x,t\r\n1,a\n2,b\r\n'],
    ['rows of nothing but commas', ',\nx,t\n1,a\n,\n2,b\n'],
    ['a line sep=', 'sep=;\nx;t\n1;a\n2;b\n'],
    ['a line sep= that ends in CR', 'sep=;\rx;t\r1;a\r2;b\r'],
    ['comment lines', '# made by me\n# x, t\nx,t\n1,a\n# half of it, and more\n2,b\n'],
    ['a header that begins with #', '#x,t\n1,a\n2,b\n'],
    ['decimal commas between semicolons', 'x;t\n1,0;a\n2;b\n'],
  ])('understands %s', (_what, content) => {
    const data = read(content, { target: 't' });
    expect(Array.from(data.inputs)).toEqual([1, 2]);
    expect(data.targets).toMatchObject({ classNames: ['a', 'b'] });
  });

  it.each([
    ['spaces, lined up', ' 1   0\n 22  1\n', { delimiter: ' ', header: false }],
    ['a character', '1!0\n22!1\n', { delimiter: '!', header: false }],
    ['a tab by its name', '1\t0\n22\t1\n', { delimiter: 'tab', header: false }],
  ])('parts cells by what the definition says: %s', (_what, content, more) => {
    const data = read(content, more);
    expect(Array.from(data.inputs)).toEqual([1, 22]);
    expect(targetNumbers(data)).toEqual([0, 1]);
  });

  it('reads Shift_JIS, and knows it', () => {
    const bytes = Uint8Array.of(
      0x89,
      0xd4,
      0x2c,
      0x8e,
      0xed,
      0x97,
      0xde,
      10,
      0x31,
      0x2c,
      0x97,
      0x74,
      10,
      0x32,
      0x2c,
      0x95,
      0x5c,
      10,
    );
    const data = read(bytes, { encoding: 'shift_jis', target: '種類' });
    expect(data.targets).toMatchObject({ classNames: ['葉', '表'] });
    expect(report(bytes)).toMatchObject({
      text: 'f.csv, row 1, column 1: a character is not UTF-8. Say encoding="shift_jis", or save the file as UTF-8.',
      fix: { argument: 'encoding', text: '"shift_jis"' },
    });
  });

  it('reads UTF-16 as spreadsheets save it', () => {
    const data = read(new Uint8Array(Buffer.from('\u{feff}x\tt\n1\t花\n2\té\n', 'utf16le')));
    expect(Array.from(data.inputs)).toEqual([1, 2]);
    expect(data.targets).toMatchObject({ classNames: ['é', '花'] });
  });

  it.each([
    [
      '<!DOCTYPE html>\n<title>404</title>',
      'f.csv is a web page, not the data: its address led to one when it was saved.',
    ],
    [
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n',
      'f.csv only says where Git LFS keeps the data. Fetch them: git lfs pull',
    ],
    [
      '[{"a": 1, "y": 0}]',
      'f.csv is JSON, not a table. Save it as CSV, as in: pandas.read_json("f.csv").to_csv("data.csv", index=False)',
    ],
    ['PK\x03\x04\0\0', 'f.csv is a spreadsheet or a ZIP archive. Save the table as CSV, or unpack it.'],
  ])('says what a file is instead: %j', (content, text) => {
    expect(report(new Uint8Array(Buffer.from(content)))).toMatchObject({ text });
  });

  it.each([
    ['"1,000"', '1000'],
    ['１２', '12'],
    ['−3', '-3'],
    ['$5', '5'],
  ])('says how a number for people is written in data: %s', (cell, written) => {
    const shown = cell.replaceAll('"', '');
    expect(report(`a,y\n${cell},0\n`)).toMatchObject({
      text: `f.csv, row 2, column 1 (a): a number is expected, which “${shown}” is not as it is written. Write ${written}, or leave the column out: drop=["a"].`,
      fix: { argument: 'drop', text: '["a"]' },
    });
  });

  it('names a comma at the end of every row, and what to write', () => {
    const table = 'a,b,y,\n1,2,0,\n2,3,1,\n';
    expect(report(table)).toMatchObject({
      text: 'f.csv, row 2, column 4 has neither a name nor cells, as where every row ends with a comma. Say target="y", drop=[3].',
    });
    expect(Array.from(read(table, { target: 'y', drop: [3] }).inputs)).toEqual([1, 2, 2, 3]);
  });

  it('reads rows that are longer than what is decoded at once', () => {
    const row = (digit: string): string =>
      Array.from({ length: 5 }, () => digit.padStart(2 ** 20, '0')).join();
    const data = read(`${row('1')}\r\n${row('2')}\r\n`, { header: false });
    expect(Array.from(data.inputs)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
  });

  it('says that a row has no end', () => {
    expect(report('1,'.repeat(2 ** 23 + 1))).toMatchObject({
      text: 'f.csv, row 1 has more than 16777216 characters: the file has no line ends, or a quote is not closed.',
    });
  });

  it('takes the columns that are chosen, in their order', () => {
    const table = 'Id,a,b,t\n1,10,20,0\n2,30,40,1\n';
    expect(Array.from(read(table, { columns: ['b', 'a'] }).inputs)).toEqual([20, 10, 40, 30]);
    expect(Array.from(read(table, { columns: [2] }).inputs)).toEqual([20, 40]);
    expect(Array.from(read(table, { drop: ['Id', 2] }).inputs)).toEqual([10, 30]);
    expect(Array.from(read('a,name,t\n1,x,0\n2,y,1\n', { drop: 'name' }).inputs)).toEqual([1, 2]);
  });

  it('learns several columns: one-hot ones are classes, others values', () => {
    const hot = read('x,no,yes\n1,1,0\n2,0,1\n3,1,0\n', { target: ['no', 'yes'] });
    expect(hot.targets).toEqual({
      kind: 'labels',
      labels: Int32Array.of(0, 1, 0),
      classes: 2,
      classNames: ['no', 'yes'],
      counts: [2, 1],
    });
    const values = read('x,u,v\n1,0.5,7\n2,1.5,8\n', { target: [1, 2] });
    expect(values.sampleShape).toEqual([1]);
    expect(values.targets).toMatchObject({
      kind: 'values',
      values: Float64Array.of(0.5, 7, 1.5, 8),
      width: 2,
    });
  });

  it('leaves rows out, or puts in means, where cells are missing', () => {
    const table = 'a,b,t\n1,?,0\n2,4,1\n3,NA,0\n4,6,\n ,8,1\n';
    const dropped = read(table, { missing: 'drop' });
    expect(Array.from(dropped.inputs)).toEqual([2, 4]);
    expect(Array.from(dropped.origin?.rows ?? [])).toEqual([3]);
    const filled = read(table, { missing: 'mean' });
    // Of a: (1 + 2 + 3) / 3; of b: (4 + 8) / 2. The row without a target is left out.
    expect(Array.from(filled.inputs)).toEqual([1, 6, 2, 4, 3, 6, 2, 8]);
    expect(targetNumbers(filled)).toEqual([0, 1, 0, 1]);
  });

  it('says what it read in another way than it is written', () => {
    const hints = (content: string, more = {}): string[] =>
      (describeSource('csv', { ...given, ...more }, filesOf(content)).hints ?? []).map(({ message }) =>
        formatMessage(message),
      );
    expect(hints('a;t\n1,5;0\n2,5;1\n')).toEqual(['In f.csv a comma is read as the decimal point: 1,5.']);
    expect(hints('a,t\n1,0\n,1\n', { missing: 'drop' })).toEqual([
      '1 row of f.csv is left out, as a cell of it is missing.',
    ]);
    expect(hints('a,t\n1,0\n,1\n', { missing: 'mean' })).toEqual([
      '1 cell of f.csv is missing and gets the mean of its column.',
    ]);
  });

  it('numbers 200,000 names in time that grows with their number', () => {
    const rows = Array.from({ length: 200_000 }, (_, row) => `1,n${row}`);
    expect(read(`x,t\n${rows.join('\n')}\n`).targets).toMatchObject({ classes: 200_000 });
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
        text: 'f.csv, row 3, column 3 is missing. Columns in this row: 2, in the first row: 3.',
        row: 3,
        column: 3,
      },
    ],
    [
      'rows too long',
      'a,t\n1,0,7\n',
      {},
      {
        text: 'f.csv, row 2, column 3 is one too many. Columns in this row: 3, in the first row: 2.',
        row: 2,
        column: 3,
      },
    ],
    [
      'text where a number belongs',
      'a,b,t\n1,2,0\n\n1,two,1\n',
      {},
      { text: 'f.csv, row 4, column 2 (b): a number is expected, not “two”.', row: 4, column: 2 },
    ],
    ['hexadecimal numbers', 'a,t\n0x10,0\n', {}, { row: 2, column: 1 }],
    [
      'an empty cell',
      'a,t\n1,0\n,1\n',
      {},
      {
        text: 'f.csv, row 3, column 1 (a) is empty. Say missing="drop" to leave such rows out, missing="mean" to put in the mean of the column, or drop=["a"] to leave the column out.',
        row: 3,
        column: 1,
        fix: { argument: 'missing', text: '"drop"' },
      },
    ],
    [
      'an empty target',
      'a,t\n1,x\n2,\n',
      {},
      {
        text: 'f.csv, row 3, column 2 (t): the target is missing. Say missing="drop" to leave such rows out.',
        row: 3,
        column: 2,
      },
    ],
    [
      'NaN',
      'a,t\nnan,0\n',
      {},
      {
        text: 'f.csv, row 2, column 1 (a): “nan” is not a number. Say missing="drop" to leave such rows out, missing="mean" to put in the mean of the column, or drop=["a"] to leave the column out.',
        row: 2,
        column: 1,
      },
    ],
    [
      'infinity',
      'a,t\n1e999,0\n',
      {},
      { text: 'f.csv, row 2, column 1 (a): 1e999 is not a finite number.', row: 2, column: 1 },
    ],
    [
      'a name among numeric targets',
      'a,t\n1,0\n2,one\n',
      {},
      { text: 'f.csv, row 3, column 2 (t): a number is expected, not “one”.', row: 3, column: 2 },
    ],
    [
      'a number among named targets',
      'a,t\n1,one\n2,two\n3, 3 \n',
      {},
      {
        text: 'f.csv, row 4, column 2 (t): a name is expected, as in the rows above, not “3”.',
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
        text: 'f.csv, row 3, column 2 (t): 3 is not a label. Labels are whole numbers from 0 to 2.',
        row: 3,
        column: 2,
      },
    ],
    [
      'a label that is not whole',
      'a,t\n1,0.5\n',
      { classes: 3 },
      {
        text: 'f.csv, row 2, column 2 (t): 0.5 is not a label. Labels are whole numbers from 0 to 2.',
        row: 2,
        column: 2,
      },
    ],
    [
      'one class too many',
      'a,t\n1,x\n2,y\n3,z\n',
      { classes: 2 },
      {
        text: 'f.csv, row 4, column 2 (t): “z” is one more class than classes=2.',
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
      { text: 'f.csv has no column 2: columns count from 0 to 1.', argument: 'target' },
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
    [
      'cells parted by spaces',
      '1 2 0\n3 4 1\n',
      { header: false },
      {
        text: 'f.csv has one column only, as no comma, semicolon, tab or bar parts its cells. Say delimiter=" " where spaces do.',
        fix: { argument: 'delimiter', text: '" "' },
      },
    ],
    [
      'a header that is not announced',
      'a,b,t\n1,2,0\n',
      { header: false },
      {
        text: 'f.csv, row 1, column 1: a number is expected, not “a”. The first row seems to name the columns: say header=true.',
        fix: { argument: 'header', text: 'true' },
      },
    ],
    [
      'columns of text, all at once',
      'a,Name,b,Sex,t\n1,"Doe, J",2,male,0\n',
      { drop: ['b'] },
      {
        text: 'f.csv, row 2, column 2 (Name): a number is expected, not “Doe, J”. Leave out what is text: drop=["Name", "Sex"].',
        fix: { argument: 'drop', text: '["b", "Name", "Sex"]' },
      },
    ],
    ['text in a column without a name', ',a,t\nx,1,0\n', {}, { fix: { argument: 'drop', text: '[0]' } }],
    [
      'decimal points among decimal commas',
      'a;t\n1,5;0\n2.5;1\n',
      {},
      { text: 'f.csv, row 3, column 1 (a): 2.5 has another decimal point than the numbers above.' },
    ],
    [
      'labels counted from 1',
      'a,t\n1,1\n2,2\n3,3\n4,3\n',
      { classes: 3 },
      {
        text: 'The labels of f.csv, column 2 (t), are counted from 1 (1: 1, 2: 1, 3: 2), but class numbers count from 0. Subtract 1 from every label, or say classes=4.',
        argument: 'classes',
      },
    ],
    [
      'labels from 1 up of which one is no class at all',
      'a,t\n1,1\n2,2\n3,7\n4,3\n',
      { classes: 3 },
      { text: 'f.csv, row 4, column 2 (t): 7 is not a label. Labels are whole numbers from 0 to 2.' },
    ],
    [
      'a NUL in the name of a class',
      `a,t\n${'1,x\n'.repeat(2000)}1,y\0z\n`,
      {},
      { text: 'f.csv, row 2002, column 2 (t): the name of a class holds a NUL character.', row: 2002 },
    ],
    [
      'two columns of one name',
      'a,a,t\n1,2,0\n',
      { drop: ['a'] },
      {
        text: 'f.csv has two columns called a. Say which by its number, counted from 0: 0 or 1.',
        argument: 'drop',
      },
    ],
    [
      'a target that is dropped',
      'a,t\n1,0\n',
      { drop: ['t'] },
      { text: 'Column 2 (t) is the target, so it cannot be dropped.', argument: 'drop' },
    ],
    [
      'no inputs',
      'a,t\n1,0\n',
      { drop: ['a'] },
      { text: 'f.csv has no column left for the inputs.', argument: 'drop' },
    ],
    [
      'an unknown encoding',
      'a,t\n1,0\n',
      { encoding: 'sjis9' },
      {
        text: 'The encoding sjis9 is not known here. Known are utf-8, shift_jis, euc-jp, windows-1252 and others.',
        argument: 'encoding',
      },
    ],
    [
      'a column that is missing everywhere',
      'a,b,t\n1,?,0\n2,?,1\n',
      { missing: 'mean' },
      {
        text: 'f.csv, column 2 (b) is empty in every row. Leave it out: drop=["b"].',
        fix: { argument: 'drop', text: '["b"]' },
      },
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
      'Latin-1',
      new Uint8Array(Buffer.from('a,t\n1,oui\n2,caf\u{e9}\n', 'latin1')),
      {},
      {
        text: 'f.csv, row 3, column 2: a character is not UTF-8. Say encoding="windows-1252", or save the file as UTF-8.',
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
      'UTF-16 that no mark announces',
      new Uint8Array(Buffer.from('花,t\n1,0\n2,1\n', 'utf16le')),
      {},
      {
        text: 'f.csv seems to be UTF-16 and does not say so. Say encoding="utf-16le", or save the file as UTF-8.',
        fix: { argument: 'encoding', text: '"utf-16le"' },
      },
    ],
    [
      'the same in the other order of bytes',
      new Uint8Array(Buffer.from('花,t\n1,0\n2,1\n', 'utf16le').swap16()),
      {},
      { fix: { argument: 'encoding', text: '"utf-16be"' } },
    ],
    [
      'UTF-16 that is cut off',
      new Uint8Array([...Buffer.from('\ufeffa,t\n1,0\n2,', 'utf16le'), 0x31]),
      {},
      { text: 'f.csv, row 3, column 2: a character is not in the encoding utf-16le.' },
    ],
    [
      'UTF-32',
      Uint8Array.of(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0),
      {},
      { text: 'f.csv is UTF-32, which is not read. Save the file as UTF-8.' },
    ],
    [
      'a PDF',
      '%PDF-1.4\n1,2\n',
      {},
      { text: 'f.csv is a PDF, which is not read. Save the data as CSV or NPY.' },
    ],
    [
      'what is compressed in another way',
      new Uint8Array(Buffer.from('(\xb5/\xfd,1\n', 'latin1')),
      {},
      { text: 'f.csv is compressed by zstd, which is not read. Unpack it, or use gzip.' },
    ],
    [
      'nothing for a delimiter',
      'a,t\n1,0\n',
      { delimiter: '' },
      {
        text: 'delimiter is what stands between two cells, as in delimiter=";" or delimiter="tab".',
        argument: 'delimiter',
      },
    ],
    [
      'a quote for a delimiter',
      'a,t\n1,0\n',
      { delimiter: '"' },
      {
        text: 'delimiter is what stands between two cells, as in delimiter=";" or delimiter="tab".',
        argument: 'delimiter',
      },
    ],
    [
      'a line end for a delimiter',
      'a,t\n1,0\n',
      { delimiter: '\n' },
      {
        text: 'delimiter is what stands between two cells, as in delimiter=";" or delimiter="tab".',
        argument: 'delimiter',
      },
    ],
    [
      'a cell that would steer a terminal, and forge a line of its own',
      'a,t\n1,0\n"\u{1b}[2Jx\n- OK",1\n',
      {},
      { text: 'f.csv, row 3, column 1 (a): a number is expected, not “\ufffd[2Jx - OK”.' },
    ],
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
    expect(report(`a,t\n${'x'.repeat(5000)},0\n`).text.length).toBeLessThan(180);
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
      targets: { kind: 'labels', classes: 2, classNames: ['ash', 'oak'], counts: [100, 100] },
      samples: { train: 150, test: 50 },
    });
  });

  it('leaves open what its beginning cannot tell', () => {
    const hints = [expect.objectContaining({ code: 'partly-checked' })];
    const head = (text: string): { file: ReturnType<typeof fileOf> } => ({
      file: headOf(fileOf('f.csv', text.padEnd(1000, '5')), text.length),
    });
    expect(describeSource('csv', given, { file: headOf(whole, 50) })).toEqual({
      hints,
      sampleShape: [2],
      targets: { kind: 'labels' },
    });
    expect(describeSource('csv', given, head('x,t\n1,0\n2,1\n3'))).toEqual({
      hints,
      sampleShape: [1],
      targets: { kind: 'unknown' },
    });
    expect(describeSource('csv', given, head('x,t\n1,0.5\n2'))).toMatchObject({
      sampleShape: [1],
      targets: { kind: 'values', width: 1 },
    });
    expect(describeSource('csv', { ...given, classes: 4 }, head('x,t\n1,0\n2'))).toEqual({
      hints,
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
      'f.csv, row 4, column 2 (t): -1 is not a class number. This loss needs whole numbers from 0.',
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
      expect(described).toMatchObject({ sampleShape: [width - 1], targets: { kind: 'unknown' } });
    });

    it('tells the columns where the beginning ends in the first row of data', () => {
      const { length } = cells((index) => `x${index}`);
      expect(
        describeSource('csv', given, { file: headOf(fileOf('f.csv', wide), length + 10) }),
      ).toMatchObject({
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
    ['NaN', 'missing'],
    ['?', 'missing'],
    ['n/a', 'missing'],
    ['-inf', 'not finite'],
    ['Infinity', 'not finite'],
    ['1e400', 'not finite'],
    ['1.0.0', 'not a number'],
    ['0b1', 'not a number'],
    ['1,5', 'not a number'],
    ['1_000', 'not a number'],
    ['abc', 'not a number'],
  ])('%j gives %s', (cell, expected) => {
    expect(new NumberParser(',').parse(cell)).toBe(expected);
  });
});

describe('rows', () => {
  it('are numbered as a spreadsheet numbers them', () => {
    const rows: [number, string[]][] = [];
    valueOf(
      readCsvRows(fileOf('f.csv', '\na,"b\nc"\n\n1,2'), {}, (cells, row) => {
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

describe('a gzipped CSV file', () => {
  const given = { file: 'f.csv' };

  it('is judged by its beginning before all of it is expanded', () => {
    const packed = gzipSync(new Uint8Array(2 ** 20));
    // Its end is damaged, which only expanding all of it tells.
    packed.fill(7, -8);
    expect(loadReport('csv', given, { file: fileOf('f.csv', packed) }).text).toBe(
      'f.csv is not a text file.',
    );
  });

  it('of millions of empty rows is refused', () => {
    const packed = gzipSync(strToU8('a,t\n'.concat(',\n'.repeat(2 ** 20 + 1))));
    expect(loadReport('csv', given, { file: fileOf('f.csv', packed) }).text).toBe(
      'f.csv has more than 1048576 empty rows, which is the most that is read.',
    );
  });
});
