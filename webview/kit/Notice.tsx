import { signal } from '@preact/signals';
import type { JSX } from 'preact';

/** Milliseconds: long enough to be read. */
const shownFor = 6000;
const notice = signal('');
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says for a while what became of something a person asked for. */
export function showNotice(sentence: string): void {
  notice.value = sentence;
  clearTimeout(timer);
  timer = setTimeout(() => {
    notice.value = '';
  }, shownFor);
}

/** Where notices stand; they are read aloud, too. */
export function Notice(): JSX.Element {
  return (
    <p class={notice.value === '' ? 'visually-hidden' : 'notice'} role="status" aria-live="polite">
      {notice.value}
    </p>
  );
}
