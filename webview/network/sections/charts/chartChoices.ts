import { choose, chosen } from '../../../kit/viewChoices';
import type { ChartChoices } from './chartModels';

export const smoothingEnd = 0.98;

export function chartChoices(): ChartChoices {
  return { smoothing: chosen('charts/smoothing', 0.6), lossLog: chosen('charts/lossLog', false) };
}

export function chooseSmoothing(strength: number): void {
  choose('charts/smoothing', Math.min(Math.max(strength, 0), smoothingEnd));
}

export function chooseLossLog(log: boolean): void {
  choose('charts/lossLog', log);
}

function hiddenKey(chart: string, line: string): string {
  return `charts/hidden/${chart}/${line}`;
}

export function isHidden(chart: string, line: string): boolean {
  return chosen(hiddenKey(chart, line), false);
}

export function toggleLine(chart: string, line: string): void {
  choose(hiddenKey(chart, line), !isHidden(chart, line));
}
