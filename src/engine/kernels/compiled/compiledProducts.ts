import type { ProductKernels } from '../operands/productOperands';
import { sparseAffine, sparseMatmul } from './compiledNonZeros';
import { flag, type Resolve } from './operandAddresses';

export function compiledProducts(resolve: Resolve): ProductKernels {
  return {
    matmul: (operands) => {
      const { rows, inner, columns } = operands;
      const at = resolve(operands.c);
      const matmul = at.find('matmul');
      const a = at.numbers(operands.a, rows * inner);
      const b = at.numbers(operands.b, inner * columns);
      const c = at.numbers(operands.c, rows * columns);
      const transposeA = flag(operands.transposeA);
      const transposeB = flag(operands.transposeB);
      const accumulate = flag(operands.accumulate);
      return sparseMatmul(at, operands, () => {
        matmul(a, b, c, rows, inner, columns, transposeA, transposeB, accumulate);
      });
    },

    affine: (operands) => {
      const { rows, inner, columns } = operands;
      const at = resolve(operands.output);
      const affine = at.find('affine');
      const input = at.numbers(operands.input, rows * inner);
      const weight = at.numbers(operands.weight, inner * columns);
      const bias = at.optionalNumbers(operands.bias, columns);
      const output = at.numbers(operands.output, rows * columns);
      return sparseAffine(at, operands, () => {
        affine(input, weight, bias, output, rows, inner, columns);
      });
    },
  };
}
