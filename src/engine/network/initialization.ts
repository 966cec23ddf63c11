import { initializerNamed, type Initializer } from '../initializers';
import { operand } from '../layers/support/operands';
import type { ParameterSpec } from '../layers/support/networkForm';
import type { Choice, LayerDefinition } from './networkDefinition';
import { consumersOf, networkLayerOf } from './layersOfNetwork';

const he: Choice = { name: 'He', settings: {} };
const xavier: Choice = { name: 'Xavier', settings: {} };
const zeros: Choice = { name: 'Zeros', settings: {} };
const ones: Choice = { name: 'Constant', settings: { value: 1 } };

/** @throws RangeError where the table has no such initializer; the language lets no such name through. */
export function initializerOf({ name }: Choice): Initializer {
  const found = initializerNamed(name);
  if (found === undefined) throw new RangeError(`There is no initializer ${name}.`);
  return found;
}

/**
 * By layer, how its weights start where `init=` was left out: He before a layer like ReLU, else Xavier.
 * Pooling, normalization and the like are looked through.
 */
export function defaultInitializers(layers: readonly LayerDefinition[]): readonly Choice[] {
  const consumers = consumersOf(layers);
  const rectified = layers.map(() => false);
  // Consumers come later, so from the end on each is known before it is asked for.
  for (let index = layers.length - 1; index >= 0; index--) {
    rectified[index] = operand(consumers, index).some((consumer) => {
      const { rectifies, passesOn } = networkLayerOf(operand(layers, consumer)).asLayer;
      return rectifies === true || (passesOn === true && operand(rectified, consumer));
    });
  }
  return rectified.map((before) => (before ? he : xavier));
}

/** How one parameter starts; `ofWeights` is what the layer's weights start with. */
export function initializerFor({ start }: ParameterSpec, ofWeights: Choice): Choice {
  const drawn = start === 'zeros' && initializerOf(ofWeights).drawsBiases === true;
  if (start === 'initializer' || drawn) return ofWeights;
  if (typeof start === 'number') return { name: 'Constant', settings: { value: start } };
  return start === 'ones' ? ones : zeros;
}
