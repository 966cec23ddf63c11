import type { Picture, PictureKind, SampleTensor } from '../../../src/protocol/trainingViews';
import { coarse, mosaicOf } from '../../tensor/cells';
import { shownCells } from '../../tensor/cellReading';
import type { Palette } from '../../tensor/palette';
import type { Raster } from '../../tensor/raster';
import { heatRaster, maskRaster } from '../../tensor/tensorRaster';
import type { Size } from '../../graph/textWidth';
import type { GraphNode } from '../sections/graph/networkStructure';
import { isLoss } from '../sections/layers/pictureKinds';
import { chosenSample, isSame } from '../sections/sample/sampleChoice';
import { limitOfValues } from '../sections/sample/sampleCells';
import { limitOf } from '../state/pictureLimits';
import { isRecorded, layers, shownPicture, shownViews } from '../state/store';

/**
 * What a node of the strip holds. `maps`: the feature maps of the sample that is followed. `mask`: what a
 * ReLU blocked. `activation`: what the layer gave for the mini-batch. `loss`: one number. `input`: the data.
 */
export type NodeContent =
  | { readonly kind: 'maps' | 'loss'; readonly layer: number }
  | { readonly kind: Extract<PictureKind, 'mask' | 'activation'>; readonly layer: number }
  | { readonly kind: 'input' };

/** A folded group shows what comes out of it. */
export function contentOf({ members }: GraphNode): NodeContent {
  const at = members.at(-1);
  const layer = at === undefined ? undefined : layers.value[at];
  if (at === undefined || layer === undefined) return { kind: 'input' };
  if (isLoss(layer)) return { kind: 'loss', layer: at };
  // Of a recorded run no sample is followed.
  if (layer.shape.length === 3 && !isRecorded.value) return { kind: 'maps', layer: at };
  return { kind: layer.nature.blocks ? 'mask' : 'activation', layer: at };
}

/** Cells along a side: no more could be told apart in so little room. */
export const nodePictureSide = 32;

/** A picture of the mini-batch: units down, samples across. */
export function batchRaster(
  { kind, layer }: { readonly kind: 'mask' | 'activation'; readonly layer: number },
  colours: Palette,
  pixels: Size,
): Raster | undefined {
  const picture = shownPicture(layer, kind);
  if (picture === undefined) return undefined;
  if (kind === 'mask') {
    const { rows, columns, values } = cellsOf(picture, picture.cells, pixels);
    return maskRaster({ rows, columns, blocked: values }, 'forward', colours);
  }
  const cells = cellsOf(picture, shownCells(picture, 'extreme'), pixels);
  return heatRaster({ ...cells, limit: limitOf(picture) }, colours);
}

function cellsOf(
  { rows, columns }: Picture,
  values: ArrayLike<number>,
  { width, height }: Size,
): ReturnType<typeof coarse> {
  return coarse(
    { rows, columns, values },
    Math.min(nodePictureSide, height),
    Math.min(nodePictureSide, width),
  );
}

/** What a layer gave for the sample that is followed; `undefined` where it is not there, or too large. */
export function followedTensor(layer: number): SampleTensor | undefined {
  const choice = chosenSample();
  const sample = shownViews.value?.samples?.find((each) => isSame(each.choice, choice));
  return sample?.layers[layer] ?? undefined;
}

/** In CSS pixels, a feature map is at least so large. */
const smallestMap = 18;

/** The first feature maps of a layer, as many as have room, beside and below each other. */
interface MapGrid extends ReturnType<typeof mosaicOf> {
  /** Of all of it, in CSS pixels: pixels of the maps are squares. */
  readonly size: Size;
}

export function mapGrid([channels = 1, height = 1, width = 1]: readonly number[], place: Size): MapGrid {
  const down = Math.max(1, Math.floor(place.height / smallestMap));
  const across = Math.max(1, Math.floor(place.width / smallestMap));
  const images = Math.min(channels, across * down);
  const grid = mosaicOf({ images, height, width, across: Math.ceil(images / down) });
  const cell = Math.min(place.width / grid.columns, place.height / grid.rows);
  return { ...grid, size: { width: grid.columns * cell, height: grid.rows * cell } };
}

export function mapsRaster(layer: number, grid: MapGrid, colours: Palette): Raster | undefined {
  const values = followedTensor(layer)?.values;
  if (values === undefined) return undefined;
  return heatRaster({ ...grid, values, limit: limitOfValues(values) }, colours);
}
