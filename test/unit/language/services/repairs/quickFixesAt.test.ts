import { expect, test } from 'vitest';
import { formatMessage, message } from '../../../../../src/engine/message';
import { checkText } from '../../../checkText';
import { problemsOfLine, quickFixesAt, repairsOf } from '../../../../../src/language/services';
import { applied, marked } from '../../marked';

test('quick fixes are found where their message is', () => {
  const { text, ranges } = marked('apple = 1\nb = ⟦aple⟧');
  const checked = checkText(text);
  const [place] = ranges;
  expect(
    quickFixesAt(checked, place ?? { start: 0, end: 0 }).map(({ title }) => formatMessage(title)),
  ).toEqual(['Change to apple']);
  expect(quickFixesAt(checked, { start: 0, end: 0 })).toEqual([]);
});

test('several problems of a line are mended by one fix, those of one kind as such', () => {
  const line = '  layers { Dense(4, use_bias=False); Affine(in_features=4, out_features=2); MSELoss }';
  const text = `network N {\n  data = xor()\n${line}\n}`;
  const checked = checkText(text);
  const stretch = { start: text.indexOf('Dense'), end: text.indexOf('Dense') };
  const problems = problemsOfLine(checked, stretch);
  expect(problems.length).toBeGreaterThan(2);
  const edits = repairsOf(checked, (problem) => problems.includes(problem));
  const fixed = applied(text, { title: message('Fix'), edits });
  expect(fixed).toBe(
    text.replace(line, '  layers { Affine(4, bias=false); Affine(units=2); MeanSquaredError }'),
  );
  expect(problemsOfLine(checked, { start: 0, end: 0 })).toEqual([]);
  const alike = 'x = true + true';
  expect(problemsOfLine(checkText(alike), { start: 0, end: 0 })).toEqual([]);
});
