import type { Kernel } from '../kernels/kernel';
import { whyMultiplied, productGeometry, productShape } from './support/productShape';
import type { Layer, LocalDerivative } from './support/layer';
import { operand } from './support/operands';

export const matMul: Layer = {
  name: 'MatMul',
  symbol: '@',
  documentation:
    'The matrix product. A vector on the left counts as one row, on the right as one column; axes before the last two broadcast as in NumPy.',
  inputs: [
    { name: 'a', documentation: 'The left matrix, rows×inner.' },
    { name: 'b', documentation: 'The right matrix, inner×columns.' },
  ],
  settings: [],
  asFunction: { name: 'matmul' },
  asOperator: '@',
  formulas: { forward: 'y = a · b', backward: { a: '∂L/∂a = ∂L/∂y · bᵀ', b: '∂L/∂b = aᵀ · ∂L/∂y' } },
  source: 'Deep Learning from Scratch, section 5.6.1 (Affine layer).',

  outputShape: (inputs) => productShape(operand(inputs, 0), operand(inputs, 1)),

  summedProducts: ([left]) => left?.at(-1) ?? 1,

  bind({ inputs, output, gradOutput, gradInputs, kernels }) {
    const [a, b] = [operand(inputs, 0), operand(inputs, 1)];
    const [da, db] = [operand(gradInputs, 0)?.data, operand(gradInputs, 1)?.data];
    const { rows, inner, columns, leftOf, rightOf } = productGeometry(a.shape, b.shape);
    const forward: Kernel[] = [];
    const backward: Kernel[] = [];
    for (let matrix = 0; matrix < leftOf.length; matrix++) {
      const left = [
        (leftOf[matrix] ?? 0) * rows * inner,
        ((leftOf[matrix] ?? 0) + 1) * rows * inner,
      ] as const;
      const right = [
        (rightOf[matrix] ?? 0) * inner * columns,
        ((rightOf[matrix] ?? 0) + 1) * inner * columns,
      ] as const;
      const result = [matrix * rows * columns, (matrix + 1) * rows * columns] as const;
      const x = a.data.subarray(...left);
      const w = b.data.subarray(...right);
      const c = output.data.subarray(...result);
      const dc = gradOutput.data.subarray(...result);
      forward.push(kernels.matmul({ a: x, b: w, c, rows, inner, columns, accumulate: false }));
      if (da) {
        const gradient = { c: da.subarray(...left), rows, inner: columns, columns: inner };
        backward.push(kernels.matmul({ a: dc, b: w, ...gradient, transposeB: true, accumulate: true }));
      }
      if (db) {
        const gradient = { c: db.subarray(...right), rows: inner, inner: rows, columns };
        backward.push(kernels.matmul({ a: x, b: dc, ...gradient, transposeA: true, accumulate: true }));
      }
    }
    return {
      forward() {
        for (const run of forward) run();
      },
      backward() {
        for (const run of backward) run();
      },
      savedForBackward: {},
    };
  },

  localDerivatives({ inputs }, input, entry) {
    const [a, b] = [operand(inputs, 0), operand(inputs, 1)];
    const { rows, inner, columns, leftOf, rightOf } = productGeometry(a.shape, b.shape);
    const terms: LocalDerivative[] = [];
    const own = input === 0 ? leftOf : rightOf;
    const size = input === 0 ? rows * inner : inner * columns;
    const within = entry % size;
    for (let matrix = 0; matrix < own.length; matrix++) {
      if (own[matrix] !== Math.floor(entry / size)) continue;
      const result = matrix * rows * columns;
      if (input === 0) {
        const [row, k] = [Math.floor(within / inner), within % inner];
        const start = ((rightOf[matrix] ?? 0) * inner + k) * columns;
        for (let j = 0; j < columns; j++) {
          const factor = b.data[start + j] ?? NaN;
          terms.push({
            outputEntry: result + row * columns + j,
            factor,
            why: whyMultiplied(1, start + j, factor),
          });
        }
      } else {
        const [k, column] = [Math.floor(within / columns), within % columns];
        for (let i = 0; i < rows; i++) {
          const other = ((leftOf[matrix] ?? 0) * rows + i) * inner + k;
          const factor = a.data[other] ?? NaN;
          terms.push({
            outputEntry: result + i * columns + column,
            factor,
            why: whyMultiplied(0, other, factor),
          });
        }
      }
    }
    return terms;
  },
};
