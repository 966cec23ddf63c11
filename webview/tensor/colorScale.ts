import { roundUp } from '../kit/plot/plotScale';
import { mix, type Rgb } from '../kit/theme/themeColors';
import { pixel, type Palette } from './palette';

/** Steps on each side of zero. */
const steps = 1024;

/** The end of a scale for numbers as far from zero as `reach`: it stays when they move a little. */
export function niceLimit(reach: number): number {
  return roundUp(reach);
}

/** Small numbers get more of the colour than is their share: most are small, and zero alone is neutral. */
function strength(share: number): number {
  return 0.06 + 0.94 * Math.sqrt(share);
}

/** The colour of a share of the limit, from -1 to 1; that of 0 is exactly the neutral one. */
function colourOf(share: number, { neutral, positive, negative }: Palette): Rgb {
  if (share === 0) return neutral;
  return mix(neutral, share > 0 ? positive : negative, strength(Math.abs(share)));
}

/** Blue below zero, neutral at zero, orange above it: the same on both sides. */
class DivergingScale {
  private readonly pixels = new Uint32Array(2 * steps + 1);

  constructor(palette: Palette) {
    this.pixels.forEach((_, at) => {
      this.pixels[at] = pixel(colourOf((at - steps) / steps, palette));
    });
  }

  /** @param limit the end of the scale; 0 where all is zero */
  pixelOf(value: number, limit: number): number {
    if (value === 0 || limit === 0) return this.pixels[steps] ?? 0;
    const step = Math.min(steps, Math.max(1, Math.round((Math.abs(value) / limit) * steps)));
    return this.pixels[value > 0 ? steps + step : steps - step] ?? 0;
  }
}

let made: { readonly palette: Palette; readonly scale: DivergingScale } | undefined;

/** The scale in the colours of a theme. */
export function scaleIn(palette: Palette): DivergingScale {
  if (made?.palette !== palette) made = { palette, scale: new DivergingScale(palette) };
  return made.scale;
}
