import type { Kernel } from '../kernel';
import type { UnitLayout } from '../../shape';
import type { Numbers } from '../../tensor';

export interface FillOperands {
  readonly target: Numbers;
  readonly value: number;
}

/** `c = a + b`, or `c = a·b`; all as long as each other. `c` may be `a` or `b`. */
export interface CombineOperands {
  readonly a: Numbers;
  readonly b: Numbers;
  readonly c: Numbers;
  /** True: add to what `c` holds. */
  readonly accumulate: boolean;
}

/** `y += scale·x`. */
export interface AddScaledOperands {
  readonly source: Numbers;
  readonly target: Numbers;
  readonly scale: number;
}

/** `y = scale·x` where kept, else 0: Dropout forward, and backward with gradients. */
export interface DropoutOperands {
  readonly input: Numbers;
  readonly output: Numbers;
  /** 1 where kept. */
  readonly kept: Uint8Array;
  readonly scale: number;
  readonly accumulate: boolean;
}

/** `sums[u] = Σ over outer and inner`: the gradient of a bias. */
export interface UnitSumsOperands {
  readonly input: Numbers;
  /** One entry a unit. */
  readonly sums: Numbers;
  readonly layout: UnitLayout;
  readonly accumulate: boolean;
}

/** Copies rows×columns between row-major matrices of any row length: Concat, and its backward. */
export interface CopyColumnsOperands {
  readonly source: Numbers;
  readonly sourceOffset: number;
  readonly sourceStride: number;
  readonly target: Numbers;
  readonly targetOffset: number;
  readonly targetStride: number;
  readonly rows: number;
  readonly columns: number;
  readonly accumulate: boolean;
}

/** `target[i] = source[indices[i]]` by rows: a mini-batch out of shuffled data. */
export interface GatherRowsOperands {
  readonly source: Numbers;
  /** One entry a row of `target`, each a row of `source`: not checked when the kernel runs. */
  readonly indices: Int32Array;
  readonly target: Numbers;
  readonly columns: number;
}

export interface ElementwiseKernels {
  fill(operands: FillOperands): Kernel;
  add(operands: CombineOperands): Kernel;
  multiply(operands: CombineOperands): Kernel;
  addScaled(operands: AddScaledOperands): Kernel;
  dropout(operands: DropoutOperands): Kernel;
  unitSums(operands: UnitSumsOperands): Kernel;
  copyColumns(operands: CopyColumnsOperands): Kernel;
  gatherRows(operands: GatherRowsOperands): Kernel;
}
