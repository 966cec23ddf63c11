import { useComputed } from '@preact/signals';
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { usePanAndWheel, type WheelUse } from './usePanAndWheel';
import type { Drawing, Zoom } from './zoom';

interface GraphCanvasProps {
  readonly svg: RefObject<SVGSVGElement | null>;
  readonly zoom: Zoom;
  readonly drawing: Drawing;
  readonly wheel: WheelUse;
  readonly label: string;
  /** The element that says which keys do what. */
  readonly describedBy: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly children: ComponentChildren;
}

/** The surface a graph is drawn on: it knows its size, and moves and zooms what is on it. */
export function GraphCanvas(props: GraphCanvasProps): JSX.Element {
  const { svg, zoom, drawing, wheel, label, describedBy, onKeyDown, children } = props;
  // Both before the paint: nobody sees a graph that is not
  // fitted yet, and a key pressed at once moves the right one.
  useLayoutEffect(() => {
    zoom.drawing.value = drawing;
  }, [zoom, drawing]);
  useLayoutEffect(() => {
    const element = svg.current;
    if (element === null) return undefined;
    const measure = (): void => {
      zoom.room.value = { width: element.clientWidth, height: element.clientHeight };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [svg, zoom]);
  usePanAndWheel(svg, zoom, wheel);
  const transform = useComputed(() => {
    const { x, y, scale } = zoom.shown.value;
    return `translate(${x} ${y}) scale(${scale})`;
  });
  return (
    <svg
      ref={svg}
      class="graph"
      role="group"
      aria-label={label}
      aria-describedby={describedBy}
      onKeyDown={onKeyDown}
    >
      <g class="graph-content" transform={transform}>
        {children}
      </g>
    </svg>
  );
}
