import type { Page } from 'playwright-core';

/**
 * What a reader would stumble over: texts that lie over one another, that are cut off where nothing says so,
 * and a page that is wider than its window. What is scrolled out of sight is not looked at.
 */
export async function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    interface Written {
      readonly text: string;
      readonly element: Element;
      readonly left: number;
      readonly right: number;
      readonly top: number;
      readonly bottom: number;
    }
    const faults: string[] = [];
    const wider = document.documentElement.scrollWidth - window.innerWidth;
    if (wider > 0) faults.push(`the page is wider by ${wider}`);

    /** The part of a box that its surroundings let through. */
    const seen = (
      element: Element,
      { left, right, top, bottom }: DOMRect,
    ): Omit<Written, 'text' | 'element'> => {
      const box = { left, right, top, bottom };
      for (let around: Element | null = element; around !== null; around = around.parentElement) {
        if (getComputedStyle(around).overflow === 'visible') continue;
        const edge = around.getBoundingClientRect();
        box.left = Math.max(box.left, edge.left);
        box.right = Math.min(box.right, edge.right);
        box.top = Math.max(box.top, edge.top);
        box.bottom = Math.min(box.bottom, edge.bottom);
      }
      return box;
    };
    const written: Written[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (element === null || text === '' || element.matches('script, style, title, .visually-hidden'))
        continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        const box = seen(element, rect);
        if (box.right - box.left > 2 && box.bottom - box.top > 2) written.push({ text, element, ...box });
      }
      const { scrollWidth, clientWidth } = element;
      const look = getComputedStyle(element);
      const isCut = scrollWidth > clientWidth + 1 && clientWidth > 1 && /hidden|clip/.test(look.overflowX);
      if (isCut && look.textOverflow !== 'ellipsis') faults.push(`cut off: ${text.slice(0, 60)}`);
    }
    for (const [at, one] of written.entries())
      for (const other of written.slice(at + 1)) {
        if (one.element === other.element) continue;
        const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        // The boxes of two lines touch, for letters have room above and below.
        if (width > 2 && height > 4)
          faults.push(`“${one.text.slice(0, 40)}” over “${other.text.slice(0, 40)}”`);
      }
    return faults;
  });
}
