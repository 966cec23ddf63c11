import { message } from '../message';
import { sizeOf, shapeValue } from '../shape';
import type { SettingSpec } from './support/layer';
import { operand } from './support/operands';
import { rearrangementLayer } from './support/rearrangement';
import { integersSetting } from './support/layerSettings';
import { fits, wrongSetting } from './support/shapeRule';

const newShape: SettingSpec = {
  name: 'shape',
  type: 'shape',
  required: true,
  documentation: 'The new sizes. One of them may be -1: it is worked out from the others.',
};

export const reshape = rearrangementLayer({
  name: 'Reshape',
  symbol: 'reshape',
  documentation:
    'The same entries in the same order, in another shape. Backward gives the gradient the old shape.',
  inputs: [{ name: 'x', documentation: 'A value of any shape.' }],
  settings: [newShape],
  asFunction: { name: 'reshape' },
  formulas: { forward: 'y = x in the new shape', backward: { x: '∂L/∂x = ∂L/∂y in the old shape' } },
  source: 'https://numpy.org/doc/stable/reference/generated/numpy.reshape.html',
  likeness: 'rearranged',

  outputShape(inputs, settings) {
    const shape = operand(inputs, 0);
    const sizes = integersSetting(settings, newShape);
    if (sizes.some((size) => !Number.isInteger(size) || size < -1)) {
      return wrongSetting('shape', message('Sizes are whole numbers from 0 up; one may be -1.'));
    }
    const open = sizes.filter((size) => size === -1).length;
    if (open > 1) return wrongSetting('shape', message('Only one size can be -1.'));
    const known = sizeOf(sizes.filter((size) => size !== -1));
    const size = sizeOf(shape);
    if (open === 1 && known > 0 && size % known === 0) {
      return fits(sizes.map((given) => (given === -1 ? size / known : given)));
    }
    if (open === 0 && known === size) return fits([...sizes]);
    return wrongSetting(
      'shape',
      open === 0
        ? message(
            '{0} has {1} entries, but {2} needs {3}.',
            shapeValue(shape),
            size,
            shapeValue(sizes),
            known,
          )
        : message('{0} has {1} entries, which {2} does not divide.', shapeValue(shape), size, known),
    );
  },

  destinations: () => () => (entry) => entry,
});
