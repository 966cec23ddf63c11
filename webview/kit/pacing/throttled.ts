import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { isRunning } from '../../network/state/running';
import { doNoMore, doSoon } from './scheduler';

/** What setting such a signal is taken to cost, in milliseconds: whatever reads it is rendered later. */
const renderCost = 2;

/**
 * A signal that follows another no oftener than a person can read, and in turns with all others of its kind, so that not
 * everything changes in the same frame. It follows at once when nothing runs, and where there was nothing before.
 * @param milliseconds between two changes at least
 */
export function calmed<Value>(source: ReadonlySignal<Value>, milliseconds: number): ReadonlySignal<Value> {
  const { calm } = calmedUntil(source, milliseconds);
  return calm;
}

/**
 * The same for what may be given up again: `stop` ends it.
 * @param cost as of `doSoon`
 */
export function calmedUntil<Value>(
  source: ReadonlySignal<Value>,
  milliseconds: number,
  cost = renderCost,
): { readonly calm: ReadonlySignal<Value>; readonly stop: () => void } {
  const calm = signal(source.peek());
  const follow = (): void => {
    calm.value = source.peek();
  };
  const stop = effect(() => {
    const isNew = source.value !== calm.peek();
    if (!isRunning.value || calm.peek() === null) {
      doNoMore(follow);
      follow();
    } else if (isNew) doSoon(follow, { rest: milliseconds, cost });
  });
  return {
    calm,
    stop: () => {
      stop();
      doNoMore(follow);
    },
  };
}
