import type {
  ComparedLine,
  ShownComparison,
  ShownEntry,
  ShownRun,
} from '../../../protocol/comparePanelMessages';
import {
  compareRuns,
  type ComparedCurve,
  type ComparedEntry,
  type ComparedFigure,
} from '../../../recording/comparison/compareRuns';
import type { RunCurves } from '../../../recording/comparison/runCurves';
import { editsOfRuns, type ComparedEdit } from '../../../recording/comparison/runSettings';
import type { CompareChoice } from '../../../protocol/comparePanelMessages';

/** What the panel shows of runs, as a message. */
export function shownComparison(
  runs: readonly RunCurves[],
  { bySeed, layer }: CompareChoice,
  problems: readonly string[],
): ShownComparison {
  const { entries, settings, hasSeeds, layers, cautions, ranking } = compareRuns(runs, {
    bySeed,
    ...(layer !== null && { layer }),
  });
  const alone = bySeed && hasSeeds ? compareRuns(runs, { bySeed: false }).entries : entries;
  const edits = editsOfRuns(runs.map(({ run }) => run));
  return {
    runs: runs.map((run, at) => shownRun(run, alone[at]?.name ?? run.run.name, edits[at] ?? [])),
    entries: entries.map(shownEntry),
    settings,
    hasSeeds,
    layers,
    cautions,
    ranking: ranking ?? null,
    problems,
  };
}

function shownRun(curves: RunCurves, name: string, edits: readonly ComparedEdit[]): ShownRun {
  const { run, stepsPerEpoch, snapshots } = curves;
  const { created, state, step, seconds, layers, origin } = run;
  return {
    name,
    created,
    state,
    step,
    seconds,
    ...(stepsPerEpoch !== undefined && { stepsPerEpoch }),
    snapshots: Float64Array.from(snapshots, ({ number }) => number),
    layers: layers.map((layer) => layer.name),
    hasDefinition: origin?.kind === 'definition',
    edits,
    evaluated: evaluatedOf(curves),
  };
}

/** `null` where nobody knows on how many samples it was evaluated. */
function evaluatedOf({ run, curves }: RunCurves): ShownRun['evaluated'] {
  const { evaluated, data, state, step, interrupted } = run;
  if (evaluated === undefined || data === undefined) return null;
  const last = Math.max(curves.trainLoss.steps.at(-1) ?? -1, curves.testLoss.steps.at(-1) ?? -1);
  const isOver = (state === 'finished' || state === 'stopped') && interrupted === undefined;
  return {
    ...evaluated,
    ofTrain: data.trainSamples,
    ofTest: data.testSamples,
    isAtEnd: isOver && last === step,
  };
}

function shownEntry({ name, runs, curves, figures, settings, firstNotFinite }: ComparedEntry): ShownEntry {
  return {
    name,
    runs,
    curves: Object.fromEntries(
      Object.entries(curves)
        .filter(([, { steps }]) => steps.length > 0)
        .map(([measure, curve]) => [measure, shownCurve(curve)]),
    ),
    figures: Object.fromEntries(
      Object.entries(figures).map(([measure, figure]) => [measure, shownFigure(figure)]),
    ),
    settings: settings.map((value) => value ?? null),
    ...(firstNotFinite !== undefined && { firstNotFinite }),
  };
}

function shownCurve({ steps, values, band }: ComparedCurve): ComparedLine {
  return { steps, values, ...(band && { low: band.low, high: band.high }) };
}

function shownFigure({ value, low, high }: ComparedFigure): Float64Array {
  return Float64Array.of(value, low, high);
}
