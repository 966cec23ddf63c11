import { add } from '../../layers/add';
import { div } from '../../layers/div';
import { neg } from '../../layers/neg';
import { sub } from '../../layers/sub';
import { message } from '../../message';
import { constantFactorFamily, ofChange, ofNumbers, ofRewritten, type Mistake } from './mistake';
import { otherFactors } from './support/scene';

/** −1 everywhere, or the minus of one step lost on the way back. */
export const sign: Mistake = {
  kind: 'sign',
  doubt: -2,
  family: constantFactorFamily,
  documentation:
    'Every number has the other sign, or the minus of a subtraction, a negation or a quotient was lost on the way back.',
  *candidates(scene) {
    yield ofNumbers(
      scene.times(-1),
      scene.right.length === 1
        ? message('The number has the other sign.')
        : message('Every number has the other sign: t − y, for example, where it must be y − t.'),
    );
    if (scene.pass === undefined) {
      for (const { id } of scene.formulasNamed(sub.name)) {
        yield* ofRewritten(
          scene.rewrite((_node, at, inputs, { layer }) => (at === id ? layer(add.name, inputs) : undefined)),
          message('In {0} you added what must be subtracted.', scene.nameOf(id)),
        );
      }
      return;
    }
    for (const { id, node } of scene.layersNamed(sub.name, neg.name, div.name)) {
      const isNegative = node.layer === neg.name ? () => true : (input: number) => input === 1;
      yield ofChange(
        otherFactors([id], (factor) => -factor, isNegative),
        message('The minus in the backward of {0} is missing.', scene.nameOf(id)),
      );
    }
  },
};
