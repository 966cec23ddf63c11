import type { LayerScalars } from '../../engine/health/observations';
import { layerScalarNames } from '../../protocol/trainingFrame';

/**
 * The scalars of all layers beside each other: layers ×
 * `layerScalarNames`. Written into `row` where one is given.
 */
export function scalarRow(
  layers: readonly LayerScalars[],
  row: Float64Array = new Float64Array(layers.length * layerScalarNames.length),
): Float64Array {
  let at = 0;
  for (const layer of layers) for (const name of layerScalarNames) row[at++] = layer[name];
  return row;
}
