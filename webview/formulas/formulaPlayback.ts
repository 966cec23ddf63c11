import { computed } from '@preact/signals';
import { Playback } from '../graph/playback';
import { chosenPass, state } from './formulaStore';
import { position } from './formulaViewState';

const playback = new Playback();

/** How many steps of the walk the playing has shown; `null` while nothing plays. */
export const playedSteps = playback.played;

/** The step that is being played. */
export const playingStep = computed(() => {
  const steps = playedSteps.value;
  return steps === null || steps === 0 ? undefined : chosenPass.value?.walk[steps - 1];
});

/** Shows all numbers at once. */
export function stopPlaying(): void {
  playback.stop();
}

/** Shows the pass running: forward, then backward along the edges. */
export function play(): void {
  const canPlay = state.value?.run != null && position.value === null;
  playback.play(canPlay ? (chosenPass.value?.walk.length ?? 0) : 0);
}
