import type { JSX } from 'preact';
import type { RunMeasure, ShownComparison, ShownEntry } from '../../src/protocol/comparePanelMessages';
import { percent, roundedNumber } from '../kit/numbers';
import { text } from '../kit/translation';
import { shownFigures } from './compareStore';
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
  const lost = entries.filter(({ firstNotFinite }) => firstNotFinite !== undefined);
  return (
    <div class="headline">
      <p class="headline-best">{bestLoss(compared)}</p>
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

function bestLoss({ ranking, entries }: ShownComparison): string | undefined {
  if (ranking === null) return undefined;
  const [first, second] = ranking.order.map((place) => entries[place]);
  if (first === undefined) return undefined;
  const measure = text(strings[ranking.by]).toLowerCase();
  const [lowest, next] = [figureOf(first, ranking.by), figureOf(second, ranking.by)];
  if (Number.isNaN(lowest)) return undefined;
  if (second === undefined || Number.isNaN(next))
    return text(
      entries.length > 1 ? strings.lowestLoss : strings.lowestAlone,
      first.name,
      measure,
      roundedNumber(lowest, 3),
    );
  const best = text(strings.lowestLoss, first.name, measure, roundedNumber(lowest, 3));
  if (next === lowest) return `${best} ${text(strings.nextSame, second.name)}`;
  const ratio = next / lowest;
  const more =
    ratio < 2
      ? text(strings.nextLoss, second.name, roundedNumber(next, 3), percent(ratio - 1))
      : text(strings.nextTimes, second.name, roundedNumber(next, 3), roundedNumber(ratio, 3));
  return `${best} ${more}`;
}

function bestAccuracy(entries: readonly ShownEntry[]): string | undefined {
  const measure = shownFigures.value.find((name) => name === 'testAccuracy' || name === 'trainAccuracy');
  if (measure === undefined) return undefined;
  const ordered = entries
    .map((entry) => ({ name: entry.name, share: figureOf(entry, measure) }))
    .filter(({ share }) => Number.isFinite(share))
    .sort((a, b) => b.share - a.share);
  const [first, second] = ordered;
  if (first === undefined || second === undefined) return undefined;
  const values = [text(strings[measure]).toLowerCase(), first.name, percent(first.share, 1)] as const;
  if (first.share === second.share) return text(strings.highestSame, ...values, second.name);
  return text(
    strings.highestAccuracy,
    ...values,
    roundedNumber(100 * (first.share - second.share), 3),
    second.name,
  );
}
