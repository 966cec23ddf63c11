import { useLayoutEffect, useState } from 'preact/hooks';
import type { RefCallback } from 'preact';

/** How wide an element is, in whole CSS pixels; 0 before it is on the screen. The element may come later than its view. */
export function useWidth(): [RefCallback<HTMLDivElement>, number] {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (element === null) return undefined;
    setWidth(Math.floor(element.clientWidth));
    let frame = 0;
    const observer = new ResizeObserver(() => {
      // In the next frame: what another width changes must not be measured again in this one.
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        setWidth(Math.floor(element.clientWidth));
      });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [element]);
  return [setElement, width];
}
