import { signal } from '@preact/signals';
import { motionReduced } from '../kit/theme/motion';

const longestPlay = 2600;
const longestStep = 380;
const shortestPause = 16;

/**
 * Shows the steps of a walk one after the other, in a few
 * seconds at most. Under reduced motion all are there at once.
 */
export class Playback {
  /** How many steps have been shown; `null` while nothing plays. */
  readonly played = signal<number | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Shows all steps at once. */
  stop(): void {
    clearTimeout(this.timer);
    this.played.value = null;
  }

  play(steps: number): void {
    this.stop();
    if (motionReduced() || steps === 0) return;
    const pause = Math.min(longestStep, longestPlay / steps);
    // A graph of hundreds of nodes moves several at a time, so that nobody waits.
    const stride = Math.max(1, Math.ceil(shortestPause / pause));
    const tick = (): void => {
      const next = (this.played.value ?? 0) + stride;
      if (next > steps) {
        this.stop();
        return;
      }
      this.played.value = next;
      this.timer = setTimeout(tick, pause * stride);
    };
    this.played.value = 0;
    this.timer = setTimeout(tick, pause);
  }
}
