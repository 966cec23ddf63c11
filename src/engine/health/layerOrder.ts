import { layerNamed } from '../layers/table';
import type { WatchedRun } from './observations';

/** Layers that are flat at both ends, where backward passes next to nothing. */
const flatTypes: ReadonlySet<string> = new Set(['Sigmoid', 'Tanh']);

/** The places of the Sigmoids and Tanhs after a layer, nearest first. */
export function flatEndsAfter({ layers }: WatchedRun, layer: number): readonly number[] {
  return layers.flatMap(({ type }, place) => (place > layer && flatTypes.has(type) ? [place] : []));
}

/** What a layer starts best with: He before a layer like ReLU, else Xavier. */
export function initializerFor({ layers }: WatchedRun, layer: number): 'He' | 'Xavier' {
  for (const { type } of layers.slice(layer + 1)) {
    const form = layerNamed(type)?.asLayer;
    if (form?.rectifies === true) return 'He';
    if (form?.passesOn !== true) return 'Xavier';
  }
  return 'Xavier';
}

/** The last layer with weights at or before this one; `undefined` where there is none. */
export function lastOfType(
  { layers }: WatchedRun,
  before: number,
  types: ReadonlySet<string>,
): number | undefined {
  for (let place = before; place >= 0; place--) {
    if (types.has(layers[place]?.type ?? '')) return place;
  }
  return undefined;
}
