import { layersWithLoss, unknownLoss } from '../recordedLayers';
import type { RunDescription } from '../runDescription';
import type { SeriesRows } from '../segment';
import {
  layerCurveNames,
  ofAllLayers,
  runCurveNames,
  valueAt,
  type LayerCurveName,
  type RunCurveName,
  type RunCurves,
} from './runCurves';
import { withoutVariant } from '../variantName';
import { differingSettings, groupedBySeed, namesOf, settingsOfRuns, type RunSettings } from './runSettings';

export type CurveName = RunCurveName | LayerCurveName;
export const curveNames = [...runCurveNames, ...layerCurveNames] as const;

/** A curve of one run; of several, the median with what lies lowest and highest. */
export interface ComparedCurve extends SeriesRows {
  /** At the same steps. Of values that are not finite all count as highest. */
  readonly band?: { readonly low: Float64Array; readonly high: Float64Array };
}

/** A figure of one run; of several the median, the lowest and the highest. NaN counts as highest. */
export interface ComparedFigure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What is shown as one line: a run, or runs that differ only by their seed. */
export interface ComparedEntry {
  /** Told apart by the settings that differ. */
  readonly name: string;
  /** Places of its runs in the list that was compared. */
  readonly runs: readonly number[];
  readonly curves: Readonly<Record<CurveName, ComparedCurve>>;
  /** The last that was measured of each; absent where there is none. */
  readonly figures: Readonly<Partial<Record<RunCurveName, ComparedFigure>>>;
  /** The values of the settings that differ, in their order; of seeds the number of them. */
  readonly settings: readonly (string | number | boolean | undefined)[];
  /** The first step at which a run of it had a loss that was not finite. */
  readonly firstNotFinite?: number;
}

/** What makes a comparison of losses one of apples and pears, or may: only some of the runs tell theirs. */
export type Caution = 'data' | 'unknownData' | 'lossFunction' | 'unknownLossFunction';

export interface Comparison {
  readonly entries: readonly ComparedEntry[];
  /** Names of the settings that differ. */
  readonly settings: readonly string[];
  /** Whether some of the runs differ only by their seed. */
  readonly hasSeeds: boolean;
  /** Names of layers that have curves of their own in one of the runs. */
  readonly layers: readonly string[];
  readonly cautions: readonly Caution[];
  /** By which figure entries are ranked, and their order by it, the best first. */
  readonly ranking?: { readonly by: RunCurveName; readonly order: readonly number[] };
}

export interface ComparisonChoice {
  /** Runs that differ only by their seed are one entry. */
  readonly bySeed: boolean;
  /** Of which layer gradient norms and updates are; absent: of all together. */
  readonly layer?: string;
}

/** Runs beside each other. Nothing is computed that was not measured, but for means, medians and norms. */
export function compareRuns(runs: readonly RunCurves[], { bySeed, layer }: ComparisonChoice): Comparison {
  const settings = settingsOfRuns(runs.map(({ run }) => run));
  const differing = differingSettings(settings);
  const seeds = groupedBySeed(settings);
  const hasSeeds = seeds.some((group) => group.length > 1);
  const groups = bySeed && hasSeeds ? seeds : runs.map((_, at) => [at]);
  const shown = bySeed && hasSeeds ? differing.filter((name) => name !== 'seed') : differing;
  const entries = groups.map((places) => entryOf(runs, places, settings, shown, layer));
  const names = namesOf(
    groups.map(([first = 0]) => ({
      ...namesOfRun(runs[first]),
      settings: settings[first] ?? noSettings,
    })),
    shown,
  );
  const named = entries.map((entry, at) => ({ ...entry, name: names[at] ?? '' }));
  const ranking = rankingOf(named);
  return {
    entries: named,
    settings: shown,
    hasSeeds,
    layers: [...new Set(runs.flatMap(({ layers }) => layers.map((each) => each.layer)))],
    cautions: cautionsOf(runs.map(({ run }) => run)),
    ...(ranking && { ranking }),
  };
}

/** A variant has its settings in its name, and in the columns beside it. */
function namesOfRun(curves: RunCurves | undefined): { readonly name: string; readonly shortName: string } {
  const { name = '', origin } = curves?.run ?? {};
  const network = origin?.kind === 'definition' ? origin.network : undefined;
  return { name, shortName: withoutVariant(name, network) };
}

const noSettings: RunSettings = new Map();

function entryOf(
  runs: readonly RunCurves[],
  places: readonly number[],
  settings: readonly RunSettings[],
  shown: readonly string[],
  layer: string | undefined,
): Omit<ComparedEntry, 'name'> {
  const own = places.flatMap((place) => runs[place] ?? []);
  const curves = Object.fromEntries(
    curveNames.map((name) => [name, together(own.map((run) => curveOf(run, name, layer)))]),
  ) as Record<CurveName, ComparedCurve>;
  const figures = Object.fromEntries(
    runCurveNames.flatMap((name) => {
      const values = own.flatMap((run) => run.figures[name] ?? []);
      return values.length === 0 ? [] : [[name, spread(values)] as const];
    }),
  );
  const odd = own.flatMap(({ firstNotFinite }) => firstNotFinite ?? []);
  return {
    runs: places,
    curves,
    figures,
    settings: shown.map((name) => settings[places[0] ?? 0]?.get(name)),
    ...(odd.length > 0 && { firstNotFinite: Math.min(...odd) }),
  };
}

function curveOf(run: RunCurves, name: CurveName, layer: string | undefined): SeriesRows {
  if (name !== 'gradientNorm' && name !== 'updateToWeightRatio') return run.curves[name];
  const layers = layer === undefined ? run.layers : run.layers.filter((each) => each.layer === layer);
  return ofAllLayers(
    layers.map((each) => each[name]),
    name,
  );
}

/**
 * At every step at which one of the curves was measured: the median of those that have begun and not ended by
 * then, with the lowest and the highest.
 */
function together(curves: readonly SeriesRows[]): ComparedCurve {
  const measured = curves.filter(({ steps }) => steps.length > 0);
  const [first] = measured;
  if (first === undefined) return { steps: new Float64Array(), values: new Float64Array() };
  if (curves.length === 1) return first;
  const steps = Float64Array.from([...new Set(measured.flatMap((curve) => [...curve.steps]))]).sort();
  const spreads = [...steps].map((step) => spread(measured.flatMap((curve) => valueAt(curve, step) ?? [])));
  return {
    steps,
    values: Float64Array.from(spreads, ({ value }) => value),
    band: {
      low: Float64Array.from(spreads, ({ low }) => low),
      high: Float64Array.from(spreads, ({ high }) => high),
    },
  };
}

/** Median, lowest and highest; of an even number of values the median is between the two in the middle. */
function spread(values: readonly number[]): ComparedFigure {
  const sorted = [...values].sort(byHeight);
  const [left = NaN, right = NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return {
    value: left === right ? left : (left + right) / 2,
    low: sorted[0] ?? NaN,
    high: sorted.at(-1) ?? NaN,
  };
}

/** NaN behind all others. */
function byHeight(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}

/** By the loss on the test part where one has it, else by that on the training part, else of mini-batches. */
function rankingOf(entries: readonly ComparedEntry[]): Comparison['ranking'] {
  const by = (['testLoss', 'trainLoss', 'loss'] as const).find((name) =>
    entries.some(({ figures }) => figures[name] !== undefined),
  );
  if (by === undefined) return undefined;
  const figure = (at: number): number => entries[at]?.figures[by]?.value ?? NaN;
  return { by, order: entries.map((_, at) => at).sort((a, b) => byHeight(figure(a), figure(b))) };
}

function cautionsOf(runs: readonly RunDescription[]): readonly Caution[] {
  const differ = (of: (run: RunDescription) => string | undefined): 'differ' | 'unknown' | undefined => {
    const found = new Set(runs.map(of));
    // Where none of them tells, there is nothing to warn of that the person does not know.
    if (found.size < 2) return undefined;
    return found.has(undefined) && found.size === 2 ? 'unknown' : 'differ';
  };
  // The same numbers under another name are the same data.
  const [first, ...others] = new Set(runs.map(({ data }) => data?.sha256));
  const sameNumbers = first !== undefined && others.length === 0;
  const data = sameNumbers ? undefined : differ(({ data }) => data?.source);
  const lossFunction = differ(lossFunctionOf);
  return [
    ...(data === undefined ? [] : ([data === 'differ' ? 'data' : 'unknownData'] as const)),
    ...(lossFunction === undefined
      ? []
      : ([lossFunction === 'differ' ? 'lossFunction' : 'unknownLossFunction'] as const)),
  ];
}

/** A script names its loss as PyTorch does; cross-entropy over logits is that of a definition. */
function lossFunctionOf(run: RunDescription): string | undefined {
  const type = layersWithLoss({ run }).at(-1)?.type;
  if (type === unknownLoss) return undefined;
  return type === 'cross_entropy' ? 'SoftmaxWithLoss' : type;
}
