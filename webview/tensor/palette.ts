import { computed, signal } from '@preact/signals';
import { themeColor, themeVersion, type Rgb } from '../kit/theme/themeColors';

/** The colours of the theme that pictures are drawn in. */
export interface Palette {
  readonly ground: Rgb;
  readonly foreground: Rgb;
  /** Zero, and nothing else. */
  readonly neutral: Rgb;
  readonly positive: Rgb;
  readonly negative: Rgb;
  readonly forward: Rgb;
  readonly backward: Rgb;
  readonly muted: Rgb;
  readonly error: Rgb;
}

/** Read anew when the theme changes. */
export const palette = computed(() => paletteOf(themeVersion.value));

function paletteOf(_version: number): Palette {
  return {
    ground: themeColor('--ground'),
    foreground: themeColor('--foreground'),
    neutral: themeColor('--neutral'),
    positive: themeColor('--positive'),
    negative: themeColor('--negative'),
    forward: themeColor('--forward'),
    backward: themeColor('--backward'),
    muted: themeColor('--muted'),
    error: themeColor('--vscode-editorError-foreground'),
  };
}

/** Pixels of the screen in one of CSS: it changes with zoom, and from one screen to another. */
export const pixelRatio = signal(window.devicePixelRatio);
function watchRatio(): void {
  pixelRatio.value = window.devicePixelRatio;
  matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`).addEventListener('change', watchRatio, {
    once: true,
  });
}
watchRatio();

/** As the pixels of a canvas lie in memory. */
export function pixel(color: Rgb): number {
  const [red, green, blue] = color.map(Math.round);
  return ((255 << 24) | ((blue ?? 0) << 16) | ((green ?? 0) << 8) | (red ?? 0)) >>> 0;
}
