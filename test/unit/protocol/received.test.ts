import { expect, it } from 'vitest';
import { receiveInNetworkPanel } from '../../../src/protocol/networkPanelMessages';

it('refuses a message that is nested deeper than can be checked, instead of throwing', () => {
  let answer: object = { sentence: 'a', causes: [] };
  for (let depth = 0; depth < 100_000; depth++) answer = { sentence: 'a', causes: [answer] };
  const question = { layer: 1, kind: 'activation', entry: 3 };
  expect(receiveInNetworkPanel({ kind: 'entryExplained', question, answer })).toEqual({
    ok: false,
    reason: 'The message is nested too deep.',
  });
});

it('quotes of what came as much as a reader of a log can use', () => {
  const received = receiveInNetworkPanel({ kind: 'x'.repeat(1e6) });
  expect(received.ok ? '' : received.reason).toMatch(/^kind: .{100,500}…$/);
});
