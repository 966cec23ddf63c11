import type { Kernel } from '../kernel';
import { mostNonZeros, nonZeroCapacity, type NonZeroList } from '../operands/nonZeroOperands';
import type { AffineOperands, MatmulOperands } from '../operands/productOperands';
import type { OperandAddresses } from './operandAddresses';

type ListAddresses = readonly [values: number, places: number, starts: number];

/** @throws RangeError where a list is shorter than its matrix may need. */
function addressesOf(
  at: OperandAddresses,
  list: NonZeroList,
  capacity: number,
  lines: number,
): ListAddresses {
  return [
    at.numbers(list.values, capacity),
    at.integers(list.places, capacity),
    at.integers(list.starts, lines),
  ];
}

/** `affine` that skips the zeros of its input where they are many, and else runs `dense`. */
export function sparseAffine(at: OperandAddresses, operands: AffineOperands, dense: Kernel): Kernel {
  const { nonZeros, rows, inner, columns } = operands;
  if (nonZeros === undefined) return dense;
  const listNonZeros = at.find('listNonZeros');
  const allFinite = at.find('allFinite');
  const sparseProduct = at.find('sparseProduct');
  const input = at.numbers(operands.input, rows * inner);
  const weight = at.numbers(operands.weight, inner * columns);
  const bias = at.optionalNumbers(operands.bias, columns);
  const output = at.numbers(operands.output, rows * columns);
  const most = mostNonZeros(inner, columns * at.bytesPerNumber);
  const [values, places, starts] = addressesOf(
    at,
    nonZeros.byRow,
    nonZeroCapacity(rows, inner, columns * at.bytesPerNumber),
    rows + 1,
  );
  return () => {
    nonZeros.listed = listNonZeros(input, rows, inner, most, values, places, starts) !== 0;
    // Zero times what is not finite is NaN, which must not be skipped.
    if (nonZeros.listed && allFinite(weight, inner * columns) !== 0) {
      sparseProduct(values, places, starts, weight, output, bias, rows, inner, columns);
    } else {
      dense();
    }
  };
}

/** `C = Aᵀ·B` that skips the zeros of A where `affine` has listed the others, and else runs `dense`. */
export function sparseMatmul(at: OperandAddresses, operands: MatmulOperands, dense: Kernel): Kernel {
  const { nonZerosOfA: nonZeros, rows, inner, columns } = operands;
  if (nonZeros?.byColumn === undefined || operands.transposeA !== true || operands.accumulate) return dense;
  const transposeNonZeros = at.find('transposeNonZeros');
  const allFinite = at.find('allFinite');
  const sparseProduct = at.find('sparseProduct');
  const b = at.numbers(operands.b, inner * columns);
  const c = at.numbers(operands.c, rows * columns);
  const capacity = nonZeroCapacity(inner, rows, columns * at.bytesPerNumber);
  const [values, places, starts] = addressesOf(at, nonZeros.byRow, capacity, inner + 1);
  const [down, downPlaces, downStarts] = addressesOf(at, nonZeros.byColumn, capacity, rows + 2);
  return () => {
    if (nonZeros.listed && allFinite(b, inner * columns) !== 0) {
      transposeNonZeros(inner, rows, values, places, starts, down, downPlaces, downStarts);
      sparseProduct(down, downPlaces, downStarts, b, c, 0, rows, inner, columns);
    } else {
      dense();
    }
  };
}
