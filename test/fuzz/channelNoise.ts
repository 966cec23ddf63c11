import { connect, serve } from '../../src/protocol/channel';
import { portPair } from '../unit/protocol/portPair';
import type { Choices } from './target';

interface Echo {
  echo(value: number): number;
}

/** Of no call that is open: whoever answers those with nonsense is believed. */
const strangeIds: readonly [unknown, ...unknown[]] = [1e6, -1, 0.5, NaN, Infinity, '1', null, undefined];
const methods: readonly [unknown, ...unknown[]] = ['echo', 'toString', '__proto__', 'constructor', '', 7];

/** A message of the channel around something that may be no argument or answer at all. */
function wrapped(choices: Choices, noise: unknown): unknown {
  const id = choices.oneOf(strangeIds);
  return choices.oneOf<() => unknown>([
    () => noise,
    () => ({ kind: 'request', id, method: choices.oneOf(methods), argument: noise }),
    () => ({ kind: 'request', id }),
    () => ({ kind: 'answer', id, ok: choices.chance(0.5), value: noise, error: noise }),
    () => ({ kind: 'answer', id, ok: noise }),
  ])();
}

/** @throws Error where calls over one channel are not answered as they should, for the noise between them */
export async function carryOver(choices: Choices, noise: unknown): Promise<void> {
  const [near, far] = portPair();
  const stop = serve<Echo>(far, { echo: (value) => value });
  const connection = connect<Echo>(near);
  const answers: Promise<number>[] = [];
  for (let call = 0; call < 3; call++) {
    const [ends, message] = [choices.oneOf([near, far]), wrapped(choices, noise)];
    ends.post(message);
    answers.push(connection.remote.echo(call));
  }
  const answered = await Promise.all(answers);
  if (answered.some((answer, call) => answer !== call)) {
    throw new Error(`Calls of the channel were answered with ${answered.join(', ')}.`);
  }
  connection.close('The case is over.');
  stop();
}
