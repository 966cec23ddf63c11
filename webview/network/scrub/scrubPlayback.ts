import { effect, signal } from '@preact/signals';
import { goLive, scrubTo } from '../state/actions';
import { firstStep, isLookingBack, isRecorded, lastPictured, scrubbed, snapshots } from '../state/store';
import { choose, chosen } from '../../kit/viewChoices';

/** Steps a second. */
const speeds = [1, 5, 20, 100, 500, 2000] as const;
/** Of a recorded run pictures a second: there are few, and between them nothing. */
const pictureSpeeds = [1, 2, 5, 10] as const;

export function speedsOffered(): readonly number[] {
  return isRecorded.value ? pictureSpeeds : speeds;
}

/** Whether earlier steps are shown one after the other. */
export const isPlaying = signal(false);

export function speed(): number {
  return isRecorded.value ? chosen<number>('scrub/pictureSpeed', 2) : chosen<number>('scrub/speed', 20);
}

export function chooseSpeed(stepsPerSecond: number): void {
  choose(isRecorded.value ? 'scrub/pictureSpeed' : 'scrub/speed', stepsPerSecond);
}

/** Plays on from the step looked at; from the first where everything is live or the end is reached. */
export function play(): void {
  const from = scrubbed.value;
  if (from === null || from >= lastPictured.value) scrubTo(firstStep.value);
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

/** So many steps later, or of a recorded run so many pictures. */
function after(step: number, count: number): number {
  if (!isRecorded.value) return step + count;
  const { value: stored } = snapshots;
  return stored[Math.min(stored.length - 1, stored.indexOf(step) + count)] ?? step;
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
    if (at === null || at >= lastPictured.value) {
      pause();
      return;
    }
    if (due >= 1 && !isLookingBack.value) {
      scrubTo(after(at, Math.floor(due)));
      due %= 1;
    }
    request = requestAnimationFrame(goOn);
  };
  request = requestAnimationFrame(goOn);
  return () => {
    cancelAnimationFrame(request);
  };
});
