import type { Picture, PictureKind, TrainingViews, ViewRequests } from '../../protocol/trainingViews';
import { statisticColumns, type Snapshot, type SnapshotPicture } from '../../recording/snapshot';

type StatisticName = (typeof statisticColumns)[number];

/** What the pictures of a snapshot are of. */
export interface PicturedLayers {
  /** By place of the layer in the panel. */
  readonly names: readonly string[];
  /** The place of the layer that gives the loss. */
  readonly loss: number;
  /** Places of layers that block: where no mask was stored it follows from what they gave. */
  readonly blocking: ReadonlySet<number>;
}

/** The pictures that are requested, as far as a snapshot has them. @param loss of the step of the snapshot */
export function recordedViews(
  snapshot: Snapshot,
  { pictures: requests }: Pick<ViewRequests, 'pictures'>,
  layers: PicturedLayers,
  loss: number,
): Pick<TrainingViews, 'pictures' | 'withoutPicture'> {
  const pictures = new Map<string, Picture>();
  const withoutPicture: Pick<Picture, 'layer' | 'kind'>[] = [];
  for (const { layer, kinds } of requests) {
    for (const kind of kinds) {
      const key = `${String(layer)}/${kind}`;
      if (pictures.has(key)) continue;
      const isLoss = layer === layers.loss && kind === 'activation';
      const picture = isLoss ? pictureOfLoss(layer, loss) : recordedPicture(snapshot, layer, kind, layers);
      if (picture === undefined) withoutPicture.push({ layer, kind });
      else pictures.set(key, picture);
    }
  }
  return {
    pictures: [...pictures.values()],
    ...(withoutPicture.length > 0 && { withoutPicture }),
  };
}

/** One number; its snapshot has none of it, for it is among the series. */
function pictureOfLoss(layer: number, loss: number): Picture {
  return {
    layer,
    kind: 'activation',
    shape: [1],
    fullRows: 1,
    fullColumns: 1,
    rows: 1,
    columns: 1,
    cells: Float32Array.of(loss),
  };
}

function recordedPicture(
  { pictures, deadUnits }: Snapshot,
  layer: number,
  kind: PictureKind,
  { names, blocking }: PicturedLayers,
): Picture | undefined {
  const name = names[layer];
  const stored = (requested: PictureKind): SnapshotPicture | undefined =>
    pictures.find((picture) => picture.layer === name && picture.kind === requested);
  const found = stored(kind);
  if (kind !== 'mask') return found && pictureOf(found, layer);
  const output = found === undefined && blocking.has(layer) ? stored('activation') : undefined;
  const mask = found ?? (output && maskOf(output));
  if (mask === undefined) return undefined;
  const units = deadUnits.find((dead) => dead.layer === name)?.units;
  return { ...pictureOf(mask, layer), ...(units && { deadUnits: units }) };
}

function pictureOf(stored: SnapshotPicture, layer: number): Picture {
  const { kind, shape, rows, columns, means, extremes, histogram } = stored;
  const size = shape.reduce((product, axis) => product * axis, 1);
  const isOfParameters = kind === 'weights' || kind === 'weightGradient';
  // Of what a batch gave the samples go to the right; of parameters the first axis goes down.
  const along = isOfParameters && shape.length < 2 ? 1 : (shape[0] ?? 1);
  const others = size / Math.max(1, along);
  return {
    layer,
    kind,
    shape,
    fullRows: isOfParameters ? along : others,
    fullColumns: isOfParameters ? others : along,
    rows,
    columns,
    cells: means,
    ...(extremes && { extremes }),
    ...(kind !== 'mask' && { statistics: statisticsOf(stored) }),
    ...(histogram && { histogram }),
  };
}

/** A ReLU blocks what is not above zero. Of a cell that stands for several entries nobody knows. */
function maskOf(output: SnapshotPicture): SnapshotPicture | undefined {
  const { layer, shape, rows, columns, means, extremes } = output;
  if (extremes !== undefined) return undefined;
  const blocked = Float32Array.from(means, (value) => (value > 0 ? 0 : 1));
  return { layer, kind: 'mask', shape, rows, columns, means: blocked };
}

/** As stored; else of the cells, as far as they tell: NaN is what they do not. */
function statisticsOf({ statistics, means, extremes }: SnapshotPicture): Float64Array {
  if (statistics !== undefined) return statistics;
  const cells = (extremes ?? means).filter(Number.isFinite);
  const isExact = extremes === undefined;
  const sum = cells.reduce((total, value) => total + value, 0);
  const squares = cells.reduce((total, value) => total + value * value, 0);
  const mean = sum / cells.length;
  const exactly = (value: number): number => (isExact ? value : NaN);
  const figures: Readonly<Record<StatisticName, number>> = {
    mean: exactly(mean),
    standardDeviation: exactly(
      Math.sqrt(cells.reduce((total, value) => total + (value - mean) ** 2, 0) / cells.length),
    ),
    minimum: cells.length === 0 ? NaN : Math.min(...cells),
    maximum: cells.length === 0 ? NaN : Math.max(...cells),
    norm: exactly(Math.sqrt(squares)),
    meanAbsolute: exactly(cells.reduce((total, value) => total + Math.abs(value), 0) / cells.length),
    zeros: exactly(cells.filter((value) => value === 0).length),
    nonFinite: exactly(means.length - cells.length),
  };
  return Float64Array.from(statisticColumns, (name) => figures[name]);
}

/** How the entries of a tensor were spread at one step: from `low` to `high`, in parts of equal width. */
export interface RecordedHistogram {
  readonly step: number;
  readonly low: number;
  readonly high: number;
  readonly counts: ArrayLike<number>;
  readonly nonFinite: number;
}

/** Of all pictures of a snapshot that have a distribution, by layer and kind. */
export function histogramsOf({ pictures }: Snapshot, step: number): ReadonlyMap<string, RecordedHistogram> {
  const found = new Map<string, RecordedHistogram>();
  for (const picture of pictures) {
    const { layer, kind } = picture;
    if (kind === 'mask' || kind === 'weightGradient') continue;
    const statistics = statisticsOf(picture);
    const figure = (name: StatisticName): number => statistics[statisticColumns.indexOf(name)] ?? NaN;
    const [low, high] = [figure('minimum'), figure('maximum')];
    const counts = picture.histogram ?? histogramOfCells(picture, low, high);
    const nonFinite = figure('nonFinite');
    found.set(histogramKey(layer, kind), {
      step,
      low,
      high,
      counts,
      nonFinite: Number.isNaN(nonFinite) ? 0 : nonFinite,
    });
  }
  return found;
}

export function histogramKey(layer: string, kind: PictureKind): string {
  return `${kind}/${layer}`;
}

/** Of a producer that counted nothing: how its cells are spread. */
function histogramOfCells({ means }: SnapshotPicture, low: number, high: number): Int32Array {
  const counts = new Int32Array(bins);
  for (const value of means) {
    if (!Number.isFinite(value)) continue;
    const bin = high > low ? Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins)) : 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Bins of a distribution over the run: as many below zero as above. */
const bins = 64;
/** Where only zeros were stored. */
const smallestLimit = 2 ** -24;

/**
 * Histograms of several steps in the same bins, from `-limit` to `limit`. Each was stored in parts of its own
 * width; a part that lies across several bins is shared among them evenly, so that no entry is lost or
 * counted twice.
 */
export function distributionOf(histograms: readonly RecordedHistogram[]): {
  readonly steps: Float64Array;
  readonly limit: number;
  readonly bins: number;
  readonly counts: Int32Array;
  readonly nonFinite: Int32Array;
} {
  const reach = histograms.reduce(
    (most, { low, high }) => (Number.isFinite(low) ? Math.max(most, -low, high) : most),
    0,
  );
  let limit = smallestLimit;
  while (limit <= reach && limit < Number.MAX_VALUE / 2) limit *= 2;
  const counts = new Int32Array(histograms.length * bins);
  histograms.forEach((histogram, row) => {
    counts.set(rebinned(histogram, limit), row * bins);
  });
  return {
    // A distribution is named after the updates done before its mini-batch, a snapshot after those with it.
    steps: Float64Array.from(histograms, ({ step }) => step - 1),
    limit,
    bins,
    counts,
    nonFinite: Int32Array.from(histograms, ({ nonFinite }) => nonFinite),
  };
}

function rebinned({ low, high, counts }: RecordedHistogram, limit: number): Int32Array {
  const result = new Int32Array(bins);
  if (!Number.isFinite(low)) return result;
  const sums = new Float64Array(counts.length + 1);
  for (let part = 0; part < counts.length; part++) sums[part + 1] = (sums[part] ?? 0) + (counts[part] ?? 0);
  const total = sums[counts.length] ?? 0;
  /** So many entries are smaller. */
  const below = (value: number): number => {
    if (value > high) return total;
    if (value <= low) return 0;
    const place = ((value - low) / (high - low)) * counts.length;
    const part = Math.min(counts.length - 1, Math.floor(place));
    return Math.round((sums[part] ?? 0) + (place - part) * (counts[part] ?? 0));
  };
  let before = 0;
  for (let bin = 0; bin < bins; bin++) {
    const after = bin === bins - 1 ? total : below(((bin + 1) / bins) * 2 * limit - limit);
    result[bin] = after - before;
    before = after;
  }
  return result;
}
