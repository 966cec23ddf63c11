import { pixel } from '../../../tensor/palette';
import { mostProbable } from '../../classes/mostProbable';
import { mix, type Rgb } from '../../../kit/theme/themeColors';

const faintest = 0.08;
const strongest = 0.46;
/** Confidences that have a colour of their own. */
const steps = 255;

/**
 * The pixel of a place from the probabilities of its classes: the colour of the most probable one, little of it where
 * they are equally probable and most where one is certain. Where the network gives no number the ground stays.
 */
export function regionPixels(ground: Rgb, classes: readonly Rgb[]): (probabilities: Float64Array) => number {
  const pixels = classes.map((color) => shadesOf(ground, color));
  const nothing = pixel(ground);
  const chance = 1 / classes.length;
  return (probabilities) => {
    const best = mostProbable(probabilities);
    const confidence = ((probabilities[best] ?? 0) - chance) / (1 - chance);
    return pixels[best]?.[Math.round(steps * Math.min(1, Math.max(0, confidence)))] ?? nothing;
  };
}

const known = new Map<string, Uint32Array>();

/** Kept for the next picture: the colours of a theme are few. */
function shadesOf(ground: Rgb, color: Rgb): Uint32Array {
  const key = `${ground.join()}/${color.join()}`;
  const shades =
    known.get(key) ??
    Uint32Array.from({ length: steps + 1 }, (_, step) =>
      pixel(mix(ground, color, faintest + ((strongest - faintest) * step) / steps)),
    );
  known.set(key, shades);
  return shades;
}
