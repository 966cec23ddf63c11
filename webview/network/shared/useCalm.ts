import { useEffect, useRef, useState } from 'preact/hooks';

/** `value` as it was at most `milliseconds` ago: tables of numbers that change thirty times a second cannot be read. */
export function useCalm<Value>(value: Value, milliseconds: number): Value {
  const [calm, setCalm] = useState(value);
  const newest = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  newest.current = value;
  useEffect(() => {
    if (Object.is(calm, value) || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      setCalm(newest.current);
    }, milliseconds);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  return calm;
}
