import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { cancelScheduled, isBusy, schedule } from './scheduler';

/** What setting such a signal is taken to cost, in milliseconds: whatever reads it is rendered later. */
const renderCost = 2;

/** A throttled signal, and what ends its following. */
interface Throttle<Value> {
  readonly throttled: ReadonlySignal<Value>;
  readonly stop: () => void;
}

function startThrottle<Value>(
  source: ReadonlySignal<Value>,
  milliseconds: number,
  cost: number,
): Throttle<Value> {
  const throttled = signal(source.peek());
  const follow = (): void => {
    throttled.value = source.peek();
  };
  const stop = effect(() => {
    const isNew = source.value !== throttled.peek();
    if (!isBusy.value || throttled.peek() === null) {
      cancelScheduled(follow);
      follow();
    } else if (isNew) schedule(follow, { rest: milliseconds, cost });
  });
  return {
    throttled,
    stop: () => {
      stop();
      cancelScheduled(follow);
    },
  };
}

/**
 * A signal that follows another no oftener than a person can read, and in turns
 * with all others of its kind, so that not everything changes in the same frame.
 * It follows at once when nothing runs, and where there was nothing before.
 * @param milliseconds between two changes at least
 */
export function throttled<Value>(source: ReadonlySignal<Value>, milliseconds: number): ReadonlySignal<Value> {
  return startThrottle(source, milliseconds, renderCost).throttled;
}

/**
 * The same for as long as the component is there.
 * @param cost as of `schedule`
 */
export function useThrottledSignal<Value>(
  source: ReadonlySignal<Value>,
  milliseconds: number,
  cost = renderCost,
): ReadonlySignal<Value> {
  const throttle = useMemo(() => startThrottle(source, milliseconds, cost), [source, milliseconds, cost]);
  useEffect(() => throttle.stop, [throttle]);
  return throttle.throttled;
}

/** `value` as it was at most `milliseconds` ago; 0: as it is. */
export function useThrottled<Value>(value: Value, milliseconds: number): Value {
  const [shown, setShown] = useState(value);
  const newest = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  newest.current = value;
  const follow = useMemo(
    () => () => {
      setShown(newest.current);
    },
    [],
  );
  useEffect(() => {
    if (milliseconds === 0 || Object.is(shown, value) || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      schedule(follow);
    }, milliseconds);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      cancelScheduled(follow);
    },
    [],
  );
  return milliseconds === 0 ? value : shown;
}

/**
 * An effect that is run again in turn with all other work while something runs, so that not every picture is
 * drawn in the same frame; at once when nothing runs.
 * @returns ends it
 */
export function scheduledEffect(draw: () => void): () => void {
  const turns = signal(0);
  let drawn = -1;
  const takeTurn = (): void => {
    turns.value++;
  };
  const stop = effect(() => {
    const isItsTurn = turns.value !== drawn;
    // While it waits it follows nothing else: whatever changes until then is drawn with the rest.
    if (!isItsTurn && isBusy.value) {
      schedule(takeTurn);
      return;
    }
    cancelScheduled(takeTurn);
    drawn = turns.value;
    draw();
  });
  return () => {
    stop();
    cancelScheduled(takeTurn);
  };
}
