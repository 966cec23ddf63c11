import { operand } from '../layers/support/operands';
import { message, type Message } from '../message';
import { shapeValue, sizeOf } from '../shape';
import type { Precision } from '../tensor';
import { hasOrder, type FlattenedImage } from './channelsLast';
import {
  misfit,
  namedByKeras,
  namedByPyTorch,
  notUsable,
  reading,
  startOf,
  type GivenAssignment,
  type GivenParameters,
  type Place,
  type Reading,
} from './givenPlaces';
import type { GivenArchive, GivenNumbers } from './networkDefinition';
import type { NetworkError } from './networkError';

/** What arrays of other libraries are called, by what they are called here. */
const namesElsewhere: Readonly<Record<string, readonly string[]>> = {
  W: ['weight', 'kernel', 'weights'],
  b: ['bias', 'biases'],
  gamma: ['weight', 'scale'],
  beta: ['bias', 'offset'],
  runningMean: ['running_mean', 'moving_mean'],
  runningVariance: ['running_var', 'moving_variance', 'running_variance'],
};

/** Counts the mini-batches that PyTorch's BatchNorm has seen: nothing here starts from it. */
const counter = /(^|\.)num_batches_tracked$/;

/**
 * Finds a place for the arrays of `parameters =`: as they are told to, else by their names, else in their
 * order where the shapes fit.
 * @param open the places that no layer gives numbers to itself
 * @param images by layer, the image that was flattened for it
 */
export function unpack(
  archive: GivenArchive,
  open: readonly Place[],
  images: readonly FlattenedImage[],
  precision: Precision,
): GivenParameters {
  const errors: NetworkError[] = [];
  const byName = new Map(archive.arrays.map((array) => [array.name ?? '', array]));
  const found = new Map<Place, GivenNumbers>();
  const blame = (target?: string): NetworkError['blame'] => ({
    kind: 'parameters',
    ...(target !== undefined && { target }),
  });
  for (const [target, source] of Object.entries(archive.mapping)) {
    const place = open.find(({ name }) => name === target);
    const array = byName.get(source);
    if (!place) {
      const known = open.map(({ name }) => name).join(', ');
      errors.push({
        message: message('There is no parameter {0} to be given, but: {1}.', target, known),
        blame: blame(target),
      });
    } else if (!array) {
      const known = [...byName.keys()].join(', ');
      errors.push({
        message: message('{0} holds no array {1}. It holds {2}.', archive.file, source, known),
        blame: blame(target),
      });
    } else found.set(place, array);
  }
  const mapped = new Set(found.keys());
  const taken = new Set(found.values());
  const take = (place: Place, array: GivenNumbers): void => {
    found.set(place, array);
    taken.add(array);
  };
  const isLeft = (array: GivenNumbers): boolean => !taken.has(array) && !counter.test(array.name ?? '');
  const named = arraysByName(archive.arrays.filter(isLeft));
  for (const place of open) {
    if (mapped.has(place)) continue;
    const array = namesOf(place)
      .map((name) => named(name))
      .find((each) => each && isLeft(each));
    if (array) take(place, array);
  }
  const rest = open.filter((place) => !found.has(place));
  for (const [place, array] of inOrder(rest, archive.arrays.filter(isLeft), archive)) take(place, array);

  const isTransposed = archive.isTransposed ?? orderOfOthers(found);
  const isChannelsLast = archive.isChannelsLast ?? orderOfImages(found);
  const assigned = [...found].flatMap(([place, array]): GivenAssignment[] => {
    const read =
      reading(place.shape, array, isTransposed, isChannelsLast) ??
      // Matrices of one file that are kept in both orders are each read as they fit.
      reading(place.shape, array, archive.isTransposed, archive.isChannelsLast);
    const named = { ...array, name: `${array.name ?? ''} of ${archive.file}` };
    const image = isChannelsLast === true ? imageOf(place, images) : undefined;
    const wrong =
      read === undefined
        ? misfit(place, named)
        : (notUsable(named, place.name, precision) ??
          (read === 'either' || image === 'several' ? askForImages(place, named, read) : undefined));
    if (wrong) errors.push({ message: wrong, blame: blame(mapped.has(place) ? place.name : undefined) });
    if (wrong || read === undefined || image === 'several') return [];
    const start = startOf(array, read, image);
    return [{ parameter: place.name, layer: place.layer, by: 'parameters', ...start }];
  });
  return {
    assigned,
    missing: open.filter((place) => !found.has(place)).map(({ name }) => name),
    unused: archive.arrays.filter(isLeft).map(({ name }) => name ?? ''),
    errors,
  };
}

/** `affine1.w` itself, or what another library calls it: `affine1.weight`, `affine1.kernel`. */
function namesOf({ name, part }: Place): string[] {
  const layer = name.slice(0, -part.length);
  return [part, ...(namesElsewhere[part] ?? [])].map((each) => `${layer}${each}`.toLowerCase());
}

/**
 * Finds an array by its name, or by the layer and its part alone: `fc1.weight` of `model.fc1.weight`. Where
 * several end so, as in the blocks of a ResNet, the end says nothing. Nor does it for a layer that nobody has
 * named, but is numbered here: the first convolution is not the `conv1` of some block.
 */
function arraysByName(arrays: readonly GivenNumbers[]): (name: string) => GivenNumbers | undefined {
  const whole = new Map<string, GivenNumbers>();
  const ends = new Map<string, GivenNumbers[]>();
  const around = new Set<string>();
  for (const array of arrays) {
    const name = (array.name ?? '').replaceAll('/', '.').replace(/:0$/, '').toLowerCase();
    const words = name.split('.');
    const end = words.slice(-2).join('.');
    whole.set(name, array);
    ends.set(end, [...(ends.get(end) ?? []), array]);
    around.add(words.slice(0, -2).join('.'));
  }
  return (name) => {
    const [only, ...others] = ends.get(name) ?? [];
    const isTold = others.length === 0 && (around.size === 1 || !numbered.test(name));
    return whole.get(name) ?? (isTold ? only : undefined);
  };
}

/** Names that layers have here where nobody names them. */
const numbered = /^(affine|conv|batchnorm|layernorm)\d+\./;

/** Fits are looked for among so many pairs at most: a network of a thousand layers has as many. */
const mostPairs = 2 ** 23;

/**
 * Takes the arrays in their order, as many as find a place in the order of the network. Whether matrices are
 * kept as here or as in PyTorch is decided for all of them: by which more of them find one. Only where even
 * more find one out of order (all weights, then all biases) each goes to the first place that it fits.
 */
function inOrder(
  places: readonly Place[],
  arrays: readonly GivenNumbers[],
  { isTransposed, isChannelsLast }: GivenArchive,
): ReadonlyMap<Place, GivenNumbers> {
  const readings = isTransposed === undefined ? [false, true] : [isTransposed];
  const isShort = places.length * arrays.length <= mostPairs;
  const tries = [
    ...readings.map((each) =>
      isShort ? alignment(places, arrays, each, isChannelsLast) : new Map<Place, GivenNumbers>(),
    ),
    ...readings.map((each) => firstFits(places, arrays, each, isChannelsLast)),
  ];
  return tries.reduce((best, next) => (next.size > best.size ? next : best));
}

/** The longest row of fits in which neither places nor arrays change their order. */
function alignment(
  places: readonly Place[],
  arrays: readonly GivenNumbers[],
  isTransposed: boolean,
  isChannelsLast: boolean | undefined,
): ReadonlyMap<Place, GivenNumbers> {
  const fits = (row: number, column: number): boolean => {
    const [place, array] = [places[row], arrays[column]];
    if (place === undefined || array === undefined) return false;
    return reading(place.shape, array, isTransposed, isChannelsLast) !== undefined;
  };
  const width = arrays.length + 1;
  // By place and array: how long the row is that begins there or later.
  const longest = new Int32Array((places.length + 1) * width);
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = places.length - 1; row >= 0; row--) {
    for (let column = arrays.length - 1; column >= 0; column--) {
      const taken = fits(row, column) ? 1 + at(row + 1, column + 1) : 0;
      longest[row * width + column] = Math.max(taken, at(row + 1, column), at(row, column + 1));
    }
  }
  const found = new Map<Place, GivenNumbers>();
  for (let row = 0, column = 0; row < places.length && column < arrays.length;) {
    const [place, array] = [operand(places, row), operand(arrays, column)];
    if (fits(row, column) && at(row, column) === 1 + at(row + 1, column + 1)) {
      found.set(place, array);
      row++;
      column++;
    } else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return found;
}

function firstFits(
  places: readonly Place[],
  arrays: readonly GivenNumbers[],
  isTransposed: boolean,
  isChannelsLast: boolean | undefined,
): ReadonlyMap<Place, GivenNumbers> {
  const found = new Map<Place, GivenNumbers>();
  const left = [...arrays];
  for (const place of places) {
    const at = left.findIndex(
      (array) => reading(place.shape, array, isTransposed, isChannelsLast) !== undefined,
    );
    const [array] = at === -1 ? [] : left.splice(at, 1);
    if (array) found.set(place, array);
  }
  return found;
}

/** Whether the matrices of a file are outputs×inputs, where those that are not square tell it. */
function orderOfOthers(found: ReadonlyMap<Place, GivenNumbers>): boolean | undefined {
  let asHere = 0;
  let transposed = 0;
  for (const [place, array] of found) {
    if (place.shape.length !== 2 || place.shape[0] === 1 || place.shape[1] === 1) continue;
    const read = reading(place.shape, array, undefined);
    if (read === 'as it is' && place.shape[0] !== place.shape[1]) asHere++;
    if (read === 'transposed') transposed++;
  }
  if (asHere > 0 === transposed > 0) return undefined;
  return transposed > 0;
}

/**
 * Whether what belongs to images is kept with channels last: by the kernels whose shape tells it, else by the
 * names that Keras, PyTorch and this program give to weights.
 */
function orderOfImages(found: ReadonlyMap<Place, GivenNumbers>): boolean | undefined {
  const told = new Set<boolean>();
  const named = new Set<boolean>();
  for (const [place, array] of found) {
    const name = array.name ?? '';
    if (namedByKeras.test(name)) named.add(true);
    else if (namedByPyTorch.test(name) || name === place.name) named.add(false);
    const read = place.shape.length === 4 ? reading(place.shape, array, undefined) : undefined;
    if (read === 'as it is' || read === 'channels last') told.add(read === 'channels last');
  }
  const [only, ...others] = told.size > 0 ? told : named;
  return others.length === 0 ? only : undefined;
}

/** The image whose entries a parameter belongs to one by one; `undefined` where their order is the same. */
function imageOf({ layer, shape }: Place, images: readonly FlattenedImage[]): FlattenedImage {
  const image = images[layer];
  if (image === undefined || shape.length > 2) return undefined;
  if (image === 'several') return shape.length === 2 ? image : undefined;
  return shape[0] === sizeOf(image) && hasOrder(image) ? image : undefined;
}

function askForImages({ name }: Place, numbers: GivenNumbers, read: Reading): Message {
  return read === 'either'
    ? message(
        '{0} is {1}, which fits {2} as filters×channels×rows×columns and, as Keras keeps kernels, as rows×columns×channels×filters. Say which: channels_last=true or channels_last=false.',
        numbers.name ?? '',
        shapeValue(numbers.shape),
        name,
      )
    : message(
        '{0} belongs to several images at once, and in a file with channels last its order cannot be told. Put {1} in the order channels, rows, columns, and say channels_last=false.',
        numbers.name ?? '',
        name,
      );
}
