import { expect, test } from 'vitest';
import { formatMessage, message } from '../../../src/engine/message';

test('a value of a sentence may be a sentence, with values of its own', () => {
  const inner = message('{0} is {1}', 'W', message('number'));
  expect(formatMessage(message('With {0}: {1}', 'lr = 0.1', inner))).toBe('With lr = 0.1: W is number');
});

test('a long quotation is cut, also in a sentence within a sentence', () => {
  const inner = message('{0} is unknown', 'x'.repeat(1000));
  expect(formatMessage(message('Or: {0}', inner)).length).toBeLessThan(500);
});

test('a place without a value stays', () => {
  expect(formatMessage(message('{0} and {1}', 'a'))).toBe('a and {1}');
});

test('what is quoted stays on its line and steers no terminal', () => {
  const quoting = message('“{0}” in {1}', '\u001b[2J\u009b1Ared', 'line one\r\n\tline two');
  expect(formatMessage(quoting)).toBe('“\ufffd[2J\ufffd1Ared” in line one line two');
  expect(formatMessage(message('{0} is missing', '\u202evsc.a\u2028\u2066b'))).toBe(
    '\ufffdvsc.a \ufffdb is missing',
  );
});
