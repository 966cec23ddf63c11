import { computed, signal } from '@preact/signals';
import { motionReduced } from '../shared/motion';
import { chosenPass, state } from './store';
import { position } from './viewState';

/** How many steps of the walk the playing has shown; `null` while nothing plays. */
export const playedSteps = signal<number | null>(null);

/** The step that is being played. */
export const playingStep = computed(() => {
  const steps = playedSteps.value;
  return steps === null || steps === 0 ? undefined : chosenPass.value?.walk[steps - 1];
});

const longestPlay = 2600;
const longestStep = 380;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows all numbers at once. */
export function stopPlaying(): void {
  clearTimeout(timer);
  playedSteps.value = null;
}

/** Shows the pass running: forward, then backward along the edges. Under reduced motion everything is there at once. */
export function play(): void {
  stopPlaying();
  const steps = chosenPass.value?.walk.length ?? 0;
  if (motionReduced() || state.value?.run == null || position.value !== null || steps === 0) return;
  const pause = Math.min(longestStep, longestPlay / steps);
  // A graph of hundreds of nodes moves several at a time, so that nobody waits.
  const stride = Math.max(1, Math.ceil(16 / pause));
  const tick = (): void => {
    const next = (playedSteps.value ?? 0) + stride;
    if (next > steps) {
      stopPlaying();
      return;
    }
    playedSteps.value = next;
    timer = setTimeout(tick, pause * stride);
  };
  playedSteps.value = 0;
  timer = setTimeout(tick, pause);
}
