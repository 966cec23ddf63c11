import type { Variant } from '../language';
import { l10n } from './l10n';
import { formatTable } from './output';
import { accuracyText, lossText } from './recordingTexts';
import type { Figures } from './variantProcess';

/** A variant with what came of it. */
export interface ComparedVariant {
  readonly variant: Variant;
  readonly figures: Figures;
}

/** The variants that differ by nothing but their seed. */
export interface SeedGroup {
  /** `optimizer = SGD(lr=0.01)`; empty where only the seed differs. */
  readonly label: string;
  readonly runs: readonly ComparedVariant[];
}

const seedName = 'seed';

/** In the order of the variants. */
export function groupBySeed(compared: readonly ComparedVariant[]): readonly SeedGroup[] {
  const groups = new Map<string, ComparedVariant[]>();
  for (const each of compared) {
    const others = each.variant.settings.filter(({ name }) => name !== seedName);
    const label = others.map(({ name, value }) => `${name} = ${value}`).join(', ');
    const known = groups.get(label);
    if (known) known.push(each);
    else groups.set(label, [each]);
  }
  return Array.from(groups, ([label, runs]) => ({ label, runs }));
}

/** A row for each combination of settings; of several seeds the lowest, the median and the highest. */
export function comparisonTable(groups: readonly SeedGroup[]): string {
  const hasSeeds = groups.some(({ runs }) => runs.length > 1);
  const headings = [
    l10n.t('variant'),
    ...(hasSeeds ? [l10n.t('seeds')] : []),
    l10n.t('train loss'),
    l10n.t('test loss'),
    l10n.t('test acc.'),
  ];
  const rows = groups.map(({ label, runs }) => [
    label || l10n.t('all of {0}', seedName),
    ...(hasSeeds ? [String(runs.length)] : []),
    spreadText(runs, 'trainLoss', lossText),
    spreadText(runs, 'testLoss', lossText),
    spreadText(runs, 'testAccuracy', accuracyText),
  ]);
  const note = hasSeeds ? `\n\n${l10n.t('Of several seeds: lowest / median / highest.')}` : '';
  return `${formatTable([headings, ...rows])}${note}`;
}

function spreadText(
  runs: readonly ComparedVariant[],
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
