import type { JSX } from 'preact';
import { shortNumber } from '../../../kit/numbers';
import { text } from '../../../kit/translation';
import { maskRaster, heatRaster } from '../../../tensor/tensorRaster';
import { commonLimit, isScaleLocked } from '../../state/pictureLimits';
import type { Palette } from '../../../tensor/palette';
import type { Raster } from '../../../tensor/raster';
import { ScaleBar } from '../../../tensor/ScaleBar';
import { useRaster } from '../../../tensor/useRaster';
import { kindNames } from './pictureKinds';
import { statisticsKinds } from './RowStatistics';
import { strings } from './layersTexts';

const swatch = { width: 22, height: 12 };

function Swatch({
  raster,
  label,
}: {
  readonly raster: (colours: Palette) => Raster;
  readonly label: string;
}): JSX.Element {
  const canvas = useRaster(swatch, raster, []);
  return (
    <li>
      <canvas
        ref={canvas}
        class="key-swatch"
        aria-hidden="true"
        style={{ width: `${swatch.width}px`, height: `${swatch.height}px` }}
      />
      {label}
    </li>
  );
}

const one = { rows: 1, columns: 1 };
const passed = (colours: Palette): Raster => maskRaster({ ...one, blocked: [0] }, 'forward', colours);
const blocked = (colours: Palette): Raster => maskRaster({ ...one, blocked: [1] }, 'forward', colours);
const stopped = (colours: Palette): Raster => maskRaster({ ...one, blocked: [0] }, 'backward', colours);
const nothing = (colours: Palette): Raster =>
  maskRaster({ ...one, blocked: [0], arriving: [0] }, 'backward', colours);
const notFinite = (colours: Palette): Raster => heatRaster({ ...one, values: [NaN], limit: 1 }, colours);

/** What the colours and patterns mean, with the numbers at the ends of the scale. */
export function Legend(): JSX.Element {
  return (
    <div class="layers-legend">
      <ScaleBar />
      {isScaleLocked() && (
        <ul class="scale-limits">
          {statisticsKinds
            .filter((kind) => commonLimit(kind) > 0)
            .map((kind) => (
              <li key={kind}>
                {text(kindNames[kind])} <b>{text(strings.reach, shortNumber(commonLimit(kind)))}</b>
              </li>
            ))}
        </ul>
      )}
      <ul class="picture-keys">
        <Swatch raster={passed} label={text(strings.legendPassed)} />
        <Swatch raster={blocked} label={text(strings.legendBlocked)} />
        <Swatch raster={stopped} label={text(strings.legendPassedBack)} />
        <Swatch raster={nothing} label={text(strings.legendNothing)} />
        <Swatch raster={notFinite} label={text(strings.legendNotFinite)} />
      </ul>
    </div>
  );
}
