import { effect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { palette, pixelRatio, type Palette } from './palette';
import { paint, type Raster } from './raster';

export interface Size {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * A canvas that is drawn anew whenever a signal that `raster` reads changes, without its component being rendered.
 * @param inputs what else the drawing depends on
 */
export function useRaster(
  { width, height }: Size,
  raster: (colours: Palette, pixels: Size) => Raster | undefined,
  inputs: readonly unknown[],
): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(
    () =>
      effect(() => {
        const element = canvas.current;
        const ratio = pixelRatio.value;
        const pixels = {
          width: Math.max(1, Math.round(width * ratio)),
          height: Math.max(1, Math.round(height * ratio)),
        };
        const drawn = raster(palette.value, pixels);
        if (element === null || drawn === undefined) return;
        draw(element, drawn, pixels, ratio);
      }),
    [width, height, ...inputs],
  );
  return canvas;
}

const images = new WeakMap<HTMLCanvasElement, ImageData>();

function draw(element: HTMLCanvasElement, raster: Raster, { width, height }: Size, ratio: number): void {
  const context = element.getContext('2d');
  if (context === null) return;
  let image = images.get(element);
  if (image?.width !== width || image.height !== height) {
    element.width = width;
    element.height = height;
    images.set(element, (image = context.createImageData(width, height)));
  }
  const words = new Uint32Array(image.data.buffer);
  paint(raster, words, width, height, ratio);
  context.putImageData(image, 0, 0);
}
