import { computed } from '@preact/signals';
import type { Measure, ShownComparison, ShownEntry } from '../../src/protocol/comparePanelMessages';
import { smooth, type Line, type LinesModel, type Range } from '../charts/chartLines';
import { layerLook, type LineLook } from '../charts/lineLooks';
import { groupedNumber } from '../kit/numbers';
import { text } from '../kit/translation';
import { chosen } from '../kit/viewChoices';
import { strings } from './compareTexts';
import { comparison, hasEpochs, axisKind, isShare, unitOf } from './compareStore';

/** How strongly curves of single steps are smoothed. */
const smoothing = 0.8;
/** So few points are marked each. */
const fewPoints = 24;

/** What of the run is measured at every step, and so is noise on top of a line. */
const noisy: ReadonlySet<Measure> = new Set(['loss', 'gradientNorm', 'updateToWeightRatio']);

/** What is always on a logarithmic axis. */
const logarithmic: ReadonlySet<Measure> = new Set(['gradientNorm', 'updateToWeightRatio']);

/** An entry looks the same in all charts, however many are hidden. */
export function lookOf(entry: ShownEntry): LineLook {
  const place = comparison.value?.entries.findIndex(({ name }) => name === entry.name) ?? 0;
  return layerLook(Math.max(0, place));
}

export function isLog(measure: Measure): boolean {
  return logarithmic.has(measure) || (!isShare(measure) && chosen('log', false));
}

export interface CompareModel extends LinesModel {
  readonly title: string;
  /** What must be said of the values. */
  readonly note?: string;
}

/** The curves of one measure on the chosen axis; those that were not measured are left out. */
export function compareModel(measure: Measure, { entries, runs }: ShownComparison): CompareModel {
  const isSmooth = noisy.has(measure) && chosen('smooth', true);
  const log = isLog(measure);
  const lines = entries.flatMap((entry): Line[] => {
    const { name, curves } = entry;
    const curve = curves[measure];
    const unit = unitOf(entry);
    if (curve === undefined || unit === undefined) return [];
    const { values, low, high } = curve;
    const steps = unit === 1 ? curve.steps : curve.steps.map((step) => step / unit);
    const points = { steps, values };
    return [
      {
        key: name,
        name,
        look: lookOf(entry),
        points: isSmooth && low === undefined ? smooth(points, smoothing, log) : points,
        sparse: steps.length <= fewPoints && entries.length <= 6,
        marked: true,
        ...(low !== undefined && high !== undefined && { spread: { low, high } }),
      },
    ];
  });
  const note = [noteOf(measure, entries) ?? [], evaluatedNotes(measure, runs)].flat().join(' ');
  return {
    title: text(strings[measure]),
    log,
    percent: isShare(measure),
    lines,
    ...(note !== '' && { note }),
  };
}

function noteOf(measure: Measure, entries: readonly ShownEntry[]): string | undefined {
  const [without] = entries.filter((entry) => unitOf(entry) === undefined);
  if (without !== undefined) return text(strings.noEpochs, without.name);
  if (chosen<string>('layer', '') !== '') return undefined;
  if (measure === 'gradientNorm') return text(strings.gradientOfAll);
  return measure === 'updateToWeightRatio' ? text(strings.ratioOfAll) : undefined;
}

/** So many notes are said of how runs were evaluated. */
const mostNotes = 3;

/** On how many samples a measure was taken between start and end, where that is not on all. */
function evaluatedNotes(measure: Measure, runs: ShownComparison['runs']): readonly string[] {
  const isTest = measure === 'testLoss' || measure === 'testAccuracy';
  if (!isTest && measure !== 'trainLoss' && measure !== 'trainAccuracy') return [];
  const notes = runs.map(({ evaluated, name }) => {
    if (evaluated === null) return { name, note: undefined };
    const { trainSamples, testSamples, finalTrainSamples, ofTrain, ofTest } = evaluated;
    const [some, ends, all] = isTest
      ? [testSamples, ofTest, ofTest]
      : [trainSamples, finalTrainSamples, ofTrain];
    const words =
      ends === some ? strings.evaluatedAlways : ends < all ? strings.evaluatedEnds : strings.evaluatedPart;
    const counts = [some, all, ends].map((count) => groupedNumber(count));
    return { name, note: some < all ? text(words, ...counts) : '' };
  });
  if (notes.every(({ note }) => note === undefined)) return [text(strings.evaluatedUnknownAll)];
  const known = [...new Set(notes.flatMap(({ note }) => note ?? []))];
  const isSame = known.length === 1 && notes.every(({ note }) => note !== undefined);
  if (isSame) return known.filter((note) => note !== '');
  const said = notes.flatMap(({ name, note }) => {
    if (note === undefined) return [text(strings.evaluatedUnknown, name)];
    return note === '' ? [] : [text(strings.evaluatedOfRun, name, note)];
  });
  return said.slice(0, mostNotes);
}

/** What all charts show of their axis: from before the first step to the end of the longest run. */
export const shownRange = computed<Range>(() => {
  const ends = (comparison.value?.entries ?? []).flatMap((entry) => {
    const unit = unitOf(entry);
    if (unit === undefined) return [];
    return Object.values(entry.curves).map(({ steps }) => (steps.at(-1) ?? 0) / unit);
  });
  return { low: 0, high: Math.max(hasEpochs.value && axisKind.value === 'epochs' ? 0.01 : 1, ...ends) };
});
