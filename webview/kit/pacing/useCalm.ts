import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { doNoMore, doSoon } from './scheduler';

/** `value` as it was at most `milliseconds` ago: tables of numbers that change thirty times a second cannot be read. */
export function useCalm<Value>(value: Value, milliseconds: number): Value {
  const [calm, setCalm] = useState(value);
  const newest = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  newest.current = value;
  const take = useMemo(
    () => () => {
      setCalm(newest.current);
    },
    [],
  );
  useEffect(() => {
    if (Object.is(calm, value) || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      doSoon(take);
    }, milliseconds);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      doNoMore(take);
    },
    [],
  );
  return calm;
}
