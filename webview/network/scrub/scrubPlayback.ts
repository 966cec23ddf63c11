import { effect, signal } from '@preact/signals';
import { goLive, scrubTo } from '../state/actions';
import { firstStep, isLookingBack, scrubbed, stepsDone } from '../state/store';
import { choose, chosen } from '../../kit/viewChoices';

/** Steps a second. */
export const speeds = [1, 5, 20, 100, 500, 2000] as const;

/** Whether earlier steps are shown one after the other. */
export const isPlaying = signal(false);

export function speed(): number {
  return chosen<number>('scrub/speed', 20);
}

export function chooseSpeed(stepsPerSecond: number): void {
  choose('scrub/speed', stepsPerSecond);
}

/** Plays on from the step looked at; from the first where everything is live or the end is reached. */
export function play(): void {
  const from = scrubbed.value;
  if (from === null || from >= stepsDone.value) scrubTo(firstStep.value);
  isPlaying.value = true;
}

export function pause(): void {
  isPlaying.value = false;
}

export function stopAndGoLive(): void {
  pause();
  goLive();
}

/** Looks at a step, as a person asked for it: playing back ends. */
export function show(step: number): void {
  pause();
  scrubTo(step);
}

effect(() => {
  if (!isPlaying.value) return undefined;
  // Steps that are due but not shown yet: the picture of one is awaited before the next is asked for.
  let due = 0;
  let before = performance.now();
  let request = 0;
  const goOn = (now: number): void => {
    due += ((now - before) / 1000) * speed();
    before = now;
    const at = scrubbed.value;
    if (at === null || at >= stepsDone.value) {
      pause();
      return;
    }
    if (due >= 1 && !isLookingBack.value) {
      scrubTo(at + Math.floor(due));
      due %= 1;
    }
    request = requestAnimationFrame(goOn);
  };
  request = requestAnimationFrame(goOn);
  return () => {
    cancelAnimationFrame(request);
  };
});
