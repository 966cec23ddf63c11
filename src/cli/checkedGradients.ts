import type { CheckedValue, CheckReason, GradientCheck, Verdict } from '../engine/explain/gradientCheck';
import { formatTable, type Json, jsonNumber, writeLine } from './output';

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

/** The verdict, and what was found of each name. */
export function checkToJson({ values, verdict }: GradientCheck): Readonly<Record<string, Json>> {
  return { verdict, names: Object.fromEntries(values.map((value) => [value.name, valueToJson(value)])) };
}

function valueToJson({ worst, meanAbsoluteDifference, checked, size, verdict }: CheckedValue): Json {
  return {
    verdict,
    reason: worst.reason ?? null,
    relativeDifference: jsonNumber(worst.relativeError),
    meanAbsoluteDifference: jsonNumber(meanAbsoluteDifference),
    worstEntry: worst.entry,
    backward: jsonNumber(worst.analytic),
    differences: jsonNumber(worst.numeric),
    noise: jsonNumber(worst.noise),
    checked,
    size,
  };
}

export function writeCheck(heading: string, { values, verdict }: GradientCheck): void {
  writeLine(`${heading}: ${words[verdict]}\n`);
  const rows = values.map(({ name, worst, meanAbsoluteDifference, checked, size, verdict: own }) => [
    name,
    worst.relativeError.toExponential(1),
    meanAbsoluteDifference.toExponential(1),
    worst.noise.toExponential(1),
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
