import type { CheckedValue, GradientCheck, Verdict } from '../engine/explain/gradientCheck';
import type { Json } from './json';
import { writeLine } from './output';
import { formatTable } from './textTable';

const words: Readonly<Record<Verdict, string>> = {
  good: 'agrees',
  between: 'look closer',
  wrong: 'WRONG',
};

const obstacles = {
  kink: 'a corner lies within the step',
  notFinite: 'the function is not a number on one side',
} as const;

/** NaN where an entry cannot be judged; JSON has no word for it. */
function jsonNumber(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}

/** The verdict, and what was found of each name. */
export function checkToJson({ values, verdict }: GradientCheck): Readonly<Record<string, Json>> {
  return { verdict, names: Object.fromEntries(values.map((value) => [value.name, valueToJson(value)])) };
}

function valueToJson({ worst, meanAbsoluteDifference, checked, size, verdict }: CheckedValue): Json {
  return {
    verdict,
    relativeDifference: jsonNumber(worst.relativeError),
    meanAbsoluteDifference: jsonNumber(meanAbsoluteDifference),
    worstEntry: worst.entry,
    obstacle: worst.obstacle ?? null,
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
    checked === size ? String(size) : `${String(checked)} of ${String(size)}`,
    words[own] + (worst.obstacle === undefined ? '' : ` (${obstacles[worst.obstacle]})`),
  ]);
  const columns = ['name', 'relative difference', 'mean absolute difference', 'entries', 'verdict'];
  writeLine(`${formatTable([columns, ...rows])}\n`);
}
