import { computed } from '@preact/signals';
import type { Range } from '../../../charts/chartLines';
import { stepsDone } from '../../state/store';
import { choose, chosen } from '../../../kit/viewChoices';

/** As far as zooming in goes. */
const fewestSteps = 4;

/** All steps done: from before the first. */
const whole = computed<Range>(() => ({ low: 0, high: Math.max(1, stepsDone.value) }));

/** `null`: all of them, growing with the run. */
const zoomed = computed<Range | null>(() => {
  const [low, high] = [chosen<number>('charts/low', -1), chosen<number>('charts/high', -1)];
  // After a reset the steps that were looked at may not be there yet.
  return low < 0 || low + fewestSteps > whole.value.high ? null : { low, high };
});

export const isZoomed = computed(() => zoomed.value !== null);
export const shownRange = computed<Range>(() => zoomed.value ?? whole.value);

/** Shows some of the steps, within those that are done; all of them where that is what it comes to. */
export function showRange(from: number, to: number): void {
  const { low: start, high: end } = whole.value;
  const width = Math.min(Math.max(Math.round(to - from), fewestSteps), end - start);
  const low = Math.min(Math.max(Math.round(from), start), end - width);
  const isAll = width >= end - start;
  choose('charts/low', isAll ? -1 : low);
  choose('charts/high', isAll ? -1 : low + width);
}

export function showAll(): void {
  showRange(whole.value.low, whole.value.high);
}

/**
 * @param factor below 1 to see fewer steps.
 * @param around the step that stays where it is; default: the middle
 */
export function zoomBy(factor: number, around?: number): void {
  const { low, high } = shownRange.value;
  const middle = around === undefined || around < low || around > high ? (low + high) / 2 : around;
  showRange(middle - (middle - low) * factor, middle + (high - middle) * factor);
}

/** @param share of the width that is shown; below 0 towards the start */
export function moveBy(share: number): void {
  const { low, high } = shownRange.value;
  const by = Math.sign(share) * Math.max(1, Math.abs(Math.round((high - low) * share)));
  const { low: start, high: end } = whole.value;
  const bounded = Math.min(Math.max(by, start - low), end - high);
  showRange(low + bounded, high + bounded);
}

/** Moves along as far as needed to have a step in the picture. */
export function reveal(step: number): void {
  const { low, high } = shownRange.value;
  if (step < low) showRange(step, step + high - low);
  else if (step > high) showRange(step - (high - low), step);
}
