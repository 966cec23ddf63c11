import type { CheckedValue, CheckReason, GradientCheck, Verdict } from '../engine/explain/gradientCheck';
import { formatTable, jsonNumber as jsonNumberOf, sealed, writeLine } from './output';
import type { Json } from '../protocol/jsonText';

const words: Readonly<Record<Verdict, string>> = {
  agrees: 'agrees',
  corner: 'corner',
  'cannot tell': 'cannot tell',
  wrong: 'WRONG',
};

const reasons: Readonly<Record<CheckReason, string>> = {
  corner: 'a corner or a tie, right on both sides',
  edge: 'the function is not a number on one side, and backward is right on the other',
  steep: 'backward is NaN or infinite where a layer has no slope',
  notFinite: 'the function, or a value on its way, is NaN or infinite',
  rounding: 'rounding hides a gradient of this size',
  close: 'they differ by less than a mistake would make them',
};

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
  writeLine(`${heading}: ${words[verdict]}\n`);
  const rows = values.map(({ name, worst, meanAbsoluteDifference, checked, size, verdict: own }) => [
    name,
    worst.relativeError.toExponential(1),
    isSealed(name) ? sealed : meanAbsoluteDifference.toExponential(1),
    isSealed(name) ? sealed : worst.noise.toExponential(1),
    checked === size ? String(size) : `${String(checked)} of ${String(size)}`,
    words[own] + (worst.reason === undefined ? '' : ` (${reasons[worst.reason]})`),
  ]);
  const columns = [
    'name',
    'relative difference',
    'mean absolute difference',
    'rounding',
    'entries',
    'verdict',
  ];
  writeLine(`${formatTable([columns, ...rows])}\n`);
}
