/**
 * Makes a canvas as sharp as the screen, empty, and ready to be drawn on in CSS pixels.
 * @param width in CSS pixels, as `height`
 */
export function clearedContext(
  canvas: HTMLCanvasElement | null,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const context = canvas?.getContext('2d');
  if (canvas === null || context == null) return undefined;
  const ratio = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  // Another size, even the same again, would take new memory.
  if (canvas.width === across && canvas.height === down) context.reset();
  else {
    canvas.width = across;
    canvas.height = down;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
