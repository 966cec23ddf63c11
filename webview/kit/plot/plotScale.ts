import { useLayoutEffect, useState } from 'preact/hooks';
import type { RefCallback } from 'preact';

export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly title: string;
}

/** From the numbers on the axes to CSS pixels of the area between them, and back. */
export interface Scale {
  readonly width: number;
  readonly height: number;
  readonly toX: (value: number) => number;
  readonly toY: (value: number) => number;
  readonly fromX: (pixel: number) => number;
  readonly fromY: (pixel: number) => number;
}

/** Pixels around the area: numbers and titles of the axes stand there. */
export const margins = { left: 52, right: 8, top: 8, bottom: 38 } as const;

/** @param width of the whole plot, in CSS pixels, as `height` */
export function scaleOf(x: Axis, y: Axis, width: number, height: number): Scale {
  return areaScale(
    x,
    y,
    Math.max(1, width - margins.left - margins.right),
    Math.max(1, height - margins.top - margins.bottom),
  );
}

/** @param width of the area between the axes, in CSS pixels, as `height` */
export function areaScale(x: Axis, y: Axis, width: number, height: number): Scale {
  const spanX = x.high - x.low || 1;
  const spanY = y.high - y.low || 1;
  return {
    width,
    height,
    toX: (value) => ((value - x.low) / spanX) * width,
    toY: (value) => (1 - (value - y.low) / spanY) * height,
    fromX: (pixel) => x.low + (pixel / width) * spanX,
    fromY: (pixel) => y.low + (1 - pixel / height) * spanY,
  };
}

/** 1, 2 or 5 times a power of ten, at or above `magnitude`; 0 where that is not a number above 0. */
export function roundUp(magnitude: number): number {
  if (!(magnitude > 0) || !Number.isFinite(magnitude)) return 0;
  const exponent = Math.floor(Math.log10(magnitude));
  // Read as decimals: powers of ten below 1 are not exact.
  const candidates = [`1e${exponent}`, `2e${exponent}`, `5e${exponent}`, `1e${exponent + 1}`].map(Number);
  return candidates.find((candidate) => candidate >= magnitude) ?? Number(`1e${exponent + 2}`);
}

/** Round numbers from `low` to `high`, about `count` of them: 1, 2 or 5 times a power of ten apart. */
export function ticks(low: number, high: number, count: number): readonly number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  const apart = roundUp(span / Math.max(1, count));
  const first = Math.ceil(low / apart - 1e-9);
  const last = Math.floor(high / apart + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * apart).toPrecision(12)));
}

/**
 * How wide an element is, in whole CSS pixels; 0 before it is
 * on the screen. The element may come later than its view.
 */
export function useWidth(): [RefCallback<HTMLElement>, number] {
  const [element, setElement] = useState<HTMLElement | null>(null);
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
