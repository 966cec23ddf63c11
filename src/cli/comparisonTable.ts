import type { Variant } from '../language';
import { l10n } from './l10n';
import { formatTable } from './output';
import { accuracyText, lossText } from './recordingTexts';
import type { Figures } from './variantProcess';

/** A variant with what came of it; without figures where it was not trained to its end. */
export interface ComparedVariant {
  readonly variant: Variant;
  readonly figures?: Figures;
}

/** The variants that differ by nothing but their seed. */
export interface SeedGroup {
  /** `optimizer = SGD(lr=0.01)`; empty where only the seed differs. */
  readonly label: string;
  /** How many there were to be. */
  readonly planned: number;
  /** Of those that have figures. */
  readonly runs: readonly { readonly figures: Figures }[];
}

const seedName = 'seed';

/** In the order of the variants; a group in which none has figures is left out. */
export function groupBySeed(compared: readonly ComparedVariant[]): readonly SeedGroup[] {
  const groups = new Map<string, ComparedVariant[]>();
  for (const each of compared) {
    const others = each.variant.settings.filter(({ name }) => name !== seedName);
    const label = others.map(({ name, value }) => `${name} = ${value}`).join(', ');
    const known = groups.get(label);
    if (known) known.push(each);
    else groups.set(label, [each]);
  }
  return Array.from(groups, ([label, variants]) => ({
    label,
    planned: variants.length,
    runs: variants.flatMap(({ figures }) => (figures === undefined ? [] : [{ figures }])),
  })).filter(({ runs }) => runs.length > 0);
}

/** A row for each combination of settings; of several seeds the lowest, the median and the highest. */
export function comparisonTable(groups: readonly SeedGroup[]): string {
  const hasSeeds = groups.some(({ planned }) => planned > 1);
  const headings = [
    l10n.t('variant'),
    ...(hasSeeds ? [l10n.t('seeds')] : []),
    l10n.t('train loss'),
    l10n.t('test loss'),
    l10n.t('train acc.'),
    l10n.t('test acc.'),
  ];
  const rows = groups.map(({ label, planned, runs }) => [
    label || (runs.length < planned ? l10n.t('some of {0}', seedName) : l10n.t('all of {0}', seedName)),
    ...(hasSeeds ? [runs.length < planned ? l10n.t('{0} of {1}', runs.length, planned) : planned] : []).map(
      String,
    ),
    spreadText(runs, 'trainLoss', lossText),
    spreadText(runs, 'testLoss', lossText),
    spreadText(runs, 'trainAccuracy', accuracyText),
    spreadText(runs, 'testAccuracy', accuracyText),
  ]);
  const note = hasSeeds ? `\n\n${l10n.t('Of several seeds: lowest / median / highest.')}` : '';
  return `${formatTable([headings, ...rows])}${note}`;
}

function spreadText(
  runs: SeedGroup['runs'],
  name: keyof Figures,
  write: (value: number | undefined) => string,
): string {
  const values = runs.flatMap(({ figures }) => figures[name] ?? []);
  if (values.length < 2) return write(values[0]);
  const { lowest, median, highest } = spreadOf(values);
  return [lowest, median, highest].map(write).join(' / ');
}

/** NaN counts as the highest: a run that broke is no good one. */
export function spreadOf(values: readonly number[]): {
  readonly lowest: number;
  readonly median: number;
  readonly highest: number;
} {
  const sorted = [...values].sort((a, b) => (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b));
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
  return { lowest: sorted[0] ?? NaN, median, highest: sorted.at(-1) ?? NaN };
}
