import type { Kernel } from '../../../../src/engine/kernels/kernel';
import type { Kernels } from '../../../../src/engine/kernels/kernels';
import type { NonZeros } from '../../../../src/engine/kernels/operands/nonZeroOperands';
import type { Numbers } from '../../../../src/engine/tensor';

interface AffinePass {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly input: Numbers;
  readonly weight: Numbers;
  readonly bias: Numbers | undefined;
  readonly output: Numbers;
  readonly gradOutput: Numbers;
  readonly gradWeight: Numbers;
  readonly nonZeros: NonZeros | undefined;
}

/** Forward of an affine layer, then the gradient of its weights. */
export function affinePass(kernels: Kernels, operands: AffinePass): Kernel {
  const { rows, inner, columns, input, weight, bias, output, gradOutput, gradWeight, nonZeros } = operands;
  const forward = kernels.affine({
    input,
    weight,
    bias,
    output,
    rows,
    inner,
    columns,
    ...(nonZeros && { nonZeros }),
  });
  const backward = kernels.matmul({
    a: input,
    b: gradOutput,
    c: gradWeight,
    rows: inner,
    inner: rows,
    columns,
    transposeA: true,
    accumulate: false,
    ...(nonZeros && { nonZerosOfA: nonZeros }),
  });
  return () => {
    forward();
    backward();
  };
}
