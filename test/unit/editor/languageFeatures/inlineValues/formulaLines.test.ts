import { describe, expect, test } from 'vitest';
import {
  bothOf,
  linesOf,
  marksOf,
} from '../../../../../src/editor/languageFeatures/inlineValues/formulaLines';
import { gradeExpectations } from '../../../../../src/language/services/sheets/grading';
import type { WalkedPass } from '../../../../../src/editor/formulas/formulaSession';
import { documentOf, nodeNamed, runText } from '../../formulas/formulaRuns';

const words = {
  mean: (mean: string) => `mean ${mean}`,
  range: (minimum: string, maximum: string) => `${minimum} to ${maximum}`,
  nonFinite: (count: number) => `${count} not finite`,
  tried: 'tried',
};

/** What stands behind each line of a text, by line from 0. */
function linesBehind(text: string, full = false, pass?: number, locale = 'en'): Record<number, string> {
  const run = runText(text);
  const session = {
    run,
    selectedPass: pass,
    statementNow: (index: number) => run.file.formulas.values[index]?.statement,
  };
  const document = documentOf(run);
  return Object.fromEntries(
    linesOf(session, document, full, { ...words, locale }).map((text) => [text.line, bothOf(text)]),
  );
}

describe('behind a line', () => {
  test('stand the value and the gradient; numbers written in the line are not repeated', () => {
    expect(linesBehind('a = 100\nb = a * 2.5\nbackward b')).toEqual({ 0: '∂ 2.5', 1: '= 250   ∂ 1' });
    expect(linesBehind('a = 100\nb = a * 2.5\nbackward b', true)).toEqual({
      0: '= 100   ∂ 2.5',
      1: '= 250   ∂ 1',
    });
  });

  test('stand all digits of a whole number, in the numbers of the display language', () => {
    expect(linesBehind('a = [1234567, 2]\nb = a * 0.5')).toEqual({ 1: '= [617284, 1]' });
    expect(linesBehind('a = 1234567\nb = a * 1')).toEqual({ 1: '= 1234567' });
    expect(linesBehind('a = [1, 3]\nb = a * 0.5', false, undefined, 'de')).toEqual({
      1: '= [0,5; 1,5]',
    });
  });

  test('stands no gradient without a backward', () => {
    expect(linesBehind('a = 3\nb = a * a')).toEqual({ 1: '= 9' });
  });

  test('stand the names, too, where a line has several statements', () => {
    expect(linesBehind('a = 2; b = a * 3; c = b + 1; backward c')).toEqual({
      0: 'a ∂ 3  ·  b = 6   ∂ 1  ·  c = 7   ∂ 1',
    });
  });

  test('stands the end of a statement of several lines', () => {
    expect(linesBehind('W = [\n  [1, 2],\n  [3, 4],\n]\ns = sum(W)\nbackward s')).toEqual({
      3: '∂ [[1, 1], [1, 1]]',
      4: '= 10   ∂ 1',
    });
  });

  test('up to six entries are written out, whatever they are; seven are told by their mean', () => {
    const lines = linesBehind('a = [1, 2, 3, 4, 5, 6] / 7\nb = a * 1e-300\nc = ones(7)\nm = ones(2, 3) / 3');
    expect(lines).toEqual({
      0: '= [0.14, 0.29, 0.43, 0.57, 0.71, 0.86]',
      1: '= [1.4e-301, 2.9e-301, 4.3e-301, 5.7e-301, 7.1e-301, 8.6e-301]',
      2: '= 7 · mean 1',
      3: '= [[0.33, 0.33, 0.33], [0.33, 0.33, 0.33]]',
    });
  });

  test('stand as many digits as an editor beside a panel has room for, and all of them in full', () => {
    const text = 'a = [1, 2] / 7 # by 7\nb = a * [1, 37035] # most\ns = sum(b)\nbackward s';
    const lines = linesBehind(text);
    expect(lines[0]).toBe('= [0.143, 0.286]   ∂ [1, 37035]');
    // No digit before the point becomes a zero, and whole numbers stay as they are.
    expect(lines[1]).toBe('= [0.1429, 10581]   ∂ [1, 1]');
    // Two spaces before each part, of which there are three between them here.
    for (const [line, shown] of Object.entries(lines))
      expect((text.split('\n')[Number(line)] ?? '').length + 1 + shown.length).toBeLessThanOrEqual(54);
    expect(linesBehind(text, true)).toMatchObject({
      0: '= [0.142857, 0.285714]   ∂ [1, 37035]',
      1: '= [0.142857, 10581.4]   ∂ [1, 1]',
    });
    // A comment takes room, too.
    expect(linesBehind(text.replace('most', 'most of it'))[1]).toBe('= [0.14, 10581]   ∂ [1, 1]');
  });

  test('value and gradient are parts of their own, for two colours', () => {
    const run = runText('a = 100\nb = a * 2.5\nbackward b');
    const session = {
      run,
      selectedPass: undefined,
      statementNow: (index: number) => run.file.formulas.values[index]?.statement,
      expectationNow: () => undefined,
    };
    const document = documentOf(run);
    expect(linesOf(session, document, false, { ...words, locale: 'en' })).toEqual([
      { line: 0, value: '', gradient: '∂ 2.5' },
      { line: 1, value: '= 250', gradient: '∂ 1' },
    ]);
  });

  test('large tensors are told by their mean, in full also by their range', () => {
    const text = 'x = ones(30, 40) * 2\ns = sum(x)\nbackward s';
    expect(linesBehind(text)[0]).toBe('= 30×40 · mean 2   ∂ 30×40 · mean 1');
    expect(linesBehind(text, true)[0]).toBe('= 30×40 · mean 2 · 2 to 2   ∂ 30×40 · mean 1 · 1 to 1');
  });

  test('are written once where the line has room for them', () => {
    const run = runText('x = ones(7)\ny = x * 2\ns = sum(y)\nbackward s');
    const session = {
      run,
      selectedPass: undefined,
      statementNow: (index: number) => run.file.formulas.values[index]?.statement,
    };
    let written = 0;
    const mean = (text: string): string => {
      written++;
      return `mean ${text}`;
    };
    linesOf(session, documentOf(run), false, { ...words, locale: 'en', mean });
    // The value and the gradient of two lists; the third line has a single number.
    expect(written).toBe(4);
  });

  test('entries that are no numbers are counted, not averaged away', () => {
    expect(linesBehind('x = ones(30, 40)\ny = log(x - 1)\ns = sum(y)\nbackward s')[1]).toMatch(
      /^= 30×40 · mean NaN · 1200 not finite/,
    );
  });

  test('a blank stays blank, also under a name that only repeats it', () => {
    const lines = linesBehind('a = 3\nb = a ** 2\ncopy = b\nbackward b\nexpect b = ?\nexpect grad(a) = ?');
    expect(lines[0]).toBe('∂ ?');
    expect(lines[1]).toBe('= ?   ∂ 1');
    expect(lines[2]).toBe('= ?   ∂ –');
  });

  test('stands whether an expect is met, named where there are several', () => {
    const text =
      'a = 3\nb = a ** 2\nbackward b\nexpect b = 9\nexpect grad(a) = 5\nexpect b = ?\nexpect a = 3; expect b = 1';
    const { file, numbers } = runText(text);
    const texts = { right: '✓', wrong: '✗', toDo: '', waits: 'later' };
    const marks = marksOf(file, gradeExpectations(file.formulas, numbers), texts);
    expect(marks.map(({ line, mark, text: shown }) => [line, mark, shown])).toEqual([
      [3, 'right', '✓'],
      [4, 'wrong', '✗'],
      [6, 'right', 'a ✓'],
      [6, 'wrong', 'b ✗'],
    ]);
  });

  test('says of an expect that nobody computes unasked how it is graded', () => {
    const { file, numbers } = runText('a = 3\nexpect a = 3\n');
    const [expectation] = file.formulas.expectations;
    if (!expectation) throw new Error('Nothing is expected.');
    const texts = { right: '✓', wrong: '✗', toDo: '', waits: 'later' };
    const marksFor = (waits: boolean): readonly string[] =>
      marksOf(file, [{ kind: 'notComputed', expectation, ...(waits && { waits }) }], texts).map(
        ({ text: shown }) => shown,
      );
    expect(numbers.values).toHaveLength(2);
    expect([marksFor(true), marksFor(false)]).toEqual([['later'], []]);
  });

  test('never stands more than fits a line', () => {
    const statements = Array.from({ length: 100 }, (_, index) => `v${index} = ${index} + 1`);
    const [line = ''] = Object.values(linesBehind(statements.join('; ')));
    expect(line).toHaveLength(240);
    expect(line.endsWith('…')).toBe(true);
  });

  test('stands the gradient of the nearest pass, or of the chosen one', () => {
    const text = 'x = 3\nsquare = x ** 2\nbackward square\ncube = x ** 3\nbackward cube';
    expect(linesBehind(text)).toEqual({ 0: '∂ 6', 1: '= 9   ∂ 1', 3: '= 27   ∂ 1' });
    expect(linesBehind(text, false, 1)).toEqual({ 0: '∂ 27', 1: '= 9   ∂ –', 3: '= 27   ∂ 1' });
  });
});

describe('while a panel shows something else', () => {
  const text = 'a = 2\nb = 3\nc = a * b\nd = c + 1\nbackward d\nexpect c = 6\n';

  /** What stands behind each line, with what a panel shows. */
  function behindWith(view: Partial<Parameters<typeof linesOf>[0]>): Record<number, string> {
    const run = runText(text);
    const session = {
      run,
      selectedPass: undefined,
      statementNow: (index: number) => run.file.formulas.values[index]?.statement,
      ...view,
    };
    const document = documentOf(run);
    const lines = linesOf(session, document, false, { ...words, locale: 'en' });
    return Object.fromEntries(lines.map((shown) => [shown.line, bothOf(shown)]));
  }

  test('the numbers are those with the inputs that are tried, and marked where the text says otherwise', () => {
    const run = runText(text);
    const other = runText(text.replace('b = 3', 'b = 5'));
    const tried = { ...run, program: other.program, numbers: other.numbers };
    expect(behindWith({ run, tried })).toEqual({
      0: '∂ 5   tried',
      1: '= 5   ∂ 2   tried',
      2: '= 10   ∂ 1   tried',
      3: '= 11   ∂ 1   tried',
    });
  });

  test('what a walk has not reached is not there', () => {
    const run = runText(text);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => nodeNamed(run, name));
    const walked = (values: readonly unknown[], gradients: readonly unknown[]): WalkedPass => ({
      file: run.file,
      pass: 0,
      step: 1,
      steps: 4,
      hasValue: (node) => values.includes(node),
      hasGradient: (node) => gradients.includes(node),
    });
    expect(behindWith({ run, walked: walked([a, b], []) })).toEqual({});
    expect(behindWith({ run, walked: walked([a, b, c], []) })).toEqual({ 2: '= 6' });
    expect(behindWith({ run, walked: walked([a, b, c], [c]) })).toEqual({ 2: '= 6   ∂ 1' });
  });
});
