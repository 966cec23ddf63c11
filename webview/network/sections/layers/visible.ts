import { signal, useSignal, type ReadonlySignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Whether an element is on the screen, or nearly. */
export function useOnScreen<Element extends HTMLElement>(): readonly [
  RefObject<Element | null>,
  ReadonlySignal<boolean>,
] {
  const element = useRef<Element>(null);
  const isOn = useSignal(false);
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        isOn.value = entries.at(-1)?.isIntersecting ?? false;
      },
      { root: current.closest('.sections'), rootMargin: '80px 0px' },
    );
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [element, isOn];
}

/** Of a small picture in a row, in CSS pixels: set by the section's width. */
export const thumbWidth = signal(104);
