import type { Kernel } from '../kernel';
import type { Numbers } from '../../tensor';
import type { NonZeros } from './nonZeroOperands';

/** `C += A·B` for row-major matrices, with A and B optionally read transposed. */
export interface MatmulOperands {
  /** rows×inner, or inner×rows when `transposeA`. */
  readonly a: Numbers;
  /** inner×columns, or columns×inner when `transposeB`. */
  readonly b: Numbers;
  /** rows×columns; must not overlap `a` or `b`. */
  readonly c: Numbers;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** True: add to what `c` holds. False: `c` is overwritten. */
  readonly accumulate: boolean;
  /**
   * Where `a` is read transposed and `affine` lists its entries: zeros are skipped. The numbers are the same.
   */
  readonly nonZerosOfA?: NonZeros;
}

/** `Y = X·W + b`. */
export interface AffineOperands {
  /** rows×inner. */
  readonly input: Numbers;
  /** inner×columns. */
  readonly weight: Numbers;
  /** columns; absent where there is none. */
  readonly bias?: Numbers | undefined;
  /** rows×columns; always overwritten. */
  readonly output: Numbers;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Room to list the entries of `input` in, so that zeros are skipped. The numbers are the same. */
  readonly nonZeros?: NonZeros;
}

export interface ProductKernels {
  matmul(operands: MatmulOperands): Kernel;
  affine(operands: AffineOperands): Kernel;
}
