import { div } from '../../layers/div';
import { mul } from '../../layers/mul';
import { message } from '../../message';
import { ofChange, type Mistake } from './mistake';
import { otherFactors } from './support/scene';

/** A product whose backward multiplies by the value itself, and a quotient that is not divided by. */
export const swappedFactors: Mistake = {
  kind: 'swapped-factors',
  family: message('This looks like the wrong factor.'),
  documentation:
    'The backward of a product multiplied by the value itself instead of by the other factor, or that of a quotient multiplied by what it must divide by.',
  *candidates(scene) {
    const { plan } = scene;
    for (const { id, node } of scene.layersNamed(mul.name)) {
      const values = node.inputs.map((input) => plan.value(input).data);
      const [left = -1, right = -1] = node.inputs;
      yield ofChange(
        otherFactors([id], (_factor, _output, entry, { input }) => values[input]?.[entry] ?? NaN),
        message(
          'The factors are swapped in {0}: the gradient of {1} is multiplied by {2}, and the other way round.',
          scene.nameOf(id),
          scene.nameOf(left),
          scene.nameOf(right),
        ),
      );
    }
    for (const { id, node } of scene.layersNamed(div.name)) {
      const [x = -1, y = -1] = node.inputs;
      yield ofChange(
        otherFactors(
          [id],
          (factor) => 1 / factor,
          (input) => input === 0,
        ),
        message(
          'Divide by {1}, do not multiply: in {0} the gradient of {2} is ÷ {1}.',
          scene.nameOf(id),
          scene.nameOf(y),
          scene.nameOf(x),
        ),
      );
    }
  },
};
