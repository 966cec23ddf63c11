import { arrangingLayers } from './arrangingLayers';
import { choosingLayers } from './choosingLayers';
import { elementwiseLayers } from './elementwiseLayers';
import { lossLayers } from './lossLayers';
import { normalizingLayers } from './normalizingLayers';
import type { NumpyLayer } from './numpyLayer';
import { productLayers } from './productLayers';
import { reducingLayers } from './reducingLayers';

/** Every layer of formulas, by the name that graphs use. */
export const numpyLayers: Readonly<Record<string, NumpyLayer>> = {
  ...elementwiseLayers,
  ...reducingLayers,
  ...productLayers,
  ...arrangingLayers,
  ...choosingLayers,
  ...normalizingLayers,
  ...lossLayers,
};
