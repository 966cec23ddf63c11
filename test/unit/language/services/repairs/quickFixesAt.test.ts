import { expect, test } from 'vitest';
import { formatMessage } from '../../../../../src/engine/message';
import { checkText } from '../../../checkText';
import { quickFixesAt } from '../../../../../src/language/services';
import { marked } from '../../marked';

test('quick fixes are found where their message is', () => {
  const { text, ranges } = marked('apple = 1\nb = ⟦aple⟧');
  const checked = checkText(text);
  const [place] = ranges;
  expect(
    quickFixesAt(checked, place ?? { start: 0, end: 0 }).map(({ title }) => formatMessage(title)),
  ).toEqual(['Change to apple']);
  expect(quickFixesAt(checked, { start: 0, end: 0 })).toEqual([]);
});
