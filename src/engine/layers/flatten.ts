import { sizeOf } from '../shape';
import { operand } from './support/operands';
import { bindPassingOn } from './support/copying';
import { rearrangementLayer } from './support/rearrangement';
import { fits } from './support/shapeRule';

export const flatten = rearrangementLayer({
  name: 'Flatten',
  symbol: 'Flatten',
  documentation: 'Puts all numbers of a sample into one row, in the order channel, row, column.',
  inputs: [{ name: 'x', documentation: 'Samples of any shape.' }],
  settings: [],
  asLayer: {
    kind: 'layer',
    settings: [],
    passesOn: true,
    outputShape: (inputs) => fits([sizeOf(operand(inputs, 0))]),
    bind: bindPassingOn,
  },
  formulas: { forward: 'y = x as rows', backward: { x: '∂L/∂x = ∂L/∂y in the shape of x' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html',
  likeness: 'rearranged',

  outputShape(inputs) {
    const [batch = 1, ...sample] = operand(inputs, 0);
    return fits([batch, sizeOf(sample)]);
  },

  destinations: () => () => (entry) => entry,
});
