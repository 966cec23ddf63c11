import { notice } from './store';

/** Milliseconds: long enough to be read. */
const shownFor = 6000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says for a while what became of something a person asked for. */
export function say(sentence: string): void {
  notice.value = sentence;
  clearTimeout(timer);
  timer = setTimeout(() => {
    notice.value = '';
  }, shownFor);
}
