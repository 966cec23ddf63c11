import type { DescribedRun } from '../runDescription';
import { evaluationColumns, thinRows, type Segment, type SeriesRows } from '../segment';
import type { Snapshot, SnapshotPicture, SnapshotPictureKind } from '../snapshot';
import type { Event, EventHistogram } from './eventMessages';

/** The year 10000, in seconds since 1970: a recording has dates of four digits. */
const endOfTime = Date.UTC(10_000) / 1000;
/** Rows of a tag beyond this are thinned. */
const mostRows = 2 ** 14;
/** So many steps keep their histograms: the first, the last, and some between. */
const mostSnapshots = 64;
const histogramBins = 64;

/** A recording that was made of events. */
export interface EventRun {
  readonly run: DescribedRun;
  readonly segment: Segment;
  /** By step. */
  readonly snapshots: ReadonlyMap<number, Snapshot>;
}

type Column = (typeof evaluationColumns)[number] | 'loss' | 'learningRate';

/** @param name of the folder @param events in the order of their files */
export function eventRun(name: string, events: readonly Event[]): EventRun {
  const times = events.map(({ time }) => time).filter((time) => time > 0 && time < endOfTime);
  const [first, last] = [earliest(times), latest(times)];
  const scalars = new Map<string, Map<number, number>>();
  const histograms = new Map<number, Map<string, EventHistogram>>();
  for (const { step, values } of events) {
    for (const { tag, value } of values) {
      if (typeof value === 'number') under(scalars, tag, () => new Map<number, number>()).set(step, value);
      else under(histograms, step, () => new Map<string, EventHistogram>()).set(tag, value);
    }
  }
  const columns = new Map<Column, SeriesRows>();
  const settings = new Map<string, number>();
  // Of tags that measure the same the one with the most values is drawn.
  const ranked = [...scalars].sort(
    ([a, { size }], [b, other]) => other.size - size || a.length - b.length || (a < b ? -1 : 1),
  );
  for (const [tag, points] of ranked) {
    const column = columnOf(tag);
    if (column === undefined || columns.has(column)) settings.set(tag, [...points.values()].at(-1) ?? NaN);
    else columns.set(column, rowsOf(points));
  }
  const steps = [...histograms.keys()].sort((a, b) => a - b);
  const snapshots = new Map(
    spreadOut(steps).map((step) => [step, snapshotOf(histograms.get(step) ?? new Map())] as const),
  );
  const layers = new Set(
    [...snapshots.values()].flatMap(({ pictures }) => pictures.map(({ layer }) => layer)),
  );
  const evaluations = joinColumns(columns);
  const latestOf = (column: Column): number | undefined => columns.get(column)?.values.at(-1);
  const figures = {
    loss: latestOf('loss'),
    ...Object.fromEntries(evaluationColumns.map((c) => [c, latestOf(c)])),
  };
  return {
    run: {
      producer: { name: 'TensorBoard', version: 'events' },
      name,
      created: new Date(first * 1000).toISOString(),
      alive: new Date(last * 1000).toISOString(),
      seconds: last - first,
      state: 'finished',
      step: Math.max(0, ...[...columns.values()].map(({ steps: [...all] }) => all.at(-1) ?? 0), ...steps),
      layers: [...layers].map((layer) => ({
        name: layer,
        type: 'Histogram',
        shape: [],
        parameters: 0,
        inputs: [],
      })),
      sampled: true,
      settings: Object.fromEntries(settings),
      edits: [],
      findings: [],
      latest: Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)),
    },
    segment: {
      ...(columns.has('loss') && { losses: columns.get('loss') ?? nothing }),
      ...(columns.has('learningRate') && { learningRates: columns.get('learningRate') ?? nothing }),
      ...(evaluations && { evaluations }),
    },
    snapshots,
  };
}

const nothing: SeriesRows = { steps: new Float64Array(), values: new Float64Array() };

function under<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

function earliest(times: readonly number[]): number {
  return times.reduce((first, time) => Math.min(first, time), times[0] ?? 0);
}

function latest(times: readonly number[]): number {
  return times.reduce((last, time) => Math.max(last, time), times[0] ?? 0);
}

/**
 * What a tag measures, by the words that trainings use for it; `undefined` for anything else, which stays
 * with the settings by its last value.
 */
function columnOf(tag: string): Column | undefined {
  const words = tag.toLowerCase().split(/[^a-z]+/);
  const has = (...any: readonly string[]): boolean => any.some((word) => words.includes(word));
  if (has('lr') || (has('learning') && has('rate'))) return 'learningRate';
  const isTest = has('val', 'valid', 'validation', 'test', 'eval', 'dev');
  if (has('acc', 'accuracy')) return isTest ? 'testAccuracy' : 'trainAccuracy';
  if (!has('loss')) return undefined;
  if (isTest) return 'testLoss';
  return has('epoch', 'evaluation') ? 'trainLoss' : 'loss';
}

function rowsOf(points: ReadonlyMap<number, number>): SeriesRows {
  const sorted = [...points].sort(([a], [b]) => a - b);
  let rows: SeriesRows = {
    steps: Float64Array.from(sorted, ([step]) => step),
    values: Float64Array.from(sorted, ([, value]) => value),
  };
  while (rows.steps.length > mostRows) rows = thinRows(rows);
  return rows;
}

/** Evaluations stand beside each other in a row: what was not measured at a step is NaN there. */
function joinColumns(columns: ReadonlyMap<Column, SeriesRows>): SeriesRows | undefined {
  const rows = new Map<number, number[]>();
  evaluationColumns.forEach((column, place) => {
    const { steps, values } = columns.get(column) ?? nothing;
    steps.forEach((step, row) => {
      under(rows, step, () => evaluationColumns.map(() => NaN))[place] = values[row] ?? NaN;
    });
  });
  if (rows.size === 0) return undefined;
  const sorted = [...rows].sort(([a], [b]) => a - b);
  return {
    steps: Float64Array.from(sorted, ([step]) => step),
    values: Float64Array.from(sorted.flatMap(([, row]) => row)),
  };
}

/** The first, the last, and of those between as many as there is room for, evenly. */
function spreadOut(steps: readonly number[]): readonly number[] {
  if (steps.length <= mostSnapshots) return steps;
  const places = Array.from({ length: mostSnapshots }, (_, i) =>
    Math.round((i * (steps.length - 1)) / (mostSnapshots - 1)),
  );
  return places.map((place) => steps[place] ?? 0);
}

/** `fc1.weight` and `dense/kernel_0` are weights of `fc1` and `dense`; other tags are layers of their own. */
function placeOf(tag: string): { readonly layer: string; readonly kind: SnapshotPictureKind } {
  const isGradient = /(^|[^a-z])grad(ient)?s?([^a-z]|$)/i.test(tag);
  const isActivation = /activation|(^|[^a-z])(out|output)([^a-z]|$)/i.test(tag);
  const plain = tag.replace(/^(grad(ient)?s?)[./]|[./_](grad(ient)?s?)$/gi, '');
  const [, layer = plain] = /^(.+?)[./](weight|kernel)(_\d+)?$/i.exec(plain) ?? [];
  return { layer, kind: isGradient ? 'weightGradient' : isActivation ? 'activation' : 'weights' };
}

function snapshotOf(histograms: ReadonlyMap<string, EventHistogram>): Snapshot {
  const pictures = new Map<string, SnapshotPicture>();
  for (const [tag, histogram] of histograms) {
    const { layer, kind } = placeOf(tag);
    const key = `${layer} ${kind}`;
    if (histogram.parts.length > 0 && !pictures.has(key))
      pictures.set(key, pictureOf(layer, kind, histogram));
  }
  return { pictures: [...pictures.values()], deadUnits: [] };
}

/** Of the tensor nothing is known but how it is spread: its picture is one cell, its mean. */
function pictureOf(
  layer: string,
  kind: SnapshotPictureKind,
  { parts, sums }: EventHistogram,
): SnapshotPicture {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const middle = ({ from, to }: EventHistogram['parts'][number]): number => (from + to) / 2;
  const sum = sums?.sum ?? parts.reduce((total, part) => total + middle(part) * part.count, 0);
  const squares = sums?.squares ?? parts.reduce((total, part) => total + middle(part) ** 2 * part.count, 0);
  const [minimum, maximum] = [parts[0]?.from ?? NaN, parts.at(-1)?.to ?? NaN];
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return {
    layer,
    kind,
    shape: [count],
    rows: 1,
    columns: 1,
    means: Float32Array.of(mean),
    statistics: Float64Array.of(mean, deviation, minimum, maximum, Math.sqrt(squares), NaN, NaN, 0),
    histogram: evenParts(parts, minimum, maximum),
  };
}

/** The same counts in parts of equal width: a part that lies in several is shared by its width among them. */
function evenParts(parts: EventHistogram['parts'], minimum: number, maximum: number): Int32Array {
  const shares = new Float64Array(histogramBins);
  const width = (maximum - minimum) / histogramBins;
  const binOf = (value: number): number =>
    width > 0 ? Math.min(histogramBins - 1, Math.max(0, Math.floor((value - minimum) / width))) : 0;
  for (const { from, to, count } of parts) {
    const [first, last] = [binOf(from), binOf(to)];
    for (let bin = first; bin <= last; bin++) {
      const left = Math.max(from, minimum + bin * width);
      const right = bin === last ? to : minimum + (bin + 1) * width;
      shares[bin] = (shares[bin] ?? 0) + (to > from ? (count * (right - left)) / (to - from) : count);
    }
  }
  // Rounded on the way, so that no count is lost.
  let [exact, given] = [0, 0];
  return Int32Array.from(shares, (share) => {
    exact += share;
    const rounded = Math.round(exact) - given;
    given += rounded;
    return rounded;
  });
}
