import { signal, useComputed } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { shortNumber } from '../../../kit/numbers';
import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import type { Picture, PictureKind } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { coarse } from '../../../tensor/cells';
import { heatRaster, maskRaster } from '../../../tensor/tensorRaster';
import { Heatmap } from '../../../tensor/CellPicture';
import { limitOf } from '../../state/pictureLimits';
import type { Palette } from '../../../tensor/palette';
import { readCell, shownCells } from '../../../tensor/cellReading';
import type { Raster } from '../../../tensor/raster';
import type { Size } from '../../../tensor/useRaster';
import { shownPicture } from '../../state/store';
import { kindNames } from './pictureKinds';
import { comingMark, missingPicture } from './throttledPictures';
import { readMask } from './maskReading';
import { strings } from './layersTexts';

/** In CSS pixels; set by the section's width. */
export const thumbWidth = signal(104);
const height = 64;
/** Few cells stay small, so that rows look alike. */
const largestCell = 20;

interface ThumbProps {
  readonly at: number;
  readonly layer: NetworkLayer;
}

/** Many cells fill their place, a pixel more or less each; few are of equal size. */
function thumbSize({ rows, columns }: Picture, width: number): Size {
  const side = (cells: number, room: number): number =>
    cells > room / 4 ? room : cells * Math.min(largestCell, Math.floor(room / cells));
  return { width: side(columns, width), height: side(rows, height) };
}

interface FrameProps {
  readonly name: string;
  readonly at: number;
  readonly kind: PictureKind;
  readonly caption?: ComponentChildren;
  readonly draw: (size: Size) => JSX.Element;
}

/** A small picture under its name, or why there is none. */
function Frame({ name, at, kind, caption, draw }: FrameProps): JSX.Element {
  const missing = useComputed(() => missingPicture(at, kind));
  const size = useComputed(() => {
    const picture = shownPicture(at, kind);
    if (picture === undefined) return '';
    const { width: across, height: down } = thumbSize(picture, thumbWidth.value);
    return `${across}×${down}`;
  });
  const [width = 0, tall = 0] = size.value.split('×').map(Number);
  return (
    <figure class="thumb" data-picture={kind}>
      <figcaption class="thumb-name">
        <span>{text(name)}</span>
        {caption !== undefined && missing.value === undefined && <span class="thumb-reach">{caption}</span>}
      </figcaption>
      <div class="thumb-place">
        {missing.value === undefined ? (
          draw({ width, height: tall })
        ) : (
          <span class="thumb-missing" data-coming={comingMark(missing.value)}>
            {text(missing.value)}
          </span>
        )}
      </div>
    </figure>
  );
}

function gridOf(at: number, kind: PictureKind): { rows: number; columns: number } {
  return shownPicture(at, kind) ?? { rows: 0, columns: 0 };
}

/** Fewer cells only where the place has fewer pixels. */
function fitting(picture: Picture, values: ArrayLike<number>, pixels: Size): ReturnType<typeof coarse> {
  return coarse({ rows: picture.rows, columns: picture.columns, values }, pixels.height, pixels.width);
}

export function HeatThumb({ at, layer, kind }: ThumbProps & { readonly kind: PictureKind }): JSX.Element {
  const reach = useComputed(() => {
    const picture = shownPicture(at, kind);
    return picture === undefined ? '' : text(strings.reach, shortNumber(limitOf(picture)));
  });
  const raster = (colours: Palette, pixels: Size): Raster | undefined => {
    const picture = shownPicture(at, kind);
    if (picture === undefined) return undefined;
    const cells = fitting(picture, shownCells(picture, 'extreme'), pixels);
    return heatRaster({ ...cells, limit: limitOf(picture) }, colours);
  };
  return (
    <Frame
      name={kindNames[kind]}
      at={at}
      kind={kind}
      caption={reach}
      draw={(size) => (
        <Heatmap
          size={size}
          label={pictureLabel(at, layer, kind)}
          raster={raster}
          inputs={[at, kind]}
          grid={() => gridOf(at, kind)}
          read={(row, column) => {
            const picture = shownPicture(at, kind);
            return picture && readCell(picture, row, column);
          }}
        />
      )}
    />
  );
}

export function pictureLabel(at: number, { name }: NetworkLayer, kind: PictureKind): string {
  const picture = shownPicture(at, kind);
  return text(
    strings.pictureLabel,
    text(kindNames[kind]),
    name,
    picture?.fullRows ?? 0,
    picture?.fullColumns ?? 0,
  );
}

export function MaskThumb({
  at,
  layer,
  direction,
}: ThumbProps & { readonly direction: 'forward' | 'backward' }): JSX.Element {
  const isForward = direction === 'forward';
  const raster = (colours: Palette, pixels: Size): Raster | undefined => {
    const mask = shownPicture(at, 'mask');
    if (mask === undefined) return undefined;
    const cells = fitting(mask, mask.cells, pixels);
    const gradient = isForward ? undefined : shownPicture(at, 'gradient');
    const arriving =
      gradient?.rows === mask.rows && gradient.columns === mask.columns
        ? fitting(gradient, shownCells(gradient, 'extreme'), pixels).values
        : undefined;
    const { rows, columns, values: blocked } = cells;
    return maskRaster({ rows, columns, blocked, ...(arriving && { arriving }) }, direction, colours);
  };
  const share = useComputed(() => {
    const picture = shownPicture(at, 'mask');
    return picture === undefined ? '' : readMask.share(picture);
  });
  return (
    <Frame
      name={isForward ? strings.forwardMask : strings.backwardMask}
      at={at}
      kind="mask"
      {...(isForward && { caption: share })}
      draw={(size) => (
        <Heatmap
          size={size}
          label={maskLabel(at, layer, direction)}
          raster={raster}
          inputs={[at, direction]}
          grid={() => gridOf(at, 'mask')}
          read={(row, column) => readMask.cell(at, direction, row, column)}
        />
      )}
    />
  );
}

export function maskLabel(at: number, { name }: NetworkLayer, direction: 'forward' | 'backward'): string {
  const picture = shownPicture(at, 'mask');
  return text(
    direction === 'forward' ? strings.maskForwardLabel : strings.maskBackwardLabel,
    name,
    picture?.fullRows ?? 0,
    picture?.fullColumns ?? 0,
  );
}
