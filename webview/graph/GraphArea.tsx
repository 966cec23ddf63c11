import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { GraphCanvas } from './GraphCanvas';
import type { Flow, Point } from './route';
import type { Size } from './textWidth';
import type { Drawing, Zoom } from './zoom';

/** A node as the keyboard and the view know it. */
export interface Stop extends Spot {
  readonly size: Size;
}

interface GraphAreaProps {
  readonly zoom: Zoom;
  readonly drawing: Drawing;
  readonly label: string;
  /** Which keys do what. */
  readonly help: string;
  /** Nodes that can be reached, in the order of the file. */
  readonly stops: readonly Stop[];
  /** Where the End key leads. */
  readonly last: number | undefined;
  /** The node the keyboard is at; reads signals. */
  readonly current: () => number | undefined;
  /** What a walk or the editor points at, which must be seen; reads signals. */
  readonly pointedAt: () => number | undefined;
  /** Around it, in pixels of the graph. */
  readonly pointedMargin: Size;
  /** A node was reached by keyboard or pointer. */
  readonly onReach: (id: number) => void;
  /** @returns whether the key does something at this node */
  readonly onKey: (key: string, id: number) => boolean;
  /** What the drawing stands in, where it has a height of its own. */
  readonly frame?: { readonly class: string; readonly height: number };
  /** Below and over the drawing: the legend, a field that opens over a number. */
  readonly beside: ComponentChildren;
  /** What is drawn. */
  readonly children: ComponentChildren;
}

/** Around a node that the keyboard reaches. */
const reachedMargin = { width: 40, height: 40 };

/**
 * A graph that can be walked by keyboard: arrow keys lead
 * along its edges, and what is reached comes into view.
 */
export function GraphArea(props: GraphAreaProps): JSX.Element {
  const { zoom, drawing, label, help, stops, last, frame, beside, children } = props;
  const { current, pointedAt, pointedMargin, onReach, onKey } = props;
  const svg = useRef<SVGSVGElement>(null);
  const bring = (id: number | undefined, margin: Size): void => {
    const stop = stops.find((each) => each.id === id);
    if (stop === undefined) return;
    const { width, height } = stop.size;
    zoom.bringIntoView(stop, { width: width + margin.width, height: height + margin.height });
  };
  // Wherever the graph was dragged to.
  useSignalEffect(() => {
    bring(pointedAt(), pointedMargin);
  });
  const goTo = (id: number | undefined): void => {
    bring(id, reachedMargin);
    const element = svg.current?.querySelector(`[data-button="${id}"]`);
    if (element instanceof SVGElement) element.focus({ preventScroll: true });
  };
  const onFocusIn = ({ target }: FocusEvent): void => {
    const id = target instanceof SVGElement ? target.dataset['button'] : undefined;
    if (!(target instanceof SVGElement) || id === undefined) return;
    // Nothing moves away under a pointer that is pressed; the keyboard must see where it is.
    if (target.matches(':focus-visible')) bring(Number(id), reachedMargin);
    onReach(Number(id));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    const from = current();
    if (from === undefined) return;
    if (isDirection(event.key)) {
      const to = neighbour(stops, drawing.flow, from, event.key);
      if (to !== undefined) goTo(to);
    } else if (event.key === 'Home') goTo(stops[0]?.id);
    else if (event.key === 'End') goTo(last);
    else if (!onKey(event.key, from) && !zoom.byKey(event.key)) return;
    event.preventDefault();
  };
  const canvas = (
    <GraphCanvas
      svg={svg}
      zoom={zoom}
      drawing={drawing}
      label={label}
      describedBy="graph-help"
      onKeyDown={onKeyDown}
    >
      {children}
    </GraphCanvas>
  );
  return (
    <div class="graph-area" onFocusIn={onFocusIn}>
      <p class="visually-hidden" id="graph-help">
        {help}
      </p>
      {frame === undefined ? (
        canvas
      ) : (
        <div class={frame.class} style={{ height: `${frame.height}px` }}>
          {canvas}
        </div>
      )}
      {beside}
    </div>
  );
}

/** A node as the keyboard sees it: where it is, and whose values it takes. */
interface Spot extends Point {
  readonly id: number;
  readonly inputs: readonly number[];
}

type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export function isDirection(key: string): key is Direction {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

/**
 * The node an arrow key leads to: along an edge where the key points along the flow,
 * otherwise to the nearest node on that side.
 */
export function neighbour(
  spots: readonly Spot[],
  flow: Flow,
  from: number,
  direction: Direction,
): number | undefined {
  const start = spots.find(({ id }) => id === from);
  if (start === undefined) return spots[0]?.id;
  const [onward, back] = flow === 'right' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowDown', 'ArrowUp'];
  const nearest = (candidates: readonly Spot[]): number | undefined => {
    const distance = ({ x, y }: Spot): number => Math.hypot(x - start.x, y - start.y);
    return [...candidates].sort((a, b) => distance(a) - distance(b))[0]?.id;
  };
  if (direction === onward) return nearest(spots.filter(({ inputs }) => inputs.includes(from)));
  // The first operand first, as one reads the formula.
  if (direction === back) return start.inputs[0];
  const forward = direction === 'ArrowDown' || direction === 'ArrowRight';
  const across = ({ x, y }: Spot): number => (flow === 'right' ? y - start.y : x - start.x);
  const along = ({ x, y }: Spot): number => Math.abs(flow === 'right' ? x - start.x : y - start.y);
  const side = spots.filter((spot) => (forward ? across(spot) > 1 : across(spot) < -1));
  // Nodes beside it in the drawing come before those further along.
  return [...side].sort((a, b) => Math.abs(across(a)) + 2 * along(a) - Math.abs(across(b)) - 2 * along(b))[0]
    ?.id;
}
