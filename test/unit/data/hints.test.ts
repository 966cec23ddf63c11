import { describe, expect, it } from 'vitest';
import { writeNpy, type WritableArray } from '../../../src/data/npyWriter';
import { formatMessage } from '../../../src/engine/message';
import { describeData, loadData } from '../../../src/data/load';
import { describeSource, fileOf, reportOf, sourceOf } from './samples';

type Hint = readonly [code: string, text: string, fix?: string];

function hintsOf(
  source: string,
  given: object,
  files: Parameters<typeof describeSource>[2],
): readonly Hint[] {
  const { hints = [] } = describeSource(source, { ...given }, files);
  return hints.map(({ code, message, fix }) =>
    fix ? [code, formatMessage(message), `${fix.argument}=${fix.text}`] : [code, formatMessage(message)],
  );
}

function ofTable(content: string, given: object = {}): readonly Hint[] {
  return hintsOf('csv', { file: 'f.csv', ...given }, { file: fileOf('f.csv', content) });
}

function ofArrays(x: WritableArray, t: WritableArray, given: object = {}): readonly Hint[] {
  const files = { x: fileOf('x.npy', writeNpy(x)), t: fileOf('t.npy', writeNpy(t)) };
  return hintsOf('npy', { x: 'x.npy', t: 't.npy', ...given }, files);
}

const codes = (hints: readonly Hint[]): readonly string[] => hints.map(([code]) => code);

function images(shape: readonly number[], brightest = 1): WritableArray {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return {
    shape,
    data: Float32Array.from({ length }, (_, index) => ((index * 7) % 256) * (brightest / 255)),
  };
}
const two = { shape: [2], data: Int32Array.of(0, 1) };

describe('images', () => {
  it('with channels last are named, with the argument that turns them', () => {
    expect(ofArrays(images([2, 16, 16, 3]), two)).toEqual([
      [
        'channels-last',
        'A sample is 16×16×3: it looks like height, width, channels, but the first axis is taken for the channels. Say channels_last=true.',
        'channels_last=true',
      ],
    ]);
    expect(codes(ofArrays(images([2, 28, 28, 1]), two))).toEqual(['channels-last']);
    const flat = images([2, 768]);
    expect(codes(ofArrays(flat, two, { shape: [16, 16, 3] }))).toEqual(['channels-last']);
  });

  it.each([
    ['channels first', [2, 3, 16, 16], {}],
    ['turned already', [2, 16, 16, 3], { channels_last: true }],
    ['a small matrix', [2, 3, 3, 3], {}],
    ['two axes', [2, 16, 3], {}],
  ])('are left alone: %s', (_what, shape, given) => {
    expect(ofArrays(images(shape), two, given)).toEqual([]);
  });

  it('of 0 to 255 are named unless they are scaled', () => {
    const pixels = images([2, 1, 8, 8], 255);
    expect(ofArrays(pixels, two)).toEqual([
      [
        'unscaled-inputs',
        'The inputs are whole numbers up to 255, as pixels are. Say scale=1/255, so that they go from 0 to 1.',
        'scale=1/255',
      ],
    ]);
    expect(ofArrays(pixels, two, { scale: 1 / 255 })).toEqual([]);
    expect(ofArrays(pixels, two, { standardize: true })).toEqual([]);
  });
});

describe('a table', () => {
  it('whose column is the number of the row says so, and not that it is large', () => {
    const rows = Array.from({ length: 50 }, (_, row) => `${row + 1},${row % 7},${row % 2}`).join('\n');
    expect(ofTable(`Id,a,t\n${rows}\n`)).toEqual([
      [
        'row-number',
        'Column 1 (Id) is the number of the row: it says nothing about a new sample, and in a sorted file it gives the target away. Leave it out with drop=["Id"].',
        'drop=["Id"]',
      ],
    ]);
    expect(ofTable(`Id,a,t\n${rows}\n`, { drop: ['Id'] })).toEqual([]);
    expect(codes(ofTable(`,a,t\n${rows}\n`))).toEqual(['row-number']);
    // As a DataFrame counts its rows, and from 2 on, which is no number of a row.
    const countedFrom = (first: number): string =>
      rows.replace(/^\d+/gm, (number) => String(Number(number) - 1 + first));
    expect(codes(ofTable(`,a,t\n${countedFrom(0)}\n`))).toEqual(['row-number']);
    expect(codes(ofTable(`,a,t\n${countedFrom(2)}\n`))).not.toContain('row-number');
  });

  it('of a single input may count up', () => {
    expect(ofTable('x,t\n0,0\n1,0\n2,1\n3,1\n4,1\n')).toEqual([]);
  });

  it('with a column far from the scale of the others names it', () => {
    const rows = Array.from(
      { length: 20 },
      (_, row) => `${(row * 3) % 7},${842_302.123 + row * row},${row % 2}`,
    );
    expect(ofTable(`a,id,t\n${rows.join('\n')}\n`)).toEqual([
      [
        'unscaled-inputs',
        'Column 2 (id) goes from 842300 to 842700: inputs that large swamp the others and make training diverge. Say standardize=true.',
        'standardize=true',
      ],
    ]);
    expect(ofTable(`a,id,t\n${rows.join('\n')}\n`, { standardize: true })).toEqual([]);
  });

  it('of iris flowers gives no hint', () => {
    const rows = ['5.1,3.5,0', '4.9,3,0', '7,3.2,1', '6.4,3.2,1', '6.3,3.3,2', '5.8,2.7,2'];
    expect(ofTable(`a,b,t\n${rows.join('\n')}\n`)).toEqual([]);
  });
});

describe('scale', () => {
  const rows = (times: number): string =>
    `a,b,t\n${[0.1, 0.7, 0.3, 0.2].map((a, row) => `${a * times},${(1 - a) * times},${row % 2}`).join('\n')}\n`;

  it('that makes inputs large is told', () => {
    expect(ofTable(rows(1), { scale: 1e300 })).toEqual([
      [
        'unscaled-inputs',
        'With scale=1e+300 inputs go from 1e+299 to 9e+299: so large they make training diverge.',
      ],
    ]);
    const bytes = { shape: [4, 16], data: Uint8Array.from({ length: 64 }, (_, index) => (index * 7) % 256) };
    const labels = { shape: [4], data: Int32Array.of(0, 1, 0, 1) };
    expect(ofArrays(bytes, labels, { scale: 255 })).toEqual([
      ['unscaled-inputs', expect.stringContaining('With scale=255 inputs go from 0'), 'scale=1/255'],
    ]);
    expect(ofArrays(bytes, labels, { scale: 1 / 255 })).toEqual([]);
  });

  it('of 0 is refused', () => {
    const file = fileOf('f.csv', rows(1));
    const call = [sourceOf('csv'), { file: 'f.csv', scale: 0 }, { file }] as const;
    const refused = {
      text: 'scale=0 makes every input 0: nothing is left to learn from.',
      argument: 'scale',
    };
    expect(reportOf(describeData(...call))).toEqual(refused);
    expect(reportOf(loadData(...call, { seed: 0 }))).toEqual(refused);
  });
});

describe('a first row', () => {
  const text =
    'f.csv, row 1: 0, 0, x looks like data, not like names of columns. Say header=false; columns are then given by number, counted from 0.';

  it('that is data is told, though it was read as names', () => {
    expect(ofTable('0,0,x\n1,2,y\n0,1,x\n2,0,y\n')).toEqual([['header', text, 'header=false']]);
    expect(codes(ofTable('0.5,-1,3\n1,2,y\n'.replace('3', 'x')))).toEqual(['header']);
    expect(ofTable('0,0,x\n1,2,y\n0,1,x\n2,0,y\n', { header: false })).toEqual([]);
    const described = (given: object, content: string): ReturnType<typeof reportOf> =>
      reportOf(
        describeData(sourceOf('csv'), { file: 'f.csv', ...given }, { file: fileOf('f.csv', content) }),
      );
    expect(described({ target: 'k' }, '0,0,x\n1,2,y\n')).toMatchObject({ text, argument: 'header' });
    expect(described({ target: 0 }, '0,0,x\n1,2,y\n')).toMatchObject({
      text,
      fix: { argument: 'header', text: 'false' },
    });
  });

  it('of years and of other names is none', () => {
    expect(ofTable('2000,2001,land\n1.5,2.5,fr\n3.5,1.5,de\n')).toEqual([]);
    expect(ofTable('a,b,land\n1.5,2.5,fr\n3.5,1.5,de\n')).toEqual([]);
  });
});

describe('columns', () => {
  it('that name the target, too, are told', () => {
    expect(ofTable('a,t\n1,0\n0,1\n', { columns: ['a', 't'], target: 't' })).toEqual([
      [
        'target-column',
        'Column 2 (t) is the target, so it is no input: leave it out of columns.',
        'columns=["a"]',
      ],
    ]);
    expect(ofTable('1,0\n0,1\n', { columns: [0, 1], target: 1, header: false })).toMatchObject([
      ['target-column', expect.anything(), 'columns=[0]'],
    ]);
  });

  it('of which one cell or row is missing are counted as one', () => {
    const content = 'a,t\n1,0\n,1\n0,1\n';
    expect(ofTable(content, { missing: 'drop' })).toEqual([
      ['missing-cells', '1 row of f.csv is left out, as a cell of it is missing.'],
    ]);
    expect(ofTable(content, { missing: 'mean' })).toEqual([
      ['missing-cells', '1 cell of f.csv is missing and gets the mean of its column.'],
    ]);
  });
});

describe('labels', () => {
  const table = (labels: readonly (number | string)[]): string =>
    `x,t\n${labels.map((label, row) => `${(row * 5) % 3},${label}`).join('\n')}\n`;

  it('counted from 1 are told by how often each occurs', () => {
    expect(ofTable(table([1, 2, 2, 3, 1, 3]))).toEqual([
      [
        'missing-classes',
        'The labels are counted from 1 (1: 2, 2: 2, 3: 2), but class numbers count from 0: class 0 never occurs. Subtract 1 from every label, and let the last layer give one number less.',
      ],
    ]);
    expect(ofTable(table([1, 2, 2, 3, 1, 3]), { classes: 4 })).toEqual([]);
  });

  it('of a floating-point array are told as well', () => {
    const t = { shape: [6], data: Float64Array.of(1, 2, 2, 3, 1, 3) };
    expect(codes(ofArrays(images([6, 2]), t))).toEqual(['missing-classes']);
  });

  it('that leave classes out name them', () => {
    expect(ofTable(table([3, 5, 3, 5]))).toEqual([
      [
        'missing-classes',
        'Class numbers count from 0, so there are 6 classes, but no sample is of class 0, 1, 2, 4. How often the others occur: 3: 2, 5: 2.',
      ],
    ]);
  });

  it('of a class that occurs once name its row', () => {
    const labels = ['oak', 'ash', 'oak', 'ash', 'oak', 'ash', 'ahs', 'oak', 'ash', 'oak'];
    expect(ofTable(table(labels))).toEqual([
      [
        'single-sample-class',
        'Class ahs occurs only once, in row 8. One sample is too few to learn from; or is it a slip of the pen?',
      ],
    ]);
  });

  it('of a class that occurs once are told in a small table, where another occurs more often', () => {
    const hints = ofTable(table(['oak', 'oak', 'ash', 'oak', 'ahs', 'ash']));
    expect(hints).toEqual([
      ['single-sample-class', expect.stringContaining('ahs occurs only once, in row 6')],
    ]);
    const target = Float64Array.of(0, 1, 0, 0, 2, 1);
    expect(codes(ofArrays(images([6, 2]), { shape: [6], data: target }))).toEqual(['single-sample-class']);
  });

  it('of one class alone say so', () => {
    const hints = ofTable(table(['spam', 'spam', 'spam', 'spam']));
    expect(hints).toEqual([
      ['missing-classes', 'Every sample is of class spam: there is nothing to tell apart.'],
    ]);
  });

  it('in order give no hint', () => {
    expect(ofTable(table([0, 1, 2, 0, 1, 2]))).toEqual([]);
    expect(ofTable(table(['oak', 'ash', 'elm', 'ash']))).toEqual([]);
  });
});

describe('targets of a regression', () => {
  it('far from 1 are named, for a loss of values only', () => {
    const rows = Array.from({ length: 12 }, (_, row) => `${(row * 5) % 3},${16_000.5 + row}`).join('\n');
    const file = fileOf('f.csv', `x,t\n${rows}\n`);
    const { hints } = describeSource('csv', { file: 'f.csv' }, { file });
    expect(hints?.map(({ code, about }) => [code, about])).toEqual([['unscaled-targets', 'values']]);
  });
});
