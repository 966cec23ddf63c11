import type { Kernel } from '../kernel';
import type { CombineOperands, ElementwiseKernels } from '../operands/elementwiseOperands';
import { flag, type Resolve } from './operandAddresses';

function combine(resolve: Resolve, operands: CombineOperands, multiply: boolean): Kernel {
  const { length } = operands.c;
  const at = resolve(operands.c);
  const call = at.find('combine');
  const code = flag(multiply);
  const a = at.numbers(operands.a, length);
  const b = at.numbers(operands.b, length);
  const c = at.numbers(operands.c, length);
  const accumulate = flag(operands.accumulate);
  return () => {
    call(code, a, b, c, length, accumulate);
  };
}

export function compiledElementwise(resolve: Resolve): ElementwiseKernels {
  return {
    fill: ({ target, value }) => {
      const { length } = target;
      const at = resolve(target);
      const fill = at.find('fill');
      const address = at.numbers(target, length);
      return () => {
        fill(address, value, length);
      };
    },

    add: (operands) => combine(resolve, operands, false),
    multiply: (operands) => combine(resolve, operands, true),

    addScaled: (operands) => {
      const { scale } = operands;
      const { length } = operands.target;
      const at = resolve(operands.target);
      const addScaled = at.find('addScaled');
      const source = at.numbers(operands.source, length);
      const target = at.numbers(operands.target, length);
      return () => {
        addScaled(source, target, scale, length);
      };
    },

    dropout: (operands) => {
      const { scale } = operands;
      const { length } = operands.output;
      const at = resolve(operands.output);
      const dropout = at.find('dropout');
      const input = at.numbers(operands.input, length);
      const output = at.numbers(operands.output, length);
      const kept = at.mask(operands.kept, length);
      const accumulate = flag(operands.accumulate);
      return () => {
        dropout(input, output, kept, scale, length, accumulate);
      };
    },

    unitSums: (operands) => {
      const { outer, units, inner } = operands.layout;
      const at = resolve(operands.sums);
      const unitSums = at.find('unitSums');
      const input = at.numbers(operands.input, outer * units * inner);
      const sums = at.numbers(operands.sums, units);
      const accumulate = flag(operands.accumulate);
      return () => {
        unitSums(input, sums, outer, units, inner, accumulate);
      };
    },

    copyColumns: (operands) => {
      const { rows, columns } = operands;
      const at = resolve(operands.target);
      const copyColumns = at.find('copyColumns');
      const last = (offset: number, stride: number): number =>
        rows === 0 || columns === 0 ? 0 : offset + (rows - 1) * stride + columns;
      const source =
        at.numbers(operands.source, last(operands.sourceOffset, operands.sourceStride)) +
        operands.sourceOffset * at.bytesPerNumber;
      const target =
        at.numbers(operands.target, last(operands.targetOffset, operands.targetStride)) +
        operands.targetOffset * at.bytesPerNumber;
      const sourceStride = operands.sourceStride * at.bytesPerNumber;
      const targetStride = operands.targetStride * at.bytesPerNumber;
      const accumulate = flag(operands.accumulate);
      return () => {
        copyColumns(source, sourceStride, target, targetStride, rows, columns, accumulate);
      };
    },

    gatherRows: (operands) => {
      const { columns } = operands;
      const rows = operands.indices.length;
      const at = resolve(operands.target);
      const gatherRows = at.find('gatherRows');
      const source = at.numbers(operands.source, 0);
      const indices = at.integers(operands.indices, rows);
      const target = at.numbers(operands.target, rows * columns);
      return () => {
        gatherRows(source, indices, target, rows, columns);
      };
    },
  };
}
