import { cssColor, themeColor } from '../shared/themeColors';

/** Of a variable of the style sheet, for a canvas, which cannot read it by itself. */
export function colorOf(name: string): string {
  return cssColor(themeColor(name));
}

export function fontFamily(): string {
  return getComputedStyle(document.body).fontFamily;
}
