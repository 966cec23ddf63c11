import { describe, expect, test } from 'vitest';
import { checkText } from '../../checkText';
import { progressOf } from '../../../../src/editor/lessons/lessonProgress';

const sheet = checkText('sheet "S"\nx = 2\nexpect x = ?\nexpect x = ?\nnetwork N {\n  expect loss = ?\n}\n');

describe('how far a lesson has come', () => {
  test('counts right answers, of formulas and of networks', () => {
    expect(progressOf(sheet, [{ kind: 'ok' }, { kind: 'failed' }, { kind: 'notComputed' }])).toEqual({
      right: 1,
      questions: 3,
      isDone: false,
    });
    expect(progressOf(sheet, [{ kind: 'ok' }, { kind: 'ok' }, { kind: 'ok' }]).isDone).toBe(true);
  });

  test('is nothing where the text cannot be computed, or is no sheet any more', () => {
    expect(progressOf(sheet, [])).toEqual({ right: 0, questions: 3, isDone: false });
    expect(progressOf(checkText('x = 2\n'), [])).toEqual({ right: 0, questions: 0, isDone: false });
  });
});
