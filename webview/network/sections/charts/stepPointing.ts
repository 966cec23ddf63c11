import { computed } from '@preact/signals';
import type { TargetedKeyboardEvent } from 'preact';
import { scrubTo } from '../../state/actions';
import { cursorStep, namedMoment, scrubbed, stepsDone } from '../../state/store';
import { moveBy, reveal, showAll, shownRange, showRange, zoomBy } from './stepRange';

/** Whose values stand beside the lines: the one under the cursor, else the one that every surface names. */
export const pointedStep = computed(
  () => cursorStep.value ?? scrubbed.value ?? namedMoment.value?.step ?? stepsDone.value,
);

/** The step at a place across a chart, and the place of a step: shares of the plot's width, from 0 to 1. */
export function stepAt(share: number): number {
  const { low, high } = shownRange.value;
  return Math.round(Math.min(Math.max(low + share * (high - low), low), high));
}

export function shareOf(step: number): number {
  const { low, high } = shownRange.value;
  return (step - low) / (high - low);
}

/** Shows the steps between two places, as a drag marked them. */
export function showBetween(from: number, to: number): void {
  showRange(stepAt(Math.min(from, to)), stepAt(Math.max(from, to)));
}

function moveCursor(by: number): void {
  const { low, high } = shownRange.value;
  const { value: last } = stepsDone;
  const start = cursorStep.value ?? scrubbed.value ?? high;
  const step = Math.min(Math.max(start + by, 0), last);
  if (low <= start && start <= high) reveal(step);
  cursorStep.value = step;
}

/** Cursor, zoom and look back by keyboard. */
export function onChartKey(event: TargetedKeyboardEvent<HTMLElement>): void {
  const { low, high } = shownRange.value;
  // An arrow moves by what can just be seen.
  const nudge = Math.max(1, Math.round((high - low) / 100));
  const cursor = cursorStep.value ?? undefined;
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => {
      if (event.shiftKey) moveBy(-0.1);
      else moveCursor(-nudge);
    },
    ArrowRight: () => {
      if (event.shiftKey) moveBy(0.1);
      else moveCursor(nudge);
    },
    Home: () => {
      moveCursor(-Infinity);
    },
    End: () => {
      moveCursor(Infinity);
    },
    '+': () => {
      zoomBy(0.5, cursor);
    },
    '-': () => {
      zoomBy(2, cursor);
    },
    '0': showAll,
    Enter: () => {
      scrubTo(cursor ?? high);
    },
  };
  const action = actions[event.key === '=' ? '+' : event.key];
  if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
}
