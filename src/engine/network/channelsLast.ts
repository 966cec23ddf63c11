import { operand } from '../layers/support/operands';
import type { ParameterSpec } from '../layers/support/networkForm';
import { sameShape, sizeOf, type Shape } from '../shape';
import type { Numbers } from '../tensor';
import { networkLayerOf } from './layersOfNetwork';
import type { LayerDefinition } from './networkDefinition';

/**
 * How Keras keeps what belongs to images: the kernels of a convolution as rows×columns×channels×filters (here
 * filters×channels×rows×columns), and what takes a flattened image by rows, columns, channels (here by
 * channels, rows, columns).
 */
export type ChannelsLast =
  | { readonly kind: 'kernels' }
  /** `image` is channels×rows×columns. */
  | { readonly kind: 'flattened'; readonly image: Shape };

interface KnownLayer {
  readonly shape: Shape;
  readonly parameters: readonly ParameterSpec[];
}

/** Which image the row of numbers is that a layer is given; `several` where it is made of more than one. */
export type FlattenedImage = Shape | 'several' | undefined;

/** The shape that Keras' kernels have where those here have this one. */
export function kernelsOfKeras([filters = 0, channels = 0, rows = 0, columns = 0]: Shape): Shape {
  return [rows, columns, channels, filters];
}

/**
 * By layer, the image that it takes as a row: what was an image before a Flatten or an Affine, and has kept
 * its order since.
 * @param known by layer, what it gives for one sample and learns; `undefined` where that is not known
 */
export function flattenedImages(
  layers: readonly LayerDefinition[],
  sampleShape: Shape,
  known: readonly (KnownLayer | undefined)[],
): readonly FlattenedImage[] {
  const given: FlattenedImage[] = [];
  const taken: FlattenedImage[] = [];
  for (const [index, layer] of layers.entries()) {
    const images = layer.inputs.map((input): FlattenedImage => {
      const shape = input === 'input' ? sampleShape : known[input]?.shape;
      if (shape?.length === 3) return shape;
      return input === 'input' ? undefined : given[input];
    });
    const image = images.some((each) => !isSameImage(each, images[0])) ? 'several' : images[0];
    taken.push(image);
    given.push(keptImage(layer, image, known[index]));
  }
  return taken;
}

/** A matrix mixes what it is given, a pool over whole maps leaves a number of each. */
function keptImage(
  layer: LayerDefinition,
  image: FlattenedImage,
  { shape, parameters = [] }: Partial<KnownLayer> = {},
): FlattenedImage {
  if (
    image === undefined ||
    shape?.length !== 1 ||
    parameters.some((parameter) => parameter.shape.length > 1)
  )
    return undefined;
  if (image !== 'several' && sizeOf(image) === sizeOf(shape)) return image;
  return networkLayerOf(layer).asLayer.kind === 'combination' ? 'several' : undefined;
}

function isSameImage(a: FlattenedImage, b: FlattenedImage): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && sameShape(a, b));
}

/** Whether the order of an image tells at all: one channel, or a single pixel, is the same in both. */
export function hasOrder([channels = 1, ...pixels]: Shape): boolean {
  return channels > 1 && sizeOf(pixels) > 1;
}

/** Writes what Keras keeps in the order that is used here. */
export function writeChannelsLast(
  target: Numbers,
  shape: Shape,
  data: ArrayLike<number>,
  order: ChannelsLast,
  isTransposed: boolean,
): void {
  if (order.kind === 'kernels') {
    const [filters = 0, channels = 0, rows = 0, columns = 0] = shape;
    const pixels = rows * columns;
    for (let at = 0; at < target.length; at++) {
      const filter = Math.floor(at / (channels * pixels));
      const channel = Math.floor(at / pixels) % channels;
      target[at] = data[((at % pixels) * channels + channel) * filters + filter] ?? NaN;
    }
    return;
  }
  const channels = operand(order.image, 0);
  const entries = operand(shape, 0);
  const pixels = entries / channels;
  const units = sizeOf(shape.slice(1));
  for (let entry = 0; entry < entries; entry++) {
    const from = (entry % pixels) * channels + Math.floor(entry / pixels);
    for (let unit = 0; unit < units; unit++) {
      target[entry * units + unit] = data[isTransposed ? unit * entries + from : from * units + unit] ?? NaN;
    }
  }
}
