import { describe, expect, test } from 'vitest';
import { receiveFromNetworkPanel } from '../../../src/protocol/networkPanelMessages';

const wrongNumbers = [Infinity, -Infinity, NaN, Number('1e400'), 0, -0.1, '0.1', null];

describe('a command of the network panel', () => {
  test.each(wrongNumbers)('is refused with the learning rate %s', (learningRate) => {
    const received = receiveFromNetworkPanel({
      kind: 'command',
      command: { kind: 'setLearningRate', learningRate },
    });
    expect('reason' in received && received.reason).toMatch(/learningRate: Invalid/);
  });

  test.each(wrongNumbers)('is refused with the pace %s', (value) => {
    const pace = { kind: 'stepsPerSecond', value };
    const received = receiveFromNetworkPanel({ kind: 'command', command: { kind: 'setPace', pace } });
    expect('reason' in received && received.reason).toMatch(/value: Invalid/);
  });

  test.each([1e-12, 0.1, 1e12])('is taken with the learning rate %s', (learningRate) => {
    const message = { kind: 'command', command: { kind: 'setLearningRate', learningRate } };
    expect(receiveFromNetworkPanel(message)).toEqual({ ok: true, message });
  });
});
