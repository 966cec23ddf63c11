import { describe, expect, it } from 'vitest';
import { ChannelClosedError, connect, RemoteError, serve } from '../../../src/protocol/channel';
import type { Methods } from '../../../src/protocol/channel';
import { portPair } from './portPair';

interface Calculator {
  double(value: number): number;
  slowly(value: number): number;
  fail(reason: string): number;
}

const calculator: Methods<Calculator> = {
  double: (value) => value * 2,
  slowly: (value) => Promise.resolve(value),
  fail: (reason) => {
    throw new Error(reason);
  },
};

describe('channel', () => {
  it('carries calls and their answers, also when they overlap', async () => {
    const [near, far] = portPair();
    serve<Calculator>(far, calculator);
    const { remote } = connect<Calculator>(near);
    await expect(Promise.all([remote.double(2), remote.slowly(3), remote.double(5)])).resolves.toEqual([
      4, 3, 10,
    ]);
  });

  it('answers a method that throws with its words, so that nobody hangs', async () => {
    const [near, far] = portPair();
    serve<Calculator>(far, calculator);
    await expect(connect<Calculator>(near).remote.fail('no such luck')).rejects.toThrow(
      new RemoteError('no such luck'),
    );
  });

  it('refuses a method that is not offered, also one every object has', async () => {
    const [near, far] = portPair();
    serve<Calculator>(far, calculator);
    const { call } = connect<Calculator>(near);
    await expect(call('halve', 1)).rejects.toThrow('There is no method halve.');
    await expect(call('toString', undefined)).rejects.toThrow('There is no method toString.');
  });

  it('ignores what is no message of its own', async () => {
    const [near, far] = portPair();
    serve<Calculator>(far, calculator);
    const { remote } = connect<Calculator>(near);
    for (const noise of [
      null,
      7,
      'request',
      { kind: 'request' },
      { kind: 'answer', id: 1 },
      { kind: 'answer', id: 99, ok: true },
    ]) {
      near.post(noise);
      far.post(noise);
    }
    await expect(remote.double(4)).resolves.toBe(8);
  });

  it('rejects open and later calls once it is closed', async () => {
    const [near] = portPair();
    const connection = connect<Calculator>(near);
    const open = connection.remote.double(1);
    connection.close('the worker died');
    await expect(open).rejects.toThrow(new ChannelClosedError('the worker died'));
    await expect(connection.remote.double(1)).rejects.toThrow(new ChannelClosedError('the worker died'));
  });
});
