import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleDefinitions, examplesFolder, lessonDefinitions } from '../../exampleFiles';
import { backprop, definition, namedPipe } from '../backprop';

/** This one has a mistake, which it is about: see ownCodeExamples.test.ts. */
const examples = [...exampleDefinitions, ...lessonDefinitions].filter(
  (name) => name !== 'my-net/my-net.backprop',
);

describe('backprop check', () => {
  it.each(examples)('finds no error in the example %s', async (name) => {
    const { exitCode } = await backprop('check', path.join(examplesFolder, name), '--json');
    expect(exitCode).toBe(0);
  });

  it('counts lines and columns from 1 and names the code', async () => {
    const file = definition('x = 3\r\nabc = 1 + yy\r\n');
    const { exitCode, output } = await backprop('check', file, '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toEqual([
      {
        file,
        code: 'unknown-name',
        severity: 'error',
        message: expect.stringContaining('yy') as unknown,
        line: 2,
        column: 11,
        endLine: 2,
        endColumn: 13,
      },
    ]);
  });

  it('reports an unmet expectation at the name', async () => {
    const file = definition('x = 3\ny = x * 2\nexpect y = 7\n');
    const { exitCode, output } = await backprop('check', file);
    expect(exitCode).toBe(1);
    expect(output).toBe(`${file}:3:8: error: Expected 7, got 6. [unmet-expectation]\n`);
  });

  it('names the mistake behind a wrong gradient, in its line and as JSON', async () => {
    const text = 'a = 3; b = 7.25; c = 1.5\ny = a * b\nz = y * c\nbackward z\nexpect grad(a) = 7.25\n';
    const file = definition(text);
    const { output } = await backprop('check', file);
    expect(output).toBe(
      `${file}:5:13: error: Expected 7.25, got 10.875. This is the local derivative of y: the gradient arriving from above was not multiplied in. [unmet-expectation]\n`,
    );
    const rows = JSON.parse((await backprop('check', file, '--json')).output) as readonly unknown[];
    expect(rows).toEqual([
      expect.objectContaining({
        message: 'Expected 7.25, got 10.875.',
        mistake: {
          likeliest: {
            kind: 'upstream-missing',
            text: 'This is the local derivative of y: the gradient arriving from above was not multiplied in.',
          },
          others: [],
          details: ['Your number is 7.25; the right one is 10.875.'],
        },
      }),
    ]);
  });

  it('says no more of a sheet than that an answer is not right yet', async () => {
    const file = definition('sheet "S"\na = 3; b = 7\ny = a * b\nbackward y\nexpect grad(a) = -7\n');
    const { output } = await backprop('check', file);
    expect(output).toBe(`${file}:5:13: error: Not yet: this is not the gradient of a. [unmet-expectation]\n`);
    const rows = JSON.parse((await backprop('check', file, '--json')).output) as readonly object[];
    expect(rows.map((row) => 'mistake' in row)).toEqual([false]);
  });

  it('treats a blank as something to do, not as an error', async () => {
    const { exitCode } = await backprop(
      'check',
      definition('x = 3\ny = x * 2\nbackward y\nexpect grad(x) = ?\n'),
    );
    expect(exitCode).toBe(0);
  });

  it('goes on with the other files when one cannot be read', async () => {
    const file = definition('x = \n');
    const { exitCode, output, errors } = await backprop('check', 'missing.backprop', file);
    expect(exitCode).toBe(2);
    expect(errors).toBe('backprop: missing.backprop was not found.\n');
    expect(output).toContain(`${file}:1:`);
  });

  it('says in JSON as well why a file cannot be read', async () => {
    const large = definition(' '.repeat(9 * 2 ** 20));
    const { exitCode, output } = await backprop('check', large, 'missing.backprop', '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(output)).toMatchObject([
      {
        file: large,
        code: 'unusable-file',
        severity: 'error',
        message: `${large} is larger than the 8 MB that are read.`,
      },
      { file: 'missing.backprop', code: 'unusable-file', message: 'missing.backprop was not found.' },
    ]);
  });
});

describe('names', () => {
  it('never steer the terminal', async () => {
    const folder = path.dirname(definition('x = 1\n'));
    const file = path.join(folder, '\u001b[2J\u009b1A.backprop');
    writeFileSync(file, 'x = y\n');
    const place = path.join(folder, String.raw`\u001b[2J\u009b1A.backprop`);
    const { output, errors } = await backprop('check', file, '\u001b[2J.backprop');
    expect(output).toBe(`${place}:1:5: error: Unknown name y. [unknown-name]\n`);
    expect(errors).toBe(String.raw`backprop: \u001b[2J.backprop was not found.` + '\n');
    const rows = JSON.parse((await backprop('check', file, '--json')).output) as readonly unknown[];
    expect(rows).toMatchObject([{ file }]);
  });
});

describe('a definition', () => {
  it('is read as UTF-16 where it begins as such, as shells of Windows write it', async () => {
    const little = Buffer.from('\ufeffx = 1\ny = z\n', 'utf16le');
    const { output } = await backprop('check', definition(little));
    expect(output).toMatch(/:2:5: error: Unknown name z\. \[unknown-name\]\n$/);
    const { output: big } = await backprop('check', definition(Buffer.from(little).swap16()));
    expect(big).toMatch(/:2:5: error: Unknown name z\. \[unknown-name\]\n$/);
  });

  it('with a name of a million letters is not quoted whole', async () => {
    const { exitCode, output } = await backprop('check', definition(`x = ${'y'.repeat(1_000_000)}`));
    expect(exitCode).toBe(1);
    expect(output).toContain('yyy….');
    expect(output.length).toBeLessThan(1000);
  });
});

describe('what is no definition', () => {
  it.runIf(process.platform !== 'win32')('a pipe is not waited for', async () => {
    const pipe = namedPipe();
    const { exitCode, errors } = await backprop('check', pipe);
    expect(exitCode).toBe(2);
    expect(errors).toBe(`backprop: ${pipe} is not a file but a pipe or a device, which is not read.\n`);
  });

  const oneLine = /^backprop: [^\n]+\n$/;
  it.each([
    ['a missing file', (): string => '/nowhere/at.backprop', 'was not found'],
    ['a folder', (): string => import.meta.dirname, 'is a folder'],
    ['a path below a file', (): string => path.join(import.meta.filename, 'at.backprop'), 'was not found.'],
    ['a name of 300 letters', (): string => `${'n'.repeat(300)}.backprop`, 'its name is too long.'],
    ['a binary file', (): string => definition(Uint8Array.of(0x7f, 0x45, 0, 1, 2)), 'is a binary file'],
    [
      'text that is not UTF-8',
      (): string => definition(Uint8Array.of(0x61, 0x0a, 0xc3, 0xa9, 0x0a, 0x61, 0xe9, 0x20)),
      'is not UTF-8 text: see line 3. Save it as UTF-8.',
    ],
    [
      'half a character of UTF-16',
      (): string => definition(Uint8Array.of(0xff, 0xfe, 0x61)),
      'begins as UTF-16, but is none. Save it as UTF-8.',
    ],
    [
      '100 MB of text',
      (): string => definition(new Uint8Array(100 * 1024 * 1024).fill(0x61)),
      'is larger than',
    ],
  ])('%s gives one line and no stack trace', async (_what, file, sentence) => {
    for (const command of ['check', 'run', 'gradcheck']) {
      const { exitCode, errors } = await backprop(command, file());
      expect(exitCode).toBe(2);
      expect(errors).toContain(sentence);
      expect(errors).toMatch(oneLine);
    }
  });

  it.each([[['frobnicate']], [['run']], [['run', '--frobnicate', 'x']], [['run', 'a', 'b']]])(
    'wrong words %j give one line',
    async (words) => {
      const { exitCode, errors } = await backprop(...words);
      expect(exitCode).toBe(2);
      expect(errors).toMatch(oneLine);
    },
  );

  it('of a hundred thousand mistakes the first thousand are reported, and how many more there are', async () => {
    const { exitCode, output } = await backprop('check', definition('x = 1\n'.repeat(100_000)), '--json');
    expect(exitCode).toBe(1);
    const reported = JSON.parse(output) as readonly { readonly message: string }[];
    expect(reported).toHaveLength(1001);
    expect(reported.at(-1)?.message).toBe('More problems that are not shown: 98999.');
  });

  it('an empty file is fine', async () => {
    expect((await backprop('check', definition(''))).exitCode).toBe(0);
    expect((await backprop('run', definition(''), '--json')).exitCode).toBe(0);
  });
});
