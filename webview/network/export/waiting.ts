import { signal } from '@preact/signals';

/** How much of what an export needs is there. */
interface Progress {
  readonly done: number;
  readonly total: number;
}

/** What an export waits for; `null` while none does. */
export const waiting = signal<(Progress & { readonly cancel: () => void }) | null>(null);

/** Milliseconds without anything new after which the rest does not come any more. */
const patience = 4000;

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
  let newest = { done: -1, at: 0 };
  const cancel = (): void => {
    isCancelled.value = true;
  };
  try {
    for (let now = progress(); now.done < now.total; now = progress()) {
      if (now.done > newest.done) {
        newest = { done: now.done, at: performance.now() };
        waiting.value = { ...now, cancel };
      } else if (performance.now() - newest.at > patience) return true;
      await nextFrame();
      if (isCancelled.value) return false;
    }
    return true;
  } finally {
    waiting.value = null;
  }
}
