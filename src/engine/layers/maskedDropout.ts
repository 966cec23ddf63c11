import { message } from '../message';
import { sameShape, shapeValue } from '../shape';
import { mulRule } from './mul';
import { binaryLayer } from './support/binary';
import type { Layer } from './support/layer';
import { operand } from './support/operands';
import { wrongInput } from './support/shapeRule';

const masked = binaryLayer({
  name: 'MaskedDropout',
  symbol: 'Dropout',
  documentation:
    'Sets x to zero where the mask is 0 and multiplies it by the mask elsewhere. The mask is given, so that it stays the same; a mask of 0 and 1 / (1 − ratio) keeps the scale, as Dropout of networks does.',
  inputs: [
    { name: 'x', documentation: 'A value of any shape.' },
    {
      name: 'mask',
      documentation: '1 where x is kept, 0 where it is dropped; shapes broadcast to that of x.',
    },
  ],
  asFunction: { name: 'dropout' },
  formulas: {
    forward: 'y = x × mask',
    backward: { x: '∂L/∂x = ∂L/∂y × mask', mask: '∂L/∂mask = none: a mask is drawn, not learned' },
  },
  source: 'Deep Learning from Scratch, section 6.4.3 (dropout).',
  rule: {
    ...mulRule,
    whyFlat: (_side, _x, kept) => ({
      kind: 'droppedOut',
      message: message('Dropped out: the mask is {0} here.', kept),
    }),
  },
});

export const maskedDropout: Layer = {
  ...masked,

  outputShape(inputs, settings) {
    const [x, mask] = [operand(inputs, 0), operand(inputs, 1)];
    const result = masked.outputShape(inputs, settings);
    if (!result.ok || sameShape(result.shape, x)) return result;
    return wrongInput(
      1,
      message('The mask is {0}, which is larger than x, {1}.', shapeValue(mask), shapeValue(x)),
    );
  },

  passesGradientTo: (input) => input === 0,
  whyNoGradient: () => message('This is a mask: it is drawn, not learned, and gets no gradient.'),
};
