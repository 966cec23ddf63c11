import type { Layer } from './layer';

/** The `bind` of a layer that formulas cannot call: only its network form runs. */
export function onlyInNetworks(name: string): Layer['bind'] {
  return () => {
    throw new RangeError(`${name} runs in networks only.`);
  };
}
