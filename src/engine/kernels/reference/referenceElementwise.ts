import type {
  CombineOperands,
  CopyColumnsOperands,
  ElementwiseKernels,
  UnitSumsOperands,
} from '../operands/elementwiseOperands';
import { addRule } from '../../layers/add';
import { keepAndScale } from '../../layers/dropout';
import { mulRule } from '../../layers/mul';
import type { BinaryRule } from '../../layers/support/binary';
import { put } from '../../tensor';

function unitSums({ input, sums, layout, accumulate }: UnitSumsOperands): void {
  const { outer, units, inner } = layout;
  for (let unit = 0; unit < units; unit++) {
    let sum = 0;
    for (let o = 0; o < outer; o++) {
      const start = (o * units + unit) * inner;
      for (let i = 0; i < inner; i++) sum += input[start + i] ?? NaN;
    }
    put(sums, unit, sum, accumulate);
  }
}

function combine({ forward }: BinaryRule, { a, b, c, accumulate }: CombineOperands): void {
  for (let i = 0; i < c.length; i++) put(c, i, forward(a[i] ?? NaN, b[i] ?? NaN), accumulate);
}

function copyColumns(operands: CopyColumnsOperands): void {
  const { source, target, rows, columns, accumulate } = operands;
  for (let row = 0; row < rows; row++) {
    const from = operands.sourceOffset + row * operands.sourceStride;
    const to = operands.targetOffset + row * operands.targetStride;
    for (let j = 0; j < columns; j++) put(target, to + j, source[from + j] ?? NaN, accumulate);
  }
}

export const referenceElementwise: ElementwiseKernels = {
  fill:
    ({ target, value }) =>
    () => {
      target.fill(value);
    },

  add: (operands) => () => {
    combine(addRule, operands);
  },

  multiply: (operands) => () => {
    combine(mulRule, operands);
  },

  addScaled:
    ({ source, target, scale }) =>
    () => {
      for (let i = 0; i < target.length; i++) put(target, i, scale * (source[i] ?? NaN), true);
    },

  dropout: (operands) => () => {
    keepAndScale(operands);
  },

  unitSums: (operands) => () => {
    unitSums(operands);
  },

  copyColumns: (operands) => () => {
    copyColumns(operands);
  },

  gatherRows:
    ({ source, indices, target, columns }) =>
    () => {
      for (let row = 0; row < indices.length; row++) {
        const from = (indices[row] ?? 0) * columns;
        for (let j = 0; j < columns; j++) target[row * columns + j] = source[from + j] ?? NaN;
      }
    },
};
