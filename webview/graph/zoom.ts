import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Size } from './textWidth';
import type { Flow } from './route';

/** Where the drawing's corner is in the panel, and how large it is drawn. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Drawing extends Size {
  readonly flow: Flow;
}

const smallestScale = 0.1;
const largestScale = 4;
/**
 * Fitting makes a graph no larger than it was drawn, and
 * no smaller than can be read: the rest is a drag away.
 */
const largestFit = 1.35;
export const smallestFit = 0.62;
const keyFactor = 1.2;

/** How large a graph is drawn that would fill its place at a scale of `whole`. */
export function fittingScale(whole: number): number {
  return Math.max(smallestFit, Math.min(largestFit, whole));
}

/** Which part of a graph is seen, and how large. */
export class Zoom {
  readonly room = signal<Size>({ width: 0, height: 0 });
  readonly drawing = signal<Drawing>({ width: 0, height: 0, flow: 'right' });
  readonly shown: ReadonlySignal<Viewport> = computed(() => this.chosen.value ?? this.fitted());

  /**
   * @param chosen what a person dragged and zoomed to;
   *   `null`: the whole graph, whatever the size of the panel
   */
  constructor(private readonly chosen: Signal<Viewport | null>) {}

  /** Changes the scale and leaves the point (x, y) of the panel where it is. */
  at(x: number, y: number, factor: number): void {
    const now = this.shown.value;
    const scale = Math.min(largestScale, Math.max(smallestScale, now.scale * factor));
    const ratio = scale / now.scale;
    this.chosen.value = { x: x - (x - now.x) * ratio, y: y - (y - now.y) * ratio, scale };
  }

  nearer(): void {
    this.inMiddle(keyFactor);
  }

  farther(): void {
    this.inMiddle(1 / keyFactor);
  }

  panBy(dx: number, dy: number): void {
    const now = this.shown.value;
    this.chosen.value = { ...now, x: now.x + dx, y: now.y + dy };
  }

  /** Follows the panel's size again. */
  fit(): void {
    this.chosen.value = null;
  }

  /** @returns whether the key is one of `+ - 0`, and was done */
  byKey(key: string): boolean {
    if (key === '+' || key === '=') this.nearer();
    else if (key === '-') this.farther();
    else if (key === '0') this.fit();
    else return false;
    return true;
  }

  /** Moves just as far as needed for a point of the graph, with some room around it, to be seen. */
  bringIntoView({ x, y }: { readonly x: number; readonly y: number }, margin: Size): void {
    const { x: left, y: top, scale } = this.shown.value;
    const { width, height } = this.room.value;
    if (width === 0) return;
    const shift = (at: number, half: number, space: number): number => {
      const reach = Math.min(half, space / 2);
      if (at - reach < 0) return reach - at;
      return at + reach > space ? space - reach - at : 0;
    };
    const dx = shift(x * scale + left, (margin.width / 2) * scale + 24, width);
    const dy = shift(y * scale + top, (margin.height / 2) * scale + 24, height);
    if (dx !== 0 || dy !== 0) this.panBy(dx, dy);
  }

  private inMiddle(factor: number): void {
    const { width, height } = this.room.value;
    this.at(width / 2, height / 2, factor);
  }

  /** The whole graph in the middle, or its beginning where the whole would be too small to read. */
  private fitted(): Viewport {
    const { width, height } = this.room.value;
    const graph = this.drawing.value;
    if (graph.width === 0 || width === 0) return { x: 0, y: 0, scale: 1 };
    const whole = Math.min(width / graph.width, height / graph.height);
    const scale = fittingScale(whole);
    const place = (space: number, length: number): number => Math.max(0, (space - length * scale) / 2);
    return { x: place(width, graph.width), y: place(height, graph.height), scale };
  }
}
