import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { scheduledEffect } from '../kit/pacing/throttled';
import { palette, pixelRatio, type Palette } from './palette';
import { paint, type Raster } from './raster';

export interface Size {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * A canvas that is drawn anew whenever a signal that `raster`
 * reads changes, without its component being rendered.
 * @param inputs what else the drawing depends on
 */
export function useRaster(
  size: Size,
  raster: (colours: Palette, pixels: Size) => Raster | undefined,
  inputs: readonly unknown[],
): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useSignal({ size, raster });
  // Before it is drawn for the first time, so that it is drawn once then.
  useEffect(() => {
    drawing.value = { size, raster };
  }, [size.width, size.height, ...inputs]);
  useEffect(
    () =>
      scheduledEffect(() => {
        const { width, height } = drawing.value.size;
        const element = canvas.current;
        const ratio = pixelRatio.value;
        const pixels = {
          width: Math.max(1, Math.round(width * ratio)),
          height: Math.max(1, Math.round(height * ratio)),
        };
        const drawn = drawing.value.raster(palette.value, pixels);
        if (element === null || drawn === undefined) return;
        draw(element, drawn, pixels, ratio);
      }),
    [drawing],
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
