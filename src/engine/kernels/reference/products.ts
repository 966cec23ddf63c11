import type { MatmulOperands, ProductKernels } from '../operands/products';

/**
 * Sums over `inner` in rising order, so that in float64 a product is bit for bit that of three plain loops.
 * `start` is what row i, column j begins with.
 */
function multiply(operands: MatmulOperands, start: (row: number, column: number) => number): void {
  const { a, b, c, rows, inner, columns } = operands;
  const [rowStrideA, innerStrideA] = operands.transposeA === true ? [1, rows] : [inner, 1];
  const [innerStrideB, columnStrideB] = operands.transposeB === true ? [1, inner] : [columns, 1];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = start(i, j);
      for (let k = 0; k < inner; k++) {
        sum += (a[i * rowStrideA + k * innerStrideA] ?? 0) * (b[k * innerStrideB + j * columnStrideB] ?? 0);
      }
      c[i * columns + j] = sum;
    }
  }
}

export const referenceProducts: ProductKernels = {
  matmul: (operands) => {
    const { c, columns } = operands;
    const start = operands.accumulate ? (i: number, j: number) => c[i * columns + j] ?? 0 : () => 0;
    return () => {
      multiply(operands, start);
    };
  },

  affine: ({ input, weight, bias, output, rows, inner, columns }) => {
    const product = { a: input, b: weight, c: output, rows, inner, columns, accumulate: false };
    const start = (_row: number, column: number): number => bias[column] ?? 0;
    return () => {
      multiply(product, start);
    };
  },
};
