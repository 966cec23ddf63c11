import { operand } from '../layers/support/operands';
import type { ParameterSpec, StateSpec } from '../layers/support/networkForm';
import { message, type Message } from '../message';
import type { Shape } from '../shape';
import type { Numbers } from '../tensor';
import { flattenedImages, writeChannelsLast } from './channelsLast';
import { unpack } from './givenArchive';
import {
  misfit,
  notUsable,
  reading,
  startOf,
  type GivenAssignment,
  type GivenParameters,
  type GivenStart,
  type Place,
} from './givenPlaces';
import type { LayerDefinition, NetworkDefinition } from './networkDefinition';
import type { NetworkError } from './networkError';

/** What a layer is known to keep before it is known what it starts from. */
interface KeptByLayer {
  readonly shape: Shape;
  readonly parameters: readonly ParameterSpec[];
  readonly states: readonly StateSpec[];
}

/**
 * Finds out which numbers go where: those of `init=` and `bias=` to their layer, those of `parameters =` as
 * they are told to, else by their names, else in their order where the shapes fit.
 */
export function assignGiven(
  { layers, parameters: archive, training }: NetworkDefinition,
  kept: readonly (KeptByLayer | undefined)[],
  sampleShape: Shape,
): GivenParameters {
  const places = kept.flatMap((layer, index) =>
    layer ? placesOf(layer, operand(layers, index), index) : [],
  );
  const assigned: GivenAssignment[] = [];
  const errors: NetworkError[] = [];
  const ofLayer = places.flatMap((place) => {
    const numbers = operand(layers, place.layer).given?.[place.part];
    return numbers ? [{ place, numbers }] : [];
  });
  for (const { place, numbers } of ofLayer) {
    const by = place.part === 'b' ? 'bias' : 'init';
    const blame: NetworkError['blame'] =
      by === 'init'
        ? { kind: 'initializer', layer: place.layer }
        : { kind: 'setting', layer: place.layer, setting: 'bias' };
    const read = reading(place.shape, numbers, numbers.isTransposed);
    const wrong =
      read === undefined ? misfit(place, numbers) : notUsable(numbers, place.name, training.precision);
    if (wrong) errors.push({ message: wrong, blame });
    else if (read)
      assigned.push({ parameter: place.name, layer: place.layer, by, ...startOf(numbers, read) });
  }
  const taken = new Set(ofLayer.map(({ place }) => place));
  const open = places.filter((place) => !taken.has(place));
  if (!archive) return { assigned, missing: [], unused: [], errors };
  const images = flattenedImages(layers, sampleShape, kept);
  const unpacked = unpack(archive, open, images, training.precision);
  return {
    ...unpacked,
    assigned: [...assigned, ...unpacked.assigned],
    errors: [...errors, ...unpacked.errors],
  };
}

/** What went where, in one line: `W1 → hidden.W (outputs×inputs), b1 → hidden.b. Not in the file: out.b.` */
export function describeGiven({ assigned, missing, unused }: GivenParameters): Message {
  const went = assigned
    .filter(({ by }) => by === 'parameters')
    .map(({ parameter, start }) => {
      const { numbers, isTransposed, channelsLast } = start;
      return `${numbers.name ?? ''} → ${parameter}${isTransposed ? 'ᵀ' : ''}${channelsLast ? ' (HWC)' : ''}`;
    })
    .join(', ');
  if (missing.length === 0 && unused.length === 0) return message('Parameters of the file: {0}.', went);
  if (missing.length === 0)
    return message('Parameters of the file: {0}. Not used: {1}.', went, unused.join(', '));
  if (unused.length === 0)
    return message('Parameters of the file: {0}. Not in it: {1}.', went, missing.join(', '));
  return message(
    'Parameters of the file: {0}. Not in it: {1}. Not used: {2}.',
    went,
    missing.join(', '),
    unused.join(', '),
  );
}

/** Writes the numbers as the network has them: rounded where it computes in float32. */
export function writeGiven(
  target: Numbers,
  shape: Shape,
  { numbers, isTransposed, channelsLast }: GivenStart,
): void {
  const { data } = numbers;
  if (channelsLast) {
    writeChannelsLast(target, shape, data, channelsLast, isTransposed);
    return;
  }
  if (!isTransposed) {
    target.set(data);
    return;
  }
  const [rows = 0, columns = 0] = shape;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      target[row * columns + column] = data[column * rows + row] ?? NaN;
    }
  }
}

function placesOf({ parameters, states }: KeptByLayer, { name }: LayerDefinition, layer: number): Place[] {
  return [...parameters, ...states].map(({ name: part, shape }) => ({
    name: `${name}.${part}`,
    layer,
    part,
    shape,
  }));
}
