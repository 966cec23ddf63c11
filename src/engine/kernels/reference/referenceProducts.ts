import type { MatmulOperands, ProductKernels } from '../operands/productOperands';

/**
 * Sums over `inner` in rising order, so that in float64 a product is bit for bit that of three plain loops.
 * `finish` makes of each sum what is stored.
 */
function multiply(operands: MatmulOperands, finish: (sum: number, column: number) => number): void {
  const { a, b, c, rows, inner, columns } = operands;
  const [rowStrideA, innerStrideA] = operands.transposeA === true ? [1, rows] : [inner, 1];
  const [innerStrideB, columnStrideB] = operands.transposeB === true ? [1, inner] : [columns, 1];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const index = i * columns + j;
      let sum = operands.accumulate ? (c[index] ?? NaN) : 0;
      for (let k = 0; k < inner; k++) {
        sum +=
          (a[i * rowStrideA + k * innerStrideA] ?? NaN) * (b[k * innerStrideB + j * columnStrideB] ?? NaN);
      }
      c[index] = finish(sum, j);
    }
  }
}

const asItIs = (sum: number): number => sum;

export const referenceProducts: ProductKernels = {
  matmul: (operands) => () => {
    multiply(operands, asItIs);
  },

  affine: ({ input, weight, bias, output, rows, inner, columns }) => {
    const product = { a: input, b: weight, c: output, rows, inner, columns, accumulate: false };
    // The bias comes last, as in the chapter and in formulas, whose bias may have other shapes too.
    const finish = bias ? (sum: number, column: number) => sum + (bias[column] ?? NaN) : asItIs;
    return () => {
      multiply(product, finish);
    };
  },
};
