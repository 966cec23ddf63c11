import type { JSX } from 'preact';
import { shortNumber } from '../kit/numbers';
import { text } from '../kit/translation';
import type { Palette } from './palette';
import { patterns, type Raster } from './raster';
import { scaleIn } from './colorScale';
import { strings } from './tensorTexts';
import { useRaster } from './useRaster';

const size = { width: 121, height: 10 };

function bar(colours: Palette): Raster {
  const scale = scaleIn(colours);
  const columns = size.width;
  const middle = (columns - 1) / 2;
  const cells = Uint32Array.from({ length: columns }, (_, at) => scale.pixelOf(at - middle, middle));
  return { rows: 1, columns, colours: cells, hatchPixel: 0, crossPixel: patterns.plain };
}

/** The colour scale with its numbers; without a limit the numbers are those of each picture. */
export function ScaleBar({ limit }: { readonly limit?: number | undefined }): JSX.Element {
  const canvas = useRaster(size, bar, []);
  const [low, high] =
    limit === undefined
      ? [text(strings.below), text(strings.above)]
      : [`−${shortNumber(limit)}`, shortNumber(limit)];
  return (
    <span class="scale-bar">
      <span>{low}</span>
      <span class="scale-middle">
        <canvas
          ref={canvas}
          class="heatmap"
          role="img"
          aria-label={text(strings.scaleLabel, low, high)}
          style={{ width: `${size.width}px`, height: `${size.height}px` }}
        />
        <span class="scale-zero" aria-hidden="true">
          0
        </span>
      </span>
      <span>{high}</span>
    </span>
  );
}
