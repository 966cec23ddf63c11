import { constant } from './constant';
import { he } from './he';
import type { Initializer } from './initializer';
import { normal } from './normal';
import { uniform } from './uniform';
import { xavier } from './xavier';
import { zeros } from './zeros';

/** Adding an initializer is adding its file and one entry here. */
export const initializers: readonly Initializer[] = [normal, uniform, xavier, he, zeros, constant];

/** By its name in a definition: `He`. */
export function initializerNamed(name: string): Initializer | undefined {
  return initializers.find((initializer) => initializer.name === name);
}
