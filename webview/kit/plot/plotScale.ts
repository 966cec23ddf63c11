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
  const area = {
    width: Math.max(1, width - margins.left - margins.right),
    height: Math.max(1, height - margins.top - margins.bottom),
  };
  const spanX = x.high - x.low || 1;
  const spanY = y.high - y.low || 1;
  return {
    ...area,
    toX: (value) => ((value - x.low) / spanX) * area.width,
    toY: (value) => (1 - (value - y.low) / spanY) * area.height,
    fromX: (pixel) => x.low + (pixel / area.width) * spanX,
    fromY: (pixel) => y.low + (1 - pixel / area.height) * spanY,
  };
}
