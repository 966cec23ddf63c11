import { operand } from './support/operands';
import { rearrangementLayer } from './support/rearrangement';
import { fits } from './support/shapeRule';

/** What `y = x` becomes: a second name for a value is a node of its own. */
export const identity = rearrangementLayer({
  name: 'Identity',
  symbol: '=',
  documentation: 'A second name for the same value. Backward passes the gradient on unchanged.',
  inputs: [{ name: 'x', documentation: 'A value of any shape.' }],
  settings: [],
  formulas: { forward: 'y = x', backward: { x: '∂L/∂x = ∂L/∂y' } },
  source: 'https://pytorch.org/docs/stable/generated/torch.nn.Identity.html',
  likeness: 'copy',
  outputShape: (inputs) => fits(operand(inputs, 0)),
  destinations: () => () => (entry) => entry,
});
