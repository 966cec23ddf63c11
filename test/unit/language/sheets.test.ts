import { describe, expect, test } from 'vitest';
import { formatMessage } from '../../../src/engine/message';
import { gradeExpectations, hoverAt } from '../../../src/language/services';
import { runText } from '../editor/formulas/formulaRuns';
import { checkText } from '../checkText';

function grades(text: string): string[] {
  const { file, numbers } = runText(text);
  return gradeExpectations(file.formulas, numbers).map((grade) =>
    grade.kind === 'failed' ? formatMessage(grade.message) : grade.kind,
  );
}

const formulas = 'x = [[1.5, 2]]\ny = x * x\ns = sum(y)\nbackward s\n';

describe('a sheet', () => {
  test('is known by its first line, whatever is broken in it', () => {
    expect(checkText(`sheet "Homework 1"\n${formulas}expect s = ?\n`).formulas.sheet).toEqual({
      title: 'Homework 1',
      range: { start: 0, end: 5 },
      questions: 1,
    });
    for (const broken of [
      'sheet "',
      'sheet ""',
      'x0 = 1\nsheet "S"',
      "sheet 'S'",
      'sheet S',
      'a = (1\nsheet "S"',
    ])
      expect(checkText(`${broken}\n${formulas}expect s = ?`).formulas.sheet?.questions).toBe(1);
  });

  test('leaves files alone in which sheet is a name', () => {
    for (const text of ['sheet = 3\ny = sheet * 2', 'sheet\n= 3', 'y = relu(sheet = 3)']) {
      expect(checkText(text).formulas.sheet).toBeUndefined();
    }
    expect(checkText('sheet = 3\ny = sheet * 2').diagnostics).toEqual([]);
  });

  test('takes numbers, lists and a sign for an answer', () => {
    const answers = ['s = 6.25', 'grad(x) = [[3, 4]]', 'y = [[2.25, 4]]'];
    const text = `sheet "S"\n${formulas}${answers.map((answer) => `expect ${answer}`).join('\n')}`;
    expect(checkText(text).diagnostics).toEqual([]);
    expect(grades(text)).toEqual(['ok', 'ok', 'ok']);
    expect(grades('sheet "S"\nx = 2\ny = 0 - x\nexpect y = -2')).toEqual(['ok']);
  });

  test('says "not yet", and offers no repair', () => {
    const text = `sheet "S"\n${formulas}expect s = 6\nexpect grad(x) = [[1, 4]]\nexpect y = ?\n`;
    expect(grades(text)).toEqual([
      'Not yet: this is not the value of s.',
      'Not yet: this is not the gradient of x.',
      'blank',
    ]);
    const { file, numbers } = runText(text);
    for (const grade of gradeExpectations(file.formulas, numbers)) {
      expect('fix' in grade || 'worst' in grade).toBe(false);
      if (grade.kind === 'failed') expect(grade.actual).toBeNull();
    }
  });

  test('keeps a question while its answer is broken or half typed', () => {
    for (const answer of [
      '',
      ' =',
      ' = [[1,',
      ' = y',
      ' = 6.2.5',
      ' = [1, 2]',
      ' = 6.25 within 1',
      ' 6.25',
    ]) {
      const { expectations } = checkText(`sheet "S"\n${formulas}expect s${answer}\n`).formulas;
      expect(expectations).toHaveLength(1);
      expect(expectations[0]).not.toHaveProperty('expected');
    }
    const { expectations } = checkText(`sheet "S"\nx = 1\nbackward\nexpect grad(x) = 3`).formulas;
    expect(expectations.map(({ kind, pass }) => [kind, pass])).toEqual([['gradient', undefined]]);
  });

  test('is explained where the mouse rests on its word', () => {
    const hover = hoverAt(checkText('sheet "S"\nx = 1\nexpect x = ?'), 2);
    expect(hover?.range).toEqual({ start: 0, end: 5 });
    expect(hover?.contents).toMatchObject({ kind: 'description', signature: 'sheet "title"' });
  });
});
