import { cssColor, themeColor, themeVersion } from '../../../kit/theme/themeColors';

/** Of a variable of the style sheet, for a canvas, which cannot read it by itself. */
export function colorOf(name: string): string {
  return cssColor(themeColor(name));
}

let font = { version: -1, family: '' };

/**
 * Of the panel's texts. To ask the browser makes it lay out what has changed, so it is asked once a theme.
 */
export function fontFamily(): string {
  const version = themeVersion.peek();
  if (font.version !== version) font = { version, family: getComputedStyle(document.body).fontFamily };
  return font.family;
}
