import { message } from '../message';
import type { Numbers } from '../tensor';
import type { FlatReason, Layer } from './support/layer';
import { operand } from './support/operands';
import { reducedEntry, reducedShape, reductionOf, reductionSettings } from './support/reduction';

/** The product of all numbers at `start + offsets` but the one at `left out`. */
function productOfOthers(x: Numbers, start: number, offsets: Int32Array, leftOut: number): number {
  let product = 1;
  for (const offset of offsets) if (start + offset !== leftOut) product *= x[start + offset] ?? NaN;
  return product;
}

export const prod: Layer = {
  name: 'Prod',
  symbol: 'Π',
  documentation:
    'Multiplies the entries along an axis, or all of them, from the first to the last. Backward multiplies the gradient by all other entries. The product of no entries is 1.',
  inputs: [{ name: 'x', documentation: 'A value of any shape.' }],
  settings: reductionSettings,
  asFunction: { name: 'prod' },
  formulas: {
    forward: 'y = Π x',
    backward: { x: '∂L/∂x = ∂L/∂y × the product of all other entries' },
  },
  source: 'https://pytorch.org/docs/stable/generated/torch.prod.html',

  outputShape: (inputs, settings) => reducedShape(operand(inputs, 0), settings),

  bind({ inputs, output, gradOutput, gradInputs, settings }) {
    const x = operand(inputs, 0).data;
    const y = output.data;
    const dy = gradOutput.data;
    const dx = operand(gradInputs, 0)?.data;
    const { starts, offsets } = reductionOf(operand(inputs, 0).shape, settings);
    const before = new Float64Array(offsets.length);
    return {
      forward() {
        for (let r = 0; r < starts.length; r++) {
          y[r] = productOfOthers(x, starts[r] ?? 0, offsets, -1);
        }
      },
      backward() {
        if (dx === undefined) return;
        for (let r = 0; r < starts.length; r++) {
          const start = starts[r] ?? 0;
          // Those before times those behind: y ÷ x would be 0 ÷ 0 beside a zero.
          let product = 1;
          for (let k = 0; k < offsets.length; k++) {
            before[k] = product;
            product *= x[start + (offsets[k] ?? 0)] ?? NaN;
          }
          let behind = dy[r] ?? NaN;
          for (let k = offsets.length - 1; k >= 0; k--) {
            const entry = start + (offsets[k] ?? 0);
            dx[entry] = (dx[entry] ?? NaN) + (before[k] ?? NaN) * behind;
            behind *= x[entry] ?? NaN;
          }
        }
      },
      savedForBackward: {},
    };
  },

  whyZero({ inputs, settings }, entry) {
    const { shape, data } = operand(inputs, 0);
    const { starts, offsets } = reductionOf(shape, settings);
    const hasZero = offsets.some((offset) => data[(starts[entry] ?? 0) + offset] === 0);
    return hasZero
      ? undefined
      : message('The product of these {0} factors is too small to be told from 0.', offsets.length);
  },

  localDerivatives({ inputs, settings }, _input, entry) {
    const { shape, data } = operand(inputs, 0);
    const outputEntry = reducedEntry(shape, settings, entry);
    const { starts, offsets } = reductionOf(shape, settings);
    const start = starts[outputEntry] ?? 0;
    const factor = productOfOthers(data, start, offsets, entry);
    const why = (): FlatReason => {
      const zero = offsets.find((offset) => start + offset !== entry && data[start + offset] === 0);
      return zero === undefined
        ? { kind: 'flat', message: message('All other factors of this product come to {0}.', factor) }
        : {
            kind: 'multipliedByZero',
            message: message('Multiplied by the other factors, of which one is 0.'),
            operand: { input: 0, entry: start + zero },
          };
    };
    return [{ outputEntry, factor, why }];
  },
};
