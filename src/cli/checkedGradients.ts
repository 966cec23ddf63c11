import type { CheckReason, Verdict } from '../engine/explain/entryCheck';
import type { CheckedValue, GradientCheck } from '../engine/explain/gradientCheck';
import { l10n } from './l10n';
import { formatTable, jsonNumber as jsonNumberOf, sealed, writeLine } from './output';
import type { Json } from '../protocol/jsonText';

function verdictText(verdict: Verdict): string {
  switch (verdict) {
    case 'agrees':
      return l10n.t('agrees');
    case 'corner':
      return l10n.t('corner');
    case 'cannot tell':
      return l10n.t('cannot tell');
    case 'wrong':
      return l10n.t('WRONG');
  }
}

function reasonText(reason: CheckReason): string {
  switch (reason) {
    case 'corner':
      return l10n.t('a corner or a tie, right on both sides');
    case 'jump':
      return l10n.t('the function jumps here, and backward is right on both sides');
    case 'edge':
      return l10n.t('the function is not a number on one side, and backward is right on the other');
    case 'steep':
      return l10n.t('backward is NaN or infinite where a layer has no slope');
    case 'notFinite':
      return l10n.t('the function, or a value on its way, is NaN or infinite');
    case 'rounding':
      return l10n.t('rounding hides a gradient of this size');
    case 'turning':
      return l10n.t('the gradient turns within the smallest step');
    case 'close':
      return l10n.t('they differ by less than a mistake would make them');
  }
}

/** Whether the gradient of a name must not be shown. */
export type IsSealed = (name: string) => boolean;

/**
 * The verdict, and what was found of each name. Of a sealed one that is how well the two agree, and no
 * more.
 */
export function checkToJson(
  { values, verdict }: GradientCheck,
  isSealed: IsSealed = () => false,
): Readonly<Record<string, Json>> {
  return {
    verdict,
    names: Object.fromEntries(values.map((value) => [value.name, valueToJson(value, isSealed(value.name))])),
  };
}

function valueToJson(
  { worst, meanAbsoluteDifference, checked, size, verdict }: CheckedValue,
  isSealed: boolean,
): Json {
  const jsonNumber = (value: number): Json => (isSealed ? sealed : jsonNumberOf(value));
  return {
    verdict,
    reason: worst.reason ?? null,
    relativeDifference: jsonNumberOf(worst.relativeError),
    meanAbsoluteDifference: jsonNumber(meanAbsoluteDifference),
    worstEntry: worst.entry,
    backward: jsonNumber(worst.analytic),
    differences: jsonNumber(worst.numeric),
    noise: jsonNumber(worst.noise),
    checked,
    size,
  };
}

export function writeCheck(
  heading: string,
  { values, verdict }: GradientCheck,
  isSealed: IsSealed = () => false,
): void {
  writeLine(`${heading}: ${verdictText(verdict)}\n`);
  if (values.length === 0) {
    writeLine(`${l10n.t('No name has a gradient here, so nothing was compared.')}\n`);
    return;
  }
  const rows = values.map(({ name, worst, meanAbsoluteDifference, checked, size, verdict: own }) => [
    name,
    worst.relativeError.toExponential(1),
    isSealed(name) ? sealed : meanAbsoluteDifference.toExponential(1),
    isSealed(name) ? sealed : worst.noise.toExponential(1),
    checked === size ? String(size) : l10n.t('{0} of {1}', checked, size),
    worst.reason === undefined
      ? verdictText(own)
      : l10n.t('{0} ({1})', verdictText(own), reasonText(worst.reason)),
  ]);
  const columns = [
    l10n.t('name'),
    l10n.t('relative difference'),
    l10n.t('mean absolute difference'),
    l10n.t('rounding'),
    l10n.t('entries'),
    l10n.t('verdict'),
  ];
  writeLine(`${formatTable([columns, ...rows])}\n`);
}
