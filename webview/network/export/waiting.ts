import { signal } from '@preact/signals';
import { isRunning } from '../state/running';
import { shownViews } from '../state/store';

/** How much of what an export needs is there. */
interface Progress {
  readonly done: number;
  readonly total: number;
}

/** What an export waits for; `null` while none does. */
export const waiting = signal<(Progress & { readonly cancel: () => void }) | null>(null);

/** Milliseconds without anything new after which the rest does not come any more. */
const patience = 4000;

/**
 * A run that goes on gives its pictures a small share of its time: where they cost it much there are seconds
 * between them. Then so many times without anything new are waited for, for at most so many milliseconds.
 */
const whileRunning = { pictures: 3, most: 90_000 } as const;

/** After the next picture of the screen. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      resolve();
    });
  });
}

/**
 * Waits until all is there, or nothing more comes; the panel shows how far it is.
 * @returns false where a person did not want to wait
 */
export async function untilThere(progress: () => Progress): Promise<boolean> {
  const isCancelled = signal(false);
  let newest = { done: -1, at: 0, pictures: 0 };
  let pictures = 0;
  let views = shownViews.peek();
  const isInVain = (): boolean => {
    const waited = performance.now() - newest.at;
    if (waited <= patience) return false;
    const came = pictures - newest.pictures;
    return !isRunning.value || came >= whileRunning.pictures || waited > whileRunning.most;
  };
  const cancel = (): void => {
    isCancelled.value = true;
  };
  try {
    for (let now = progress(); now.done < now.total; now = progress()) {
      if (shownViews.peek() !== views) pictures++;
      views = shownViews.peek();
      if (now.done > newest.done) {
        newest = { done: now.done, at: performance.now(), pictures };
        waiting.value = { ...now, cancel };
      } else if (isInVain()) return true;
      await nextFrame();
      if (isCancelled.value) return false;
    }
    return true;
  } finally {
    waiting.value = null;
  }
}
