import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Zoom } from './zoom';

const zoomPerPixel = 0.0015;

/** `zooms`: at once. `scrolls`: the page, as anywhere else; with Ctrl, or two fingers, it zooms. */
export type WheelUse = 'zooms' | 'scrolls';

/** Drag to move, wheel to zoom at the pointer. */
export function usePanAndWheel(svg: RefObject<SVGSVGElement | null>, zoom: Zoom, wheelUse: WheelUse): void {
  useEffect(() => {
    const element = svg.current;
    if (element === null) return undefined;
    let last: { x: number; y: number } | undefined;
    const down = (event: PointerEvent): void => {
      if (event.button === 0 && event.target === element) {
        last = { x: event.clientX, y: event.clientY };
        element.setPointerCapture(event.pointerId);
        element.classList.add('is-dragged');
      }
    };
    const move = (event: PointerEvent): void => {
      if (last === undefined) return;
      zoom.panBy(event.clientX - last.x, event.clientY - last.y);
      last = { x: event.clientX, y: event.clientY };
    };
    const up = (): void => {
      last = undefined;
      element.classList.remove('is-dragged');
    };
    const wheel = (event: WheelEvent): void => {
      if (wheelUse === 'scrolls' && !event.ctrlKey && !event.metaKey && !event.shiftKey) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      if (event.shiftKey) zoom.panBy(-event.deltaY - event.deltaX, 0);
      else zoom.at(event.clientX - box.left, event.clientY - box.top, Math.exp(-event.deltaY * zoomPerPixel));
    };
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', up);
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', up);
      element.removeEventListener('wheel', wheel);
    };
  }, [svg, zoom, wheelUse]);
}
