import { effect } from '@preact/signals';
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { usePanAndZoom } from './usePanAndZoom';
import type { Drawing, Zoom } from './zoom';

interface GraphCanvasProps {
  readonly svg: RefObject<SVGSVGElement | null>;
  readonly zoom: Zoom;
  readonly drawing: Drawing;
  readonly label: string;
  /** The element that says which keys do what. */
  readonly describedBy: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly children: ComponentChildren;
}

/** The surface a graph is drawn on: it knows its size, scrolls where there is more, and zooms. */
export function GraphCanvas(props: GraphCanvasProps): JSX.Element {
  const { svg, zoom, drawing, label, describedBy, onKeyDown, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<SVGGElement>(null);
  // Both before the paint: nobody sees a graph that is not
  // fitted yet, and a key pressed at once moves the right one.
  useLayoutEffect(() => {
    zoom.drawing.value = drawing;
  }, [zoom, drawing]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const measure = (): void => {
      zoom.scrollBar.value = scrollBarOf(element);
      const { width, height } = element.getBoundingClientRect();
      // Half a pixel more than there is would be something to scroll.
      zoom.resize({ width: Math.floor(width), height: Math.floor(height) });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element, { box: 'border-box' });
    return () => {
      observer.disconnect();
    };
  }, [zoom]);
  usePanAndZoom(scroller, svg, zoom);
  useLayoutEffect(
    () =>
      effect(() => {
        const { x, y, scale, canvas, corner } = zoom.shown.value;
        const [surface, element] = [svg.current, scroller.current];
        if (surface === null || element === null) return;
        // First how much there is, then how far it is scrolled: less could not be scrolled so far.
        write(surface, 'width', canvas.width);
        write(surface, 'height', canvas.height);
        write(content.current, 'transform', `translate(${corner.x} ${corner.y}) scale(${scale})`);
        element.scrollTo({ left: corner.x - x, top: corner.y - y, behavior: 'instant' });
      }),
    [svg, zoom],
  );
  return (
    <div
      ref={scroller}
      class="graph-scroll"
      onScroll={({ currentTarget }) => {
        zoom.scrollTo(currentTarget.scrollLeft, currentTarget.scrollTop);
      }}
    >
      <svg
        ref={svg}
        class="graph"
        role="group"
        aria-label={label}
        aria-describedby={describedBy}
        onKeyDown={onKeyDown}
      >
        <g ref={content} class="graph-content">
          {children}
        </g>
      </svg>
    </div>
  );
}

/** An attribute that stays as it is lets the drawing stay, too. */
function write(element: Element | null, attribute: string, value: number | string): void {
  if (element?.getAttribute(attribute) !== String(value)) element?.setAttribute(attribute, String(value));
}

let thickness: number | undefined;

/** What a scroll bar takes of the room here, in pixels: nothing, where bars lie over what they scroll. */
function scrollBarOf(element: HTMLElement): number {
  if (thickness === undefined) {
    const probe = document.createElement('div');
    probe.className = 'graph-scroll is-probe';
    element.append(probe);
    thickness = probe.offsetWidth - probe.clientWidth;
    probe.remove();
  }
  return thickness;
}
