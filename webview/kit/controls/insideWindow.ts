import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/** CSS pixels between what has opened and an edge of the window. */
const margin = 4;

/** What opens beside its button is moved back into the window where it would lie beyond an edge. */
export function useInsideWindow(content: RefObject<HTMLElement | null>, isOpen: boolean): void {
  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    const place = (): void => {
      const element = content.current;
      if (!element) return;
      element.style.translate = '';
      const { left, right } = element.getBoundingClientRect();
      const beyond = right - (document.documentElement.clientWidth - margin);
      const by = Math.min(beyond > 0 ? beyond : 0, left - margin);
      if (by !== 0) element.style.translate = `${String(-by)}px`;
    };
    place();
    window.addEventListener('resize', place);
    return () => {
      window.removeEventListener('resize', place);
    };
  }, [isOpen]);
}
