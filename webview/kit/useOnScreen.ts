import { effect, signal, type Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** True while a view is drawn for an export: all of it counts as on the screen, and no group is folded. */
export const drawsWhole = signal(false);

interface Surroundings {
  /** A selector of what scrolls around the element; default: the window. */
  readonly scroller: string;
  /** As CSS writes margins: so far outside of the scroller still counts. */
  readonly margin: string;
}

/**
 * Writes into a signal whether an element is on the screen. Until that is known, and once the
 * element is gone, the signal has the value that it came with.
 */
export function useOnScreen(
  element: RefObject<Element | null>,
  onScreen: Signal<boolean>,
  { scroller, margin }: Partial<Surroundings> = {},
): void {
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const before = onScreen.peek();
    let isSeen = before;
    const stop = effect(() => {
      onScreen.value = drawsWhole.value || isSeen;
    });
    const observer = new IntersectionObserver(
      (entries) => {
        isSeen = entries.at(-1)?.isIntersecting === true;
        onScreen.value = drawsWhole.peek() || isSeen;
      },
      {
        root: scroller === undefined ? null : current.closest(scroller),
        ...(margin !== undefined && { rootMargin: margin }),
      },
    );
    observer.observe(current);
    return () => {
      observer.disconnect();
      stop();
      onScreen.value = before;
    };
  }, [onScreen]);
}
