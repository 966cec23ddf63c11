import type { CopyColumnsOperands, ElementwiseKernels, UnitSumsOperands } from '../operands/elementwise';
import { put } from './put';

function unitSums({ input, sums, layout, accumulate }: UnitSumsOperands): void {
  const { outer, units, inner } = layout;
  for (let unit = 0; unit < units; unit++) {
    let sum = 0;
    for (let o = 0; o < outer; o++) {
      const start = (o * units + unit) * inner;
      for (let i = 0; i < inner; i++) sum += input[start + i] ?? 0;
    }
    put(sums, unit, sum, accumulate);
  }
}

function copyColumns(operands: CopyColumnsOperands): void {
  const { source, target, rows, columns, accumulate } = operands;
  for (let row = 0; row < rows; row++) {
    const from = operands.sourceOffset + row * operands.sourceStride;
    const to = operands.targetOffset + row * operands.targetStride;
    for (let j = 0; j < columns; j++) put(target, to + j, source[from + j] ?? 0, accumulate);
  }
}

export const referenceElementwise: ElementwiseKernels = {
  fill:
    ({ target, value }) =>
    () => {
      target.fill(value);
    },

  add:
    ({ a, b, c, accumulate }) =>
    () => {
      for (let i = 0; i < c.length; i++) put(c, i, (a[i] ?? 0) + (b[i] ?? 0), accumulate);
    },

  multiply:
    ({ a, b, c, accumulate }) =>
    () => {
      for (let i = 0; i < c.length; i++) put(c, i, (a[i] ?? 0) * (b[i] ?? 0), accumulate);
    },

  addScaled:
    ({ source, target, scale }) =>
    () => {
      for (let i = 0; i < target.length; i++) put(target, i, scale * (source[i] ?? 0), true);
    },

  dropout:
    ({ input, output, kept, scale, accumulate }) =>
    () => {
      for (let i = 0; i < output.length; i++) {
        put(output, i, kept[i] === 1 ? scale * (input[i] ?? 0) : 0, accumulate);
      }
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
        for (let j = 0; j < columns; j++) target[row * columns + j] = source[from + j] ?? 0;
      }
    },
};
