import type { Picture } from '../../../src/protocol/trainingViews';
import { markup, type Markup } from '../../kit/export/markup';
import { shapeText, shortNumber } from '../../kit/numbers';
import { text } from '../../kit/translation';
import { shownCells } from '../../tensor/cellReading';
import { palette } from '../../tensor/palette';
import { paint, type Raster } from '../../tensor/raster';
import { heatRaster, maskRaster } from '../../tensor/tensorRaster';
import { kindNames } from '../sections/layers/pictureKinds';
import { limitOf } from '../state/pictureLimits';
import { layers } from '../state/store';
import type { CollectedPictures } from './collectPictures';
import { strings } from './reportTexts';

/** CSS pixels of a picture's longer side, where its cells are not too many for that. */
const side = 160;
const largestCell = 20;

/** The pictures of every layer under its name, in the colours that hold now. */
export function reportPictures({ pictures, missing }: CollectedPictures): Markup {
  if (pictures.length === 0) return markup`<p>${text(strings.noPictures)}</p>`;
  const rows = layers.value.map((layer, at) => {
    const own = pictures.filter((picture) => picture.layer === at && picture.shape.length > 0);
    if (own.length === 0) return '';
    return markup`<h3>${layer.name}</h3><div class="pictures">${own.map((picture) => figure(picture, layer.name))}</div>`;
  });
  const left = missing > 0 ? markup`<p class="note">${text(strings.left, missing)}</p>` : '';
  return markup`${rows}${left}`;
}

function figure(picture: Picture, name: string): Markup {
  const kind = text(kindNames[picture.kind]);
  const limit = limitOf(picture);
  const scale =
    picture.kind === 'mask'
      ? text(strings.maskScale)
      : text(strings.scale, shortNumber(-limit), shortNumber(limit));
  const { address, width, height } = drawn(picture);
  return markup`<figure data-picture="${name}/${picture.kind}"><figcaption>${kind} <span class="note">${shapeText(picture.shape)}</span></figcaption>
<img src="${address}" width="${width}" height="${height}" alt="${kind}: ${name}"><p class="note">${scale}</p></figure>\n`;
}

function rasterOf(picture: Picture): Raster {
  const { rows, columns, cells, kind } = picture;
  if (kind === 'mask') return maskRaster({ rows, columns, blocked: cells }, 'forward', palette.value);
  const values = shownCells(picture, 'extreme');
  return heatRaster({ rows, columns, values, limit: limitOf(picture) }, palette.value);
}

/** Every cell has equally many whole pixels. */
function drawn(picture: Picture): {
  readonly address: string;
  readonly width: number;
  readonly height: number;
} {
  const longest = Math.max(picture.rows, picture.columns);
  const cell = Math.max(1, Math.min(largestCell, Math.floor(side / longest)));
  const canvas = document.createElement('canvas');
  const { width, height } = Object.assign(canvas, {
    width: picture.columns * cell,
    height: picture.rows * cell,
  });
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d context');
  const image = context.createImageData(width, height);
  paint(rasterOf(picture), new Uint32Array(image.data.buffer), width, height, 1);
  context.putImageData(image, 0, 0);
  return { address: canvas.toDataURL('image/png'), width, height };
}
