import { computed, signal } from '@preact/signals';
import { viewport, type Viewport } from '../viewState';
import type { Size } from './measure';
import type { Flow } from './route';

const smallestScale = 0.1;
const largestScale = 4;
/** Fitting makes a graph no larger than it was drawn, and no smaller than can be read: the rest is a drag away. */
const largestFit = 1.35;
const smallestFit = 0.62;

export const room = signal<Size>({ width: 0, height: 0 });
export const drawing = signal<Size & { readonly flow: Flow }>({ width: 0, height: 0, flow: 'right' });

/** The whole graph in the middle, or its beginning where the whole would be too small to read. */
export const fitted = computed<Viewport>(() => {
  const { width, height } = room.value;
  const graph = drawing.value;
  if (graph.width === 0 || width === 0) return { x: 0, y: 0, scale: 1 };
  const whole = Math.min(width / graph.width, height / graph.height);
  const scale = Math.max(smallestFit, Math.min(largestFit, whole));
  const place = (space: number, length: number): number => Math.max(0, (space - length * scale) / 2);
  return { x: place(width, graph.width), y: place(height, graph.height), scale };
});

export const shownViewport = computed(() => viewport.value ?? fitted.value);

/** Changes the scale and leaves the point (x, y) of the panel where it is. */
export function zoomAt(x: number, y: number, factor: number): void {
  const now = shownViewport.value;
  const scale = Math.min(largestScale, Math.max(smallestScale, now.scale * factor));
  const ratio = scale / now.scale;
  viewport.value = { x: x - (x - now.x) * ratio, y: y - (y - now.y) * ratio, scale };
}

export function zoomInMiddle(factor: number): void {
  zoomAt(room.value.width / 2, room.value.height / 2, factor);
}

export function panBy(dx: number, dy: number): void {
  const now = shownViewport.value;
  viewport.value = { ...now, x: now.x + dx, y: now.y + dy };
}

/** Follows the panel's size again. */
export function fit(): void {
  viewport.value = null;
}

/** Moves just as far as needed for a point of the graph, with some room around it, to be seen. */
export function bringIntoView(x: number, y: number, margin: Size): void {
  const { x: left, y: top, scale } = shownViewport.value;
  const { width, height } = room.value;
  if (width === 0) return;
  const shift = (at: number, half: number, space: number): number => {
    const reach = Math.min(half, space / 2);
    if (at - reach < 0) return reach - at;
    return at + reach > space ? space - reach - at : 0;
  };
  const dx = shift(x * scale + left, (margin.width / 2) * scale + 24, width);
  const dy = shift(y * scale + top, (margin.height / 2) * scale + 24, height);
  if (dx !== 0 || dy !== 0) panBy(dx, dy);
}
