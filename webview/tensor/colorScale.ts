import { roundUp } from '../kit/plot/plotScale';
import { mix, type Rgb } from '../kit/theme/themeColors';
import { pixel, type Palette } from './palette';

/** Steps on each side of zero. */
const steps = 1024;

/** The end of a scale for numbers as far from zero as `reach`: it stays when they move a little. */
export function niceLimit(reach: number): number {
  return roundUp(reach);
}

/**
 * How a colour grows with the share that a number has of the limit. `root` gives small numbers more than
 * their share: of the many numbers of a network most are small, and zero alone is to be neutral.
 * `proportional` is for the few numbers of a formula, which stand in or beside their cells, so that the
 * eye compares both: half the number looks half as strong.
 */
export type Growth = 'root' | 'proportional';

/**
 * How much of the colour of its sign a number has, from 0 to 1.
 * @param limit the end of the scale; 0 where all is zero
 * @returns 0 for zero and for what is not finite, which has no colour
 */
export function strengthOf(value: number, limit: number, growth: Growth): number {
  if (value === 0 || limit === 0 || !Number.isFinite(value)) return 0;
  const share = Math.min(1, Math.abs(value) / limit);
  return growth === 'root' ? 0.06 + 0.94 * Math.sqrt(share) : share;
}

/** The colour of a share of the limit, from -1 to 1; that of 0 is exactly the neutral one. */
function colourOf(share: number, { neutral, positive, negative }: Palette): Rgb {
  if (share === 0) return neutral;
  return mix(neutral, share > 0 ? positive : negative, strengthOf(share, 1, 'root'));
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
