import { meanSquaredError } from '../../layers/meanSquaredError';
import { mul } from '../../layers/mul';
import { pow } from '../../layers/power';
import { square } from '../../layers/square';
import { message } from '../../message';
import { constantFactorFamily, ofChange, ofNumbers, type Mistake } from './mistake';
import { isSquare, otherFactors, type PlacedLayer, type Scene } from './support/scene';

/** 2 or ½, in both readings: an earlier backward that was added, and the factor of a square. */
export const twice: Mistake = {
  kind: 'twice',
  doubt: -1,
  family: constantFactorFamily,
  documentation:
    'The numbers are twice the right ones, as happens when gradients of an earlier backward were not reset, or half, or the factor of a square is wrong.',
  *candidates(scene) {
    const { earlier, pass, right } = scene;
    if (pass === undefined) {
      yield ofNumbers(scene.times(2), message('This is twice the right value: a factor ½ is missing.'));
      yield ofNumbers(scene.times(0.5), message('This is half the right value: there is a ½ too much.'));
      return;
    }
    const sum = Float64Array.from(right);
    for (const gradients of [...earlier].reverse()) {
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? NaN) + (gradients[i] ?? 0);
      yield ofNumbers(
        sum.slice(),
        message('Gradients of an earlier backward were not reset: they are added to these.'),
      );
    }
    yield ofNumbers(
      scene.times(2),
      message('Twice the right numbers, as happens when gradients of an earlier backward were not reset.'),
    );
    for (const { id } of squaresOf(scene)) {
      const place = scene.nameOf(id);
      yield ofChange(
        otherFactors([id], (slope) => slope / 2),
        message('The 2 of the square in {0} is missing: the derivative of x² is 2x.', place),
      );
      yield ofChange(
        otherFactors([id], (slope) => slope * 2),
        message('The 2 of the square in {0} was multiplied in twice.', place),
      );
    }
    yield ofNumbers(scene.times(0.5), message('Half the right numbers: there is a factor ½ too much.'));
  },
};

function squaresOf(scene: Scene): readonly PlacedLayer[] {
  return scene
    .layersNamed(mul.name, pow.name, square.name, meanSquaredError.name)
    .filter(({ id, node }) => node.layer === meanSquaredError.name || isSquare(scene.graph, id));
}
