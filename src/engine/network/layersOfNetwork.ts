import type { NetworkLayer } from '../layers/support/layer';
import { networkLayers } from '../layers/layerTable';
import { operand } from '../layers/support/operands';
import type { LayerDefinition } from './networkDefinition';

const byKey = new Map(networkLayers.map((layer) => [layer.name, layer]));

/** @throws RangeError where the table has no such layer; the language lets no such name through. */
export function networkLayerOf({ layer }: Pick<LayerDefinition, 'layer'>): NetworkLayer {
  const found = byKey.get(layer);
  if (found === undefined) throw new RangeError(`There is no layer ${layer} for networks.`);
  return found;
}

/** By layer: the later layers that take its output. */
export function consumersOf(layers: readonly LayerDefinition[]): readonly (readonly number[])[] {
  const consumers = layers.map((): number[] => []);
  layers.forEach(({ inputs }, index) => {
    for (const input of inputs) if (input !== 'input') operand(consumers, input).push(index);
  });
  return consumers;
}
