import { describe, expect, test } from 'vitest';
import { formatMessage } from '../../../../../src/engine/message';
import { checkText } from '../../../checkText';
import { gradeExpectations, type ComputedFormulas } from '../../../../../src/language/services';
import { applied } from '../../marked';

describe('grading', () => {
  const text = [
    'price = 650 * 1.1',
    'h = [[1, 2], [3, 4]]; k = 5',
    'expect price = 720',
    'expect h = [[1, 2.5], [0, 4]]',
    'expect k = ?',
    'expect h = 1',
    'expect price = 715',
    'expect price = 715 within 0',
  ].join('\n');
  const checked = checkText(text);
  const { formulas } = checked;

  function outcome(): ComputedFormulas {
    const values = formulas.graph.nodes.map((node) => (node.kind === 'data' ? node.values : []));
    return { values, passes: [] };
  }

  test('the worst entry is the one that is off by the largest share of what is expected', () => {
    const { formulas: own } = checkText(
      'h = [1.5, 1001]\nexpect h = [1, 1000]\nexpect h = [0, 1000]\nk = [0.01, 3]\nexpect k = [0, 2]',
    );
    const values = own.graph.nodes.map((node) => (node.kind === 'data' ? node.values : []));
    const messages = gradeExpectations(own, { values, passes: [] }).map((grade) =>
      grade.kind === 'failed' ? formatMessage(grade.message) : grade.kind,
    );
    expect(messages).toEqual([
      'Expected 1 at [0], got 1.5; 2 of 2 entries differ.',
      'Expected 0 at [0], got 1.5; 2 of 2 entries differ.',
      'Expected 2 at [1], got 3; 2 of 2 entries differ.',
    ]);
  });

  test('names the worst entry, and repairs the text', () => {
    const grades = gradeExpectations(formulas, outcome());
    expect(
      grades.map((grade) => (grade.kind === 'failed' ? formatMessage(grade.message) : grade.kind)),
    ).toEqual([
      'Expected 720, got 715.',
      'Expected 0 at [1, 0], got 3; 2 of 4 entries differ.',
      'blank',
      'Expected 1 at [1, 1], got 4; 3 of 4 entries differ.',
      'ok',
      'Expected 715, got 715.0000000000001.',
    ]);
    const lines = (index: number): string => {
      const grade = grades[index];
      const fixed = applied(text, grade?.kind === 'failed' ? grade.fix : undefined);
      return fixed.split('\n')[index + 2] ?? '';
    };
    expect(lines(0)).toBe('expect price = 715');
    expect(lines(1)).toBe('expect h = [[1, 2], [3, 4]]');
    expect(lines(3)).toBe('expect h = [[1, 2], [3, 4]]');
    expect(lines(5)).toBe('expect price = 715.0000000000001 within 0');
  });

  test('an absolute bound behind `or` forgives rounding beside zero', () => {
    const file = checkText(
      [
        'x = [6.9e-18, 1]',
        'expect x = [3.0e-17, 1]',
        'expect x = [3.0e-17, 1] within 1e-6 or 1e-12',
        'expect x = [3.0e-17, 1.1] within 1e-6 or 1e-12',
        'expect x = [3.0e-17, 1] within 0 or 1e-16',
        'or = 2',
        'expect or = 2 within 0',
        'y = or',
      ].join('\n'),
    );
    expect(file.diagnostics).toEqual([]);
    const values = file.formulas.graph.nodes.map((node) => (node.kind === 'data' ? node.values : [2]));
    const grades = gradeExpectations(file.formulas, { values, passes: [] });
    expect(grades.map(({ kind }) => kind)).toEqual(['failed', 'ok', 'failed', 'ok', 'ok']);
  });

  test('each bound is enough alone, and what is exactly at one is within it', () => {
    const file = checkText(
      [
        'x = [1.5, 1]',
        'expect x = [1, 1] within 0 or 0.5',
        'expect x = [1, 1] within 0 or 0.4375',
        'expect x = [1, 1] within 0.5 or 0',
        'expect x = [1, 1] within 0.3 or 0.3',
      ].join('\n'),
    );
    expect(file.diagnostics).toEqual([]);
    const values = file.formulas.graph.nodes.map((node) => (node.kind === 'data' ? node.values : []));
    const grades = gradeExpectations(file.formulas, { values, passes: [] });
    expect(grades.map(({ kind }) => kind)).toEqual(['ok', 'failed', 'ok', 'failed']);
  });

  test('a wrong guess beside a blank is told to be wrong, and no more', () => {
    const { formulas: asked } = checkText('x = 4\nexpect x = ?\nexpect x = 3\nexpect x = 4');
    const values = asked.graph.nodes.map((node) => (node.kind === 'data' ? node.values : []));
    const grades = gradeExpectations(asked, { values, passes: [] });
    expect(grades.map(({ kind }) => kind)).toEqual(['blank', 'failed', 'ok']);
    const [, wrong] = grades;
    expect(wrong?.kind === 'failed' && formatMessage(wrong.message)).toBe('This is not the value of x.');
    expect(wrong).not.toHaveProperty('fix');
  });

  test('nothing computed is not the same as wrong', () => {
    expect(gradeExpectations(formulas, undefined).map(({ kind }) => kind)).toEqual([
      'notComputed',
      'notComputed',
      'blank',
      'notComputed',
      'notComputed',
      'notComputed',
    ]);
  });

  test('where no gradient reaches, that is said', () => {
    const { formulas: withGradient } = checkText('x = 1\ny = x * x\nbackward y\nexpect grad(x) = 2');
    const values = withGradient.graph.nodes.map(() => [1]);
    const gradients = withGradient.graph.nodes.map(() => null);
    const [grade] = gradeExpectations(withGradient, { values, passes: [{ gradients }] });
    expect(grade).toMatchObject({ kind: 'failed', actual: null });
  });

  test('NaN meets NaN alone, equal infinities meet', () => {
    const { formulas: odd } = checkText(
      'x = 1 / 0\nn = 0 / 0\nexpect x = 1 / 0\nexpect n = 1\nexpect n = NaN\nexpect x = NaN\nexpect x = -Infinity',
    );
    const values = odd.graph.nodes.map((node) => (node.kind === 'data' ? node.values : []));
    const grades = gradeExpectations(odd, { values, passes: [] });
    expect(grades.map(({ kind }) => kind)).toEqual(['ok', 'failed', 'ok', 'failed', 'failed']);
    expect(grades[1]).not.toHaveProperty('fix');
  });
});
