import type { JSX } from 'preact';
import type { RunMeasure, ShownComparison, ShownEntry } from '../../src/protocol/comparePanelMessages';
import { groupedNumber, percent, roundedNumber } from '../kit/numbers';
import { locale, text } from '../kit/translation';
import { isShare, shownFigures } from './compareStore';
import { strings } from './compareTexts';

const warnings = {
  data: strings.cautionData,
  unknownData: strings.cautionUnknownData,
  lossFunction: strings.cautionLossFunction,
  unknownLossFunction: strings.cautionUnknownLossFunction,
};

/** More runs that lost their numbers are counted. */
const mostLost = 3;

/** Which run is best, by how much, and what must be known of the comparison: the first thing that is read. */
export function Headline({ compared }: { readonly compared: ShownComparison }): JSX.Element {
  const { cautions, entries, problems } = compared;
  const best = bestByLoss(compared);
  const lost = entries.filter(({ firstNotFinite }) => firstNotFinite !== undefined);
  return (
    <div class="headline">
      <p class="headline-best">{best && lossText(best, entries)}</p>
      <p>{best && seedsText(best)}</p>
      <p>{bestAccuracy(entries)}</p>
      {cautions.map((caution) => (
        <p key={caution} class="headline-warning">
          {text(warnings[caution])}
        </p>
      ))}
      {lost.slice(0, mostLost).map(({ name, firstNotFinite = 0 }) => (
        <p key={name} class="headline-warning">
          {text(strings.lostNumbers, name, firstNotFinite)}
        </p>
      ))}
      {lost.length > mostLost && <p>{text(strings.moreLost, lost.length - mostLost)}</p>}
      {partialText(compared).map((sentence) => (
        <p key={sentence} class="headline-warning">
          {sentence}
        </p>
      ))}
      {problems.map((problem) => (
        <p key={problem} class="headline-warning" role="alert">
          {problem}
        </p>
      ))}
    </div>
  );
}

function figureOf(entry: ShownEntry | undefined, measure: RunMeasure): number {
  return entry?.figures[measure]?.[0] ?? NaN;
}

/** As many of several that are alike are named. */
const mostNamed = 3;

function namesOf(entries: readonly ShownEntry[]): string {
  const names = entries.slice(0, mostNamed).map(({ name }) => name);
  const others = entries.length - names.length;
  const list = others > 0 ? [...names, text(strings.others, others)] : names;
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(list);
}

/** The best by a measure, all of them where several have the same, and the first that has not. */
interface Best {
  readonly measure: RunMeasure;
  readonly first: readonly [ShownEntry, ...ShownEntry[]];
  readonly value: number;
  readonly next: ShownEntry | undefined;
}

/** @param ordered the best first, those without a figure last */
function bestOf(ordered: readonly ShownEntry[], measure: RunMeasure): Best | undefined {
  const measured = ordered.filter((entry) => !Number.isNaN(figureOf(entry, measure)));
  const [best] = measured;
  if (best === undefined) return undefined;
  const value = figureOf(best, measure);
  const isAsGood = (entry: ShownEntry): boolean => figureOf(entry, measure) === value;
  const others = measured.slice(1).filter(isAsGood);
  return { measure, first: [best, ...others], value, next: measured.find((entry) => !isAsGood(entry)) };
}

/**
 * What the seeds have to do with it: of one entry how far they lie apart, of two whether the difference
 * between them is larger than that. Nothing where there is one run of each.
 */
function seedsText({ measure, first: [best], next }: Best): string | undefined {
  const write = (value: number): string => (isShare(measure) ? percent(value, 1) : roundedNumber(value, 3));
  const spread = (entry: ShownEntry): readonly [number, number] => {
    const [, low = NaN, high = NaN] = entry.figures[measure] ?? [];
    return [low, high];
  };
  const [low, high] = spread(best);
  if (next === undefined) {
    if (best.runs.length < 2) return undefined;
    return text(strings.seedsSpread, best.runs.length, write(low), write(high));
  }
  if (best.runs.length < 2 && next.runs.length < 2) return undefined;
  const [nextLow, nextHigh] = spread(next);
  const isWithin = low <= nextHigh && nextLow <= high;
  return text(
    isWithin ? strings.withinSeeds : strings.beyondSeeds,
    text(strings.range, write(low), write(high)),
    text(strings.range, write(nextLow), write(nextHigh)),
  );
}

function bestByLoss({ ranking, entries }: ShownComparison): Best | undefined {
  if (ranking === null) return undefined;
  const ordered = ranking.order.flatMap((place) => entries[place] ?? []);
  return bestOf(ordered, ranking.by);
}

function lossText({ first, measure: by, value, next }: Best, entries: readonly ShownEntry[]): string {
  const measure = text(strings[by]).toLowerCase();
  const shared = first.length > 1 ? strings.lowestShared : strings.lowestLoss;
  const sentences = [
    text(entries.length > 1 ? shared : strings.lowestAlone, namesOf(first), measure, roundedNumber(value, 3)),
  ];
  if (next !== undefined) {
    const higher = figureOf(next, by);
    const ratio = higher / value;
    sentences.push(
      ratio < 2
        ? text(strings.nextLoss, next.name, roundedNumber(higher, 3), percent(ratio - 1))
        : text(strings.nextTimes, next.name, roundedNumber(higher, 3), roundedNumber(ratio, 3)),
    );
  }
  return sentences.join(' ');
}

function bestAccuracy(entries: readonly ShownEntry[]): string | undefined {
  const measure = shownFigures.value.find((name) => name === 'testAccuracy' || name === 'trainAccuracy');
  if (measure === undefined) return undefined;
  const measured = entries.filter((entry) => Number.isFinite(figureOf(entry, measure)));
  const best = bestOf(
    measured.sort((a, b) => figureOf(b, measure) - figureOf(a, measure)),
    measure,
  );
  if (best === undefined || entries.length < 2) return undefined;
  const { first, value, next } = best;
  const values = [text(strings[measure]).toLowerCase(), namesOf(first), percent(value, 1)] as const;
  if (next === undefined)
    return text(first.length > 1 ? strings.highestShared : strings.highestAlone, ...values);
  const points = roundedNumber(100 * (value - figureOf(next, measure)), 3);
  const sentence =
    first.length > 1
      ? text(strings.highestSharedBefore, ...values, points, next.name)
      : text(strings.highestAccuracy, ...values, points, next.name);
  return [sentence, seedsText(best) ?? []].flat().join(' ');
}

/** A run whose last figures are those of an evaluation in between, on some of the samples. */
function partialText({ runs }: ShownComparison): readonly string[] {
  const partial = runs.flatMap(({ name, evaluated }) => {
    if (evaluated === null || evaluated.isAtEnd) return [];
    const { trainSamples, testSamples, ofTrain, ofTest } = evaluated;
    const [some, all] = ofTest > 0 ? [testSamples, ofTest] : [trainSamples, ofTrain];
    return some < all ? [text(strings.partialFigures, name, groupedNumber(some), groupedNumber(all))] : [];
  });
  return partial.slice(0, mostLost);
}
