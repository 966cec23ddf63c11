const drawers = new WeakMap<HTMLCanvasElement, () => Element>();

/**
 * Lets a canvas be exported as shapes and text instead of as an image.
 * @param draw gives an `<svg>` as large as the canvas on
 *   the screen, in the colours that hold when it is called
 */
export function drawsAs(canvas: HTMLCanvasElement, draw: () => Element): void {
  drawers.set(canvas, draw);
}

export function vectorOf(canvas: HTMLCanvasElement): Element | undefined {
  return drawers.get(canvas)?.();
}
