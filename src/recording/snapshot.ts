import { writeSafetensors } from '../data/formats/safetensorsWriter';
import type { WritableArray } from '../data/npyWriter';
import { openTensorFile, type TensorFile } from './tensorFile';

/** A side of a picture is at most this long. */
export const longestSide = 64;

export const pictureKinds = ['activation', 'gradient', 'mask', 'weights', 'weightGradient'] as const;
export type SnapshotPictureKind = (typeof pictureKinds)[number];

/** What each place of `statistics` holds, over the finite entries but for the last. */
export const statisticColumns = [
  'mean',
  'standardDeviation',
  'minimum',
  'maximum',
  'norm',
  'meanAbsolute',
  'zeros',
  'nonFinite',
] as const;

/** One tensor of one layer at one step, as a picture. */
export interface SnapshotPicture {
  /** The layer's name. */
  readonly layer: string;
  readonly kind: SnapshotPictureKind;
  /** Of the whole tensor, batch first. */
  readonly shape: readonly number[];
  /** Of the picture. */
  readonly rows: number;
  readonly columns: number;
  /** Row-major: by cell the mean of its entries. Of a mask 1 is blocked. */
  readonly means: Float32Array;
  /** By cell the entry farthest from zero, or one that is not finite; absent where a cell is one entry. */
  readonly extremes?: Float32Array;
  /** As `statisticColumns`; absent for masks. */
  readonly statistics?: Float64Array;
  /** Counts in parts of equal width between minimum and maximum; absent for masks. */
  readonly histogram?: Int32Array;
}

/** Of a layer that blocks: a 1 for each unit that was blocked for every sample of the last whole epoch. */
export interface SnapshotDeadUnits {
  readonly layer: string;
  readonly units: Uint8Array;
}

/** What a network looked like after a step. */
export interface Snapshot {
  readonly pictures: readonly SnapshotPicture[];
  readonly deadUnits: readonly SnapshotDeadUnits[];
}

export function encodeSnapshot({ pictures, deadUnits }: Snapshot): Uint8Array {
  const tensors = new Map<string, WritableArray>();
  for (const { layer, kind, shape, rows, columns, means, extremes, statistics, histogram } of pictures) {
    const write = (part: string, tensor: WritableArray): void => {
      tensors.set(`${layer}.${kind}.${part}`, tensor);
    };
    write('shape', { shape: [shape.length], data: Int32Array.from(shape) });
    write('mean', { shape: [rows, columns], data: means });
    if (extremes) write('extreme', { shape: [rows, columns], data: extremes });
    if (statistics) write('statistics', { shape: [statistics.length], data: statistics });
    if (histogram) write('histogram', { shape: [histogram.length], data: histogram });
  }
  for (const { layer, units } of deadUnits)
    tensors.set(`${layer}.deadUnits`, { shape: [units.length], data: units });
  return writeSafetensors(tensors);
}

/** `undefined` for bytes that are no snapshot. Tensors of other names are left alone. */
export function decodeSnapshot(name: string, bytes: Uint8Array): Snapshot | undefined {
  const file = openTensorFile(name, bytes);
  if (file === undefined) return undefined;
  const pictures: SnapshotPicture[] = [];
  const deadUnits: SnapshotDeadUnits[] = [];
  for (const tensor of file.names) {
    const [, layer = '', kind] = /^(.+)\.(\w+)\.mean$/s.exec(tensor) ?? [];
    const known = pictureKinds.find((each) => each === kind);
    if (known !== undefined) {
      const picture = readPicture(file, layer, known);
      if (picture === undefined) return undefined;
      pictures.push(picture);
    } else if (tensor.endsWith('.deadUnits')) {
      const units = file.tensor(tensor, 1);
      if (units === undefined) return undefined;
      deadUnits.push({ layer: tensor.slice(0, -'.deadUnits'.length), units: Uint8Array.from(units.data) });
    }
  }
  return { pictures, deadUnits };
}

function readPicture(
  file: TensorFile,
  layer: string,
  kind: SnapshotPictureKind,
): SnapshotPicture | undefined {
  const part = (name: string): string => `${layer}.${kind}.${name}`;
  const mean = file.tensor(part('mean'), 2);
  const [rows, columns] = mean?.shape ?? [];
  if (mean === undefined || rows === undefined || columns === undefined) return undefined;
  if (rows > longestSide || columns > longestSide) return undefined;
  /** `undefined`: it is there, and of another size. */
  const optional = (name: string, axes: number, size: number): ArrayLike<number> | 'absent' | undefined => {
    if (!file.names.has(part(name))) return 'absent';
    const found = file.tensor(part(name), axes)?.data;
    return found?.length === size ? found : undefined;
  };
  const shape = file.tensor(part('shape'), 1)?.data;
  const extremes = optional('extreme', 2, mean.data.length);
  const statistics = optional('statistics', 1, statisticColumns.length);
  const histogram = optional('histogram', 1, histogramBins);
  if (!shape || !extremes || !statistics || !histogram) return undefined;
  return {
    layer,
    kind,
    shape: Array.from(shape),
    rows,
    columns,
    means: Float32Array.from(mean.data),
    ...(extremes !== 'absent' && { extremes: Float32Array.from(extremes) }),
    ...(statistics !== 'absent' && { statistics: Float64Array.from(statistics) }),
    ...(histogram !== 'absent' && { histogram: Int32Array.from(histogram) }),
  };
}

const histogramBins = 64;
