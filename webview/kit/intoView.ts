import { motionReduced } from './theme/motion';

/**
 * Scrolls as far as is needed, once what was changed is drawn: an element is seen whole, and from its top
 * where it is taller than what scrolls.
 * @param find asked after the drawing, for there may be no such element before
 */
export function bringIntoView(find: () => Element | null): void {
  requestAnimationFrame(() => {
    const element = find();
    if (element === null) return;
    const isWhole = element.clientHeight <= (scrollerOf(element)?.clientHeight ?? window.innerHeight);
    element.scrollIntoView({
      block: isWhole ? 'nearest' : 'start',
      behavior: motionReduced() ? 'auto' : 'smooth',
    });
  });
}

function scrollerOf({ parentElement }: Element): Element | null {
  if (parentElement === null) return null;
  return /auto|scroll/.test(getComputedStyle(parentElement).overflowY)
    ? parentElement
    : scrollerOf(parentElement);
}
