import type { JSX } from 'preact';
import { useRaster } from '../../../tensor/useRaster';
import { imageSides, inputRaster } from './sampleCells';

interface InputImageProps {
  readonly values: Float32Array;
  /** Channels, rows, columns. */
  readonly shape: readonly number[];
  /** In CSS pixels, of the longer side. */
  readonly side: number;
}

/** An image as the network gets it, small. What it is stands beside it in words. */
export function InputImage({ values, shape, side }: InputImageProps): JSX.Element {
  const { height, width } = imageSides(shape);
  const scale = side / Math.max(height, width);
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const canvas = useRaster(size, (colours) => inputRaster(values, shape, colours), [values]);
  return (
    <canvas
      ref={canvas}
      class="input-image"
      aria-hidden="true"
      style={{ width: `${size.width}px`, height: `${size.height}px` }}
    />
  );
}
