import { signal } from '@preact/signals';

/** Red, green, blue: 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Goes up when the editor's theme changes: whoever draws on a canvas reads it, to draw again. */
export const themeVersion = signal(0);

const known = new Map<string, Rgb>();

/** For who has changed the colours and cannot wait until the observer tells. */
export function readThemeAnew(): void {
  observer.takeRecords();
  known.clear();
  themeVersion.value++;
}

const observer = new MutationObserver(readThemeAnew);
// VS Code writes the variables of a theme into the style
// of the root, and its kind into the classes of the body.
observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });

/** Few colours: forms have to tell what colours cannot. Who reads it is told when the theme changes. */
export function isHighContrast(): boolean {
  return themeVersion.value >= 0 && document.body.classList.contains('vscode-high-contrast');
}

const canvas = document.createElement('canvas');
canvas.width = canvas.height = 1;
const pixel = canvas.getContext('2d', { willReadFrequently: true });

/**
 * @param name a variable of the style sheet, `--forward`; where
 *   it is translucent, as it looks on the editor's ground
 */
export function themeColor(name: string): Rgb {
  const color = known.get(name) ?? read(name);
  known.set(name, color);
  return color;
}

function read(name: string): Rgb {
  if (pixel === null) throw new Error('This browser draws on no canvas.');
  const styles = getComputedStyle(document.documentElement);
  for (const layer of ['--ground', name]) {
    pixel.fillStyle = styles.getPropertyValue(layer);
    pixel.fillRect(0, 0, 1, 1);
  }
  const [red = 0, green = 0, blue = 0] = pixel.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/** `share` of `color` on `ground`. */
export function mix(ground: Rgb, color: Rgb, share: number): Rgb {
  const between = (at: 0 | 1 | 2): number => ground[at] + (color[at] - ground[at]) * share;
  return [between(0), between(1), between(2)];
}

export function cssColor([red, green, blue]: Rgb, opacity = 1): string {
  return `rgb(${red} ${green} ${blue} / ${opacity})`;
}

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
