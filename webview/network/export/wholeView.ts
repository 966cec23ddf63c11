import { flushScheduled } from '../../kit/pacing/scheduler';
import { drawsWhole } from '../../kit/useOnScreen';
import { showNotice } from '../../kit/Notice';
import { text } from '../../kit/translation';
import { strings } from './reportTexts';
import { nextFrame, untilThere } from './waiting';

/** Milliseconds after which numbers that are renewed in turn are those of now. */
const slowestNumbers = 300;

/**
 * Has a view show all that it has, whatever was scrolled or folded, and waits for what was not there yet.
 * @returns takes that back; `undefined` where a person did not want to wait
 */
export async function showWhole(view: HTMLElement): Promise<(() => void) | undefined> {
  const opened = [...view.querySelectorAll('details:not([open])')];
  let scrollers: readonly Element[] = [];
  const release = (): void => {
    drawsWhole.value = false;
    view.classList.remove('is-drawn-whole');
    for (const element of opened) element.removeAttribute('open');
    for (const element of scrollers) element.classList.remove('is-unscrolled');
  };
  try {
    flushScheduled(() => {
      drawsWhole.value = true;
      view.classList.add('is-drawn-whole');
      for (const element of opened) element.setAttribute('open', '');
    });
    // What is folded open now requests its pictures when it has been drawn.
    await nextFrame();
    await nextFrame();
    const coming = (): number => view.querySelectorAll('[data-coming]').length;
    const total = coming();
    const isThere = await untilThere(() => ({ done: Math.max(0, total - coming()), total }));
    if (!isThere) {
      release();
      return undefined;
    }
    if (coming() > 0) showNotice(text(strings.left, coming()));
    if (total > 0) await new Promise((resolve) => setTimeout(resolve, slowestNumbers));
    flushScheduled(() => undefined);
    scrollers = [...view.querySelectorAll('*')].filter(scrolls);
    for (const element of scrollers) element.classList.add('is-unscrolled');
    return release;
  } catch (error) {
    release();
    throw error;
  }
}

/** A graph that scrolls is fitted into its place instead. */
function scrolls(element: Element): boolean {
  const { overflowX, overflowY } = getComputedStyle(element);
  const canScroll = [overflowX, overflowY].some((overflow) => overflow === 'auto' || overflow === 'scroll');
  return canScroll && !element.matches('.graph-scroll, .table-twin');
}
