import { affine } from '../../layers/affine';
import { matMul } from '../../layers/matMul';
import { message } from '../../message';
import { type Shape, shapeValue } from '../../shape';
import { ofChange, ofNumbers, type Candidate, type Mistake } from './mistake';
import type { Change } from './support/backwardWalk';
import { matrixOf, product, transpose, type Matrix } from './support/matrices';
import type { PlacedLayer, Scene } from './support/scene';

/** A matrix the other way round: the answer itself, or an operand of a product's backward. */
export const transposed: Mistake = {
  kind: 'transposed',
  family: message('This looks like a transposition.'),
  documentation:
    'The answer is transposed, W stands where Wᵀ belongs, or the two operands of a product are swapped. The shapes are named.',
  *candidates(scene) {
    const { shape, right } = scene;
    const whole = matrixOf(shape, right);
    if (whole !== undefined && whole.rows > 1 && whole.columns > 1) {
      yield ofNumbers(
        transpose(whole).data,
        message('The right numbers, transposed: this must be {0}, rows first.', shapeValue(shape)),
      );
    }
    for (const layer of scene.layersNamed(matMul.name, affine.name)) yield* ofProduct(scene, layer);
  },
};

/** y = a · b: every product of ∂L/∂y and the other operand, either transposed or not, that has the shape. */
function* ofProduct(scene: Scene, { id, node }: PlacedLayer): Iterable<Candidate> {
  const { plan } = scene;
  const [left = -1, right = -1] = node.inputs;
  const operands = [plan.value(left), plan.value(right)].map(({ shape, data }) => matrixOf(shape, data));
  const [a, b] = operands;
  if (a === undefined || b === undefined || plan.value(id).shape.length !== 2) return;
  for (const [input, other] of [
    [0, b],
    [1, a],
  ] as const) {
    const own = operands[input];
    if (own === undefined) continue;
    for (const wrong of productsOf(input)) {
      if (!wrong.fits(other, plan.value(id).shape, own)) continue;
      const rule = scene.nameOf(input === 0 ? right : left);
      const name = scene.nameOf(input === 0 ? left : right);
      yield ofChange(
        inProduct(id, input, other, plan.value(id).shape, wrong),
        message(
          'In {0} the gradient of {1} ({2}) is {3}; yours is {4}.',
          scene.nameOf(id),
          name,
          shapeValue([own.rows, own.columns]),
          input === 0 ? `∂L/∂y · ${rule}ᵀ` : `${rule}ᵀ · ∂L/∂y`,
          wrong.written(rule),
        ),
      );
    }
  }
}

interface WrongProduct {
  readonly compute: (gradOutput: Matrix, other: Matrix) => Matrix | undefined;
  readonly fits: (other: Matrix, output: Shape, own: Matrix) => boolean;
  readonly written: (other: string) => string;
}

/** The seven products that are not the right one, those with one slip before those with two. */
function productsOf(input: 0 | 1): readonly WrongProduct[] {
  const all = [0, 1].flatMap((swapped) =>
    [0, 1].flatMap((gradient) => [0, 1].map((other) => ({ swapped, gradient, other }))),
  );
  const right = { swapped: input, gradient: 0, other: 1 };
  return all
    .map((one) => ({
      one,
      slips:
        Math.abs(one.swapped - right.swapped) +
        Math.abs(one.gradient - right.gradient) +
        Math.abs(one.other - right.other),
    }))
    .filter(({ slips }) => slips > 0)
    .sort((x, y) => x.slips - y.slips)
    .map(({ one }): WrongProduct => {
      const compute = (gradOutput: Matrix, other: Matrix): Matrix | undefined => {
        const dy = one.gradient === 1 ? transpose(gradOutput) : gradOutput;
        const w = one.other === 1 ? transpose(other) : other;
        return one.swapped === 1 ? product(w, dy) : product(dy, w);
      };
      return {
        compute,
        fits(other, [rows = 0, columns = 0], own) {
          const dy = one.gradient === 1 ? [columns, rows] : [rows, columns];
          const w = one.other === 1 ? [other.columns, other.rows] : [other.rows, other.columns];
          const [first, second] = one.swapped === 1 ? [w, dy] : [dy, w];
          return first[1] === second[0] && first[0] === own.rows && second[1] === own.columns;
        },
        written(name) {
          const dy = one.gradient === 1 ? '(∂L/∂y)ᵀ' : '∂L/∂y';
          const w = one.other === 1 ? `${name}ᵀ` : name;
          return one.swapped === 1 ? `${w} · ${dy}` : `${dy} · ${w}`;
        },
      };
    });
}

function inProduct(
  id: number,
  meant: number,
  other: Matrix,
  [rows = 0, columns = 0]: Shape,
  { compute }: WrongProduct,
): Change {
  return {
    nodes: [id],
    contribution({ input, gradOutput }) {
      return input === meant ? compute({ rows, columns, data: gradOutput }, other)?.data : undefined;
    },
  };
}
