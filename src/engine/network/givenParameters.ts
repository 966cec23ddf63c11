import { operand } from '../layers/support/operands';
import type { ParameterSpec, StateSpec } from '../layers/support/networkForm';
import { message, type Message } from '../message';
import { formatShape, sameShape, sizeOf, type Shape } from '../shape';
import type { Numbers, Precision } from '../tensor';
import type { GivenArchive, GivenNumbers, LayerDefinition, NetworkDefinition } from './networkDefinition';
import type { NetworkError } from './networkError';

/** Numbers that a parameter or a running statistic starts from, and how they are read. */
export interface GivenStart {
  readonly numbers: GivenNumbers;
  /** The matrix is outputs×inputs, as PyTorch keeps it; here it is inputs×outputs. */
  readonly isTransposed: boolean;
}

/** One parameter that starts from given numbers, for whoever is told what went where. */
export interface GivenAssignment {
  /** `affine1.W` */
  readonly parameter: string;
  readonly layer: number;
  readonly start: GivenStart;
  /** Both readings of the matrix would fit, and nobody has said which is meant. */
  readonly isAmbiguous: boolean;
  /** Given by `init=` or `bias=` of its layer, or by `parameters =`. */
  readonly by: 'init' | 'bias' | 'parameters';
}

/** What the numbers that a network is given became. */
export interface GivenParameters {
  readonly assigned: readonly GivenAssignment[];
  /** Parameters and running statistics that `parameters =` has no numbers for. */
  readonly missing: readonly string[];
  /** Arrays of the file of `parameters =` that went nowhere. */
  readonly unused: readonly string[];
  readonly errors: readonly NetworkError[];
}

/** A parameter or a running statistic that can be given. */
interface Place {
  readonly name: string;
  readonly layer: number;
  /** `W`, `runningMean` */
  readonly part: string;
  readonly shape: Shape;
  readonly isState: boolean;
}

/** What a layer is known to keep before it is known what it starts from. */
interface KeptByLayer {
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
  const unpacked = unpack(archive, open, training.precision);
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
      const { numbers, isTransposed } = start;
      return `${numbers.name ?? ''} → ${parameter}${isTransposed ? 'ᵀ' : ''}`;
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
export function writeGiven(target: Numbers, shape: Shape, { numbers, isTransposed }: GivenStart): void {
  const { data } = numbers;
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
  const place = (part: string, shape: Shape, isState: boolean): Place => ({
    name: `${name}.${part}`,
    layer,
    part,
    shape,
    isState,
  });
  return [
    ...parameters.map((spec) => place(spec.name, spec.shape, false)),
    ...states.map((spec) => place(spec.name, spec.shape, true)),
  ];
}

/** How an array can be read as what a place needs; `both` is a square matrix. */
type Reading = 'as it is' | 'transposed' | 'both';

function reading(
  needed: Shape,
  { shape, data }: GivenNumbers,
  isTransposed: boolean | undefined,
): Reading | undefined {
  const [rows, columns, ...others] = needed;
  const isMatrix = rows !== undefined && columns !== undefined && others.length === 0;
  const fits = sameShape(shape, needed) || (needed.length === 1 && isRowOf(shape, needed));
  if (!isMatrix) return fits ? 'as it is' : undefined;
  const fitsTransposed = sameShape(shape, [columns, rows]);
  if (isTransposed !== undefined) {
    if (isTransposed) return fitsTransposed ? 'transposed' : undefined;
    return fits ? 'as it is' : undefined;
  }
  // A row or a column is the same numbers in the same order, and so is a symmetric matrix.
  if (fits && fitsTransposed) return rows === 1 || isSymmetric(data, rows) ? 'as it is' : 'both';
  if (fits) return 'as it is';
  return fitsTransposed ? 'transposed' : undefined;
}

/** `1×n` or `n×1` for n biases, as NumPy code often keeps them. */
function isRowOf(shape: Shape, [count]: Shape): boolean {
  return sizeOf(shape) === count && shape.filter((size) => size !== 1).length <= 1;
}

function isSymmetric(data: GivenNumbers['data'], size: number): boolean {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      if (data[row * size + column] !== data[column * size + row]) return false;
    }
  }
  return true;
}

/** Where both readings fit, PyTorch's name for a weight says more than nothing. */
function startOf(numbers: GivenNumbers, read: Reading): Pick<GivenAssignment, 'start' | 'isAmbiguous'> {
  const isPyTorch = read === 'both' && /(^|\.)weight$/.test(numbers.name ?? '');
  return {
    start: { numbers, isTransposed: isPyTorch || read === 'transposed' },
    isAmbiguous: read === 'both',
  };
}

function misfit({ name, shape }: Place, numbers: GivenNumbers): Message {
  const read = numbers.isTransposed === true ? [...numbers.shape].reverse() : numbers.shape;
  const [given, needed] = [formatShape(read), formatShape(shape)];
  if (numbers.shape.length === 0) {
    return message(
      '{0} has the shape {1}, but one number is given. To begin with it everywhere: Constant({2})',
      name,
      needed,
      numbers.data[0] ?? 0,
    );
  }
  return numbers.name === undefined
    ? message(
        '{0} has the shape {1}, but the numbers that are given have the shape {2}.',
        name,
        needed,
        given,
      )
    : message('{0} has the shape {1}, but {2} has the shape {3}.', name, needed, numbers.name, given);
}

/** A number that nothing can be learned from. */
function notUsable(
  { data, name }: GivenNumbers,
  parameter: string,
  precision: Precision,
): Message | undefined {
  for (let entry = 0; entry < data.length; entry++) {
    const number = data[entry] ?? NaN;
    if (!Number.isFinite(number)) {
      return message(
        '{0} cannot begin with {1}, as entry {2} of {3} is.',
        parameter,
        String(number),
        entry,
        name ?? 'init',
      );
    }
    if (precision === 'float32' && !Number.isFinite(Math.fround(number))) {
      return message(
        '{0} is too large for float32, whose largest number is 3.4e38: write precision = float64, or a smaller number.',
        name ?? 'init',
      );
    }
  }
  return undefined;
}

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

function unpack(archive: GivenArchive, open: readonly Place[], precision: Precision): GivenParameters {
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
  const named = new Map(
    archive.arrays.filter(isLeft).map((array) => [comparedName(array.name ?? ''), array]),
  );
  for (const place of open) {
    if (mapped.has(place)) continue;
    const array = namesOf(place)
      .map((name) => named.get(name))
      .find((each) => each && isLeft(each));
    if (array) take(place, array);
  }
  const rest = open.filter((place) => !found.has(place));
  for (const [place, array] of inOrder(rest, archive.arrays.filter(isLeft), archive.isTransposed))
    take(place, array);

  const isTransposed = archive.isTransposed ?? orderOfOthers(found);
  const assigned = [...found].flatMap(([place, array]): GivenAssignment[] => {
    const read =
      reading(place.shape, array, isTransposed) ??
      // Matrices of one file that are kept in both orders are each read as they fit.
      (archive.isTransposed === undefined ? reading(place.shape, array, undefined) : undefined);
    const named = { ...array, name: `${array.name ?? ''} of ${archive.file}` };
    const wrong = read === undefined ? misfit(place, named) : notUsable(named, place.name, precision);
    if (wrong) errors.push({ message: wrong, blame: blame(mapped.has(place) ? place.name : undefined) });
    if (wrong || read === undefined) return [];
    return [{ parameter: place.name, layer: place.layer, by: 'parameters', ...startOf(array, read) }];
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

/** The layer and its part, without what stands around them: `fc1.weight` of `model.fc1.weight`. */
function comparedName(array: string): string {
  return array.replaceAll('/', '.').replace(/:0$/, '').toLowerCase().split('.').slice(-2).join('.');
}

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
  isTransposed: boolean | undefined,
): ReadonlyMap<Place, GivenNumbers> {
  const readings = isTransposed === undefined ? [false, true] : [isTransposed];
  const isShort = places.length * arrays.length <= mostPairs;
  const tries = [
    ...readings.map((each) => (isShort ? alignment(places, arrays, each) : new Map<Place, GivenNumbers>())),
    ...readings.map((each) => firstFits(places, arrays, each)),
  ];
  return tries.reduce((best, next) => (next.size > best.size ? next : best));
}

/** The longest row of fits in which neither places nor arrays change their order. */
function alignment(
  places: readonly Place[],
  arrays: readonly GivenNumbers[],
  isTransposed: boolean,
): ReadonlyMap<Place, GivenNumbers> {
  const fits = (row: number, column: number): boolean => {
    const [place, array] = [places[row], arrays[column]];
    return (
      place !== undefined && array !== undefined && reading(place.shape, array, isTransposed) !== undefined
    );
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
): ReadonlyMap<Place, GivenNumbers> {
  const found = new Map<Place, GivenNumbers>();
  const left = [...arrays];
  for (const place of places) {
    const at = left.findIndex((array) => reading(place.shape, array, isTransposed) !== undefined);
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
