import { network } from '../state/store';
import { mix, themeColor, type Rgb } from '../../kit/theme/themeColors';

/**
 * Told apart by those who see few colours too, and never
 * by colour alone: every class has a marker of its own.
 */
const colors = [
  '--negative',
  '--positive',
  '--vscode-charts-green',
  '--vscode-charts-purple',
  '--vscode-charts-red',
  '--vscode-charts-yellow',
] as const;

export function classColor(index: number): Rgb {
  const color = themeColor(colors[index % colors.length] ?? colors[0]);
  const round = Math.floor(index / colors.length);
  return round === 0 ? color : mix(color, themeColor('--foreground'), 1 - 0.6 ** round);
}

/** What a network says, as of `mostProbable`: no class where a probability is NaN. */
export function predictedName(index: number): string {
  return index < 0 ? 'NaN' : className(index);
}

/** As the data calls it, or its number. */
export function className(index: number): string {
  return network.value?.classNames[index] ?? String(index);
}

/** The most probable class; −1 where a number is missing. */
export function mostProbable(probabilities: ArrayLike<number>): number {
  let best = -1;
  for (let at = 0; at < probabilities.length; at++) {
    const probability = probabilities[at] ?? NaN;
    if (Number.isNaN(probability)) return -1;
    if (best < 0 || probability > (probabilities[best] ?? 0)) best = at;
  }
  return best;
}
