import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Zoom } from './zoom';

const zoomPerPixel = 0.0015;

/** Drag to move; the wheel scrolls, and with Ctrl, or two fingers, it zooms at the pointer. */
export function usePanAndZoom(
  scroller: RefObject<HTMLElement | null>,
  svg: RefObject<SVGSVGElement | null>,
  zoom: Zoom,
): void {
  useEffect(() => {
    const [surface, element] = [scroller.current, svg.current];
    if (surface === null || element === null) return undefined;
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
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = surface.getBoundingClientRect();
      zoom.at(event.clientX - box.left, event.clientY - box.top, Math.exp(-event.deltaY * zoomPerPixel));
    };
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', up);
    surface.addEventListener('wheel', wheel, { passive: false });
    return () => {
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', up);
      surface.removeEventListener('wheel', wheel);
    };
  }, [scroller, svg, zoom]);
}
