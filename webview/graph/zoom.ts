import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Size } from './textWidth';
import type { Flow, Point } from './route';

/** Where the drawing's corner is in the panel, and how large it is drawn. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Drawing extends Size {
  readonly flow: Flow;
}

/** What of a graph is seen: the corner and the scale, and how far there is to scroll. */
export interface View extends Viewport {
  /** Of all that can be scrolled to, in pixels of the panel; never smaller than the room for it. */
  readonly canvas: Size;
  /** Where the drawing's corner is on that canvas. */
  readonly corner: Point;
}

const smallestScale = 0.1;
const largestScale = 4;
/** Fitting makes a graph not much larger than it was drawn. */
const largestFit = 1.35;
const keyFactor = 1.2;

/**
 * How large a graph is drawn that would fill its place at a scale of `whole`.
 * @param least the smallest scale at which all its text can be read: the rest is scrolled to
 */
export function fittingScale(whole: number, least: number): number {
  return Math.max(least, Math.min(largestFit, whole));
}

/** Which part of a graph is seen, and how large. What has no room is scrolled to. */
export class Zoom {
  /** With the scroll bars, where there are some. */
  readonly room = signal<Size>({ width: 0, height: 0 });
  /** How much of the room a scroll bar takes, in pixels. */
  readonly scrollBar = signal(0);
  readonly drawing = signal<Drawing>({ width: 0, height: 0, flow: 'right' });
  readonly shown: ReadonlySignal<View> = computed(() => this.view());
  /** How far a graph is scrolled that is as large as fits. */
  private readonly scrolled = signal<Point>({ x: 0, y: 0 });

  /**
   * @param chosen what a person zoomed to; `null`: as large as fits, whatever the size of the panel
   * @param least the smallest scale at which all its text can be read
   */
  constructor(
    private readonly chosen: Signal<Viewport | null>,
    private readonly least: number,
  ) {}

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
    const { x, y } = this.shown.value;
    this.moveTo({ x: x + dx, y: y + dy });
  }

  /** The panel was scrolled so far. */
  scrollTo(left: number, top: number): void {
    const { x, y, corner } = this.shown.value;
    // Browsers scroll by whole pixels of the screen.
    if (Math.abs(corner.x - left - x) < 1 && Math.abs(corner.y - top - y) < 1) return;
    this.moveTo({ x: corner.x - left, y: corner.y - top });
  }

  /** As large as fits, from its beginning; follows the panel's size again. */
  fit(): void {
    batch(() => {
      this.chosen.value = null;
      this.scrolled.value = { x: 0, y: 0 };
    });
  }

  /** The panel has another size: what was zoomed to for the old one does not hold for it. */
  resize(room: Size): void {
    const { width, height } = this.room.value;
    if (width === room.width && height === room.height) return;
    batch(() => {
      this.room.value = room;
      if (width > 0 && height > 0) this.chosen.value = null;
    });
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
  bringIntoView({ x, y }: Point, margin: Size): void {
    const { x: left, y: top, scale } = this.shown.value;
    const { width, height } = this.room.value;
    if (width === 0) return;
    const shift = (at: number, half: number, space: number): number => {
      const reach = Math.min(half, space / 2);
      if (at - reach < 0) return reach - at;
      return at + reach > space ? space - reach - at : 0;
    };
    const dx = shift(x * scale + left, (margin.width / 2) * scale + 24, width - this.scrollBar.value);
    const dy = shift(y * scale + top, (margin.height / 2) * scale + 24, height - this.scrollBar.value);
    if (dx !== 0 || dy !== 0) this.panBy(dx, dy);
  }

  private inMiddle(factor: number): void {
    const { width, height } = this.room.value;
    this.at(width / 2, height / 2, factor);
  }

  private moveTo({ x, y }: Point): void {
    if (this.chosen.value === null) this.scrolled.value = { x, y };
    else this.chosen.value = { ...this.chosen.value, x, y };
  }

  /** The whole graph in the middle, or as much of it as there is room for. */
  private view(): View {
    const { width, height } = this.room.value;
    const graph = this.drawing.value;
    if (graph.width === 0 || width === 0) {
      return { x: 0, y: 0, scale: 1, canvas: this.room.value, corner: { x: 0, y: 0 } };
    }
    const whole = Math.min(width / graph.width, height / graph.height);
    const { x, y, scale } = this.chosen.value ?? {
      ...this.scrolled.value,
      scale: fittingScale(whole, this.least),
    };
    // A bar in one direction takes room from the other.
    const bar = this.scrollBar.value;
    const [drawnWidth, drawnHeight] = [graph.width * scale, graph.height * scale];
    const isWide = drawnWidth > width + slack || (drawnHeight > height + slack && drawnWidth > width - bar);
    const isHigh = drawnHeight > height + slack || (drawnWidth > width + slack && drawnHeight > height - bar);
    const across = placeOf(drawnWidth, width - (isHigh ? bar : 0), x);
    const down = placeOf(drawnHeight, height - (isWide ? bar : 0), y);
    return {
      x: across.at,
      y: down.at,
      scale,
      canvas: { width: across.canvas, height: down.canvas },
      corner: { x: across.corner, y: down.corner },
    };
  }
}

/** What is wider by less than this fits: it is only rounding. */
const slack = 0.01;

/**
 * One direction of a view: in the middle of the room where there is more than enough, else scrolled.
 * @param requested where the drawing's corner should be in the panel
 */
function placeOf(
  length: number,
  room: number,
  requested: number,
): { readonly at: number; readonly canvas: number; readonly corner: number } {
  if (length <= room + slack) {
    const corner = Math.max(0, (room - length) / 2);
    return { at: corner, canvas: room, corner };
  }
  return { at: Math.min(0, Math.max(room - length, requested)), canvas: length, corner: 0 };
}
