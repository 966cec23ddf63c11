import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { examplesFolder, lessonDefinitions } from '../../exampleFiles';
import { backprop, definition, example } from '../backprop';

const formulas = 'x = 3 # the input\ny = x * x\nbackward y\n';
const original = definition(`sheet "Homework 1"\n${formulas}expect y = ? within 1e-4\nexpect grad(x) = ?\n`);

function sheet(y: string, gradient: string, lines = formulas): string {
  return definition(`sheet "Homework 1"\n${lines}expect y = ${y}\nexpect grad(x) = ${gradient}\n`);
}

/** A sheet with answers in place of its first blanks. */
function filledIn(text: string, answers: readonly string[]): string {
  return answers.reduce((sheetText, answer) => sheetText.replace('= ?', `= ${answer}`), text);
}

async function grade(...words: readonly string[]): Promise<{ exitCode: number | null; lines: string[] }> {
  const { exitCode, output, errors } = await backprop('check', '--grade', ...words);
  expect(errors).toBe('');
  return { exitCode, lines: output.trimEnd().split('\n') };
}

describe('backprop check --grade', () => {
  it('prints one line a sheet, and goes on where one cannot be graded', async () => {
    const files = [
      sheet('9', '6'),
      sheet('9', '?'),
      sheet('8', '[6'),
      definition(formulas),
      'missing.backprop',
      definition(Uint8Array.of(0x7f, 0x45, 0, 1, 2)),
    ];
    const { exitCode, lines } = await grade(...files);
    expect(exitCode).toBe(2);
    expect(lines).toEqual([
      `${String(files[0])}: Homework 1: 2 of 2`,
      `${String(files[1])}: Homework 1: 1 of 2`,
      `${String(files[2])}: Homework 1: 0 of 2; line 6: This [ is not closed.`,
      `${String(files[3])}: not graded: Its first line is not sheet "…".`,
      'missing.backprop: not graded: missing.backprop was not found.',
      `${String(files[5])}: not graded: ${String(files[5])} is a binary file, not a definition.`,
    ]);
    expect((await grade(String(files[0]))).exitCode).toBe(0);
    expect((await grade(String(files[1]))).exitCode).toBe(1);
  });

  it('finds against the original what was changed, and counts by the original', async () => {
    const files = [
      sheet('9', '6'),
      sheet('4', '4', 'x = 2\ny = x * x\nbackward y\n'),
      definition(`sheet "Homework 1"\nhelper = 3 * 3\n${formulas}expect y = 9.02 within 0.01\n`),
      sheet('9 within 1e-6 or 0.01', '6'),
      sheet('9', '2', `${formulas}z = 2 * x\nbackward z\n`),
      sheet('81', '6', 'y = 81\nx = 3\nbackward y with 2\n'),
    ];
    const { exitCode, lines } = await grade('--against', original, ...files);
    expect(exitCode).toBe(1);
    expect(lines.map((line, at) => line.replace(`${String(files[at])}: Homework 1: `, ''))).toEqual([
      '2 of 2',
      '0 of 2; changed: x',
      '0 of 2; deleted question: grad(x); looser tolerance: y',
      '2 of 2; looser tolerance: y',
      '1 of 2; added: backward z',
      expect.stringMatching(/^0 of 2; changed: y; changed: backward y; line 6: No gradient/) as unknown,
    ]);
  });

  it('writes JSON and CSV', async () => {
    const file = definition('sheet "=1, or 2"\nx = 3\nexpect x = 4\n');
    const { lines } = await grade(file, 'missing.backprop', '--json');
    expect(JSON.parse(lines.join('\n'))).toEqual([
      { file, title: '=1, or 2', right: 0, questions: 1, problem: null, changes: [] },
      {
        file: 'missing.backprop',
        title: null,
        right: null,
        questions: null,
        problem: 'missing.backprop was not found.',
        changes: [],
      },
    ]);
    const csv = await grade(file, 'missing.backprop', '--csv', '--against', original);
    expect(csv.lines).toEqual([
      'file,title,right,questions,remarks',
      `${file},"'=1, or 2",0,2,removed: y; removed: backward y; deleted question: y; deleted question: grad(x)`,
      'missing.backprop,,,,missing.backprop was not found.',
    ]);
  });

  it('grades thirty files in one run', async () => {
    const files = Array.from({ length: 30 }, (_, at) => sheet(String(at), '6'));
    const { lines } = await grade('--against', original, ...files);
    expect(lines.map((line) => line.slice(-6))).toEqual(
      files.map((_, at) => (at === 9 ? '2 of 2' : '1 of 2')),
    );
  });

  it.each([
    [['--against', original, original], '--against and --csv go with --grade.'],
    [['--csv', original], '--against and --csv go with --grade.'],
    [['--grade', '--csv', '--json', original], '--json or --csv, not both.'],
    [['--grade', '--against', 'missing.backprop', original], 'missing.backprop was not found.'],
    [
      ['--grade', '--against', example('shopping'), original],
      'is no sheet, so nothing can be graded against it.',
    ],
    [['--grade'], 'Name a .backprop file.'],
  ])('refuses %j', async (words, sentence) => {
    const { exitCode, output, errors } = await backprop('check', ...words);
    expect([exitCode, output]).toEqual([2, '']);
    expect(errors).toContain(sentence);
  });

  /** Worked out by NumPy. */
  const answers = {
    homework: ['360', '3.24', '680', '[[0.5, 0], [0, 2]]', '[[3, -4], [-1.5, 3]]'],
    quiz: ['[[-1], [6]]', '4', '[[-2], [2]]', '[[0], [2]]', '2', '[[6], [2]]', '[[1.4], [0.8]]'],
  };

  it.each(Object.entries(answers))('grades the example %s, filled in rightly', async (name, right) => {
    const text = readFileSync(example(name), 'utf8');
    const count = right.length;
    expect((await grade(example(name))).lines[0]).toMatch(new RegExp(`: 0 of ${count}$`));
    const { lines, exitCode } = await grade('--against', example(name), definition(filledIn(text, right)));
    expect([lines[0]?.slice(-6), exitCode]).toEqual([`${count} of ${count}`, 0]);
  });

  it.each(lessonDefinitions)('grades %s as a teacher does, against what was handed out', async (name) => {
    const original = path.join(examplesFolder, name);
    const text = readFileSync(original, 'utf8');
    const solution = path.resolve(
      import.meta.dirname,
      `../../../fixtures/lessons/${path.basename(name, '.backprop')}.json`,
    );
    const { answers: right } = JSON.parse(readFileSync(solution, 'utf8')) as { answers: string[] };
    const handedIn = [
      definition(filledIn(text, right)),
      definition(filledIn(text, right.slice(0, -1))),
      // The first number of the text is another one.
      definition(filledIn(text.replace(/^([^#\n]* = \[*)-?[\d.]+/m, '$17'), right)),
    ];
    const { lines } = await grade('--against', original, ...handedIn);
    const count = right.length;
    expect(lines[0]).toMatch(new RegExp(`: ${count} of ${count}$`));
    expect(lines[1]).toMatch(new RegExp(`: ${count - 1} of ${count}$`));
    expect(lines[2]).toMatch(/; changed: /);
  });

  it('grades a class of thirty against the sheet they got, each by the answers it knew', async () => {
    const text = readFileSync(example('quiz'), 'utf8');
    const handedIn = Array.from({ length: 30 }, (_, student) =>
      definition(filledIn(text, answers.quiz.slice(0, student % 8))),
    );
    // One made the numbers easier.
    handedIn.push(definition(filledIn(text.replace('b = -1', 'b = 0'), answers.quiz)));
    const { lines } = await grade('--against', example('quiz'), ...handedIn);
    expect(lines.slice(0, 30).map((line) => line.slice(-6))).toEqual(
      Array.from({ length: 30 }, (_, student) => `${student % 8} of 7`),
    );
    expect(lines[30]).toMatch(/: \d of 7; changed: b$/);
  });
});
