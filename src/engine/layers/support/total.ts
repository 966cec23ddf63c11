import { sizeOf } from '../../shape';
import { reducedAxis, reducedEntry, reducedShape, reducedView } from './axes';
import type { Layer } from './layer';
import { operand } from './operands';
import { noEntries } from './shapeRule';

type Described = Pick<Layer, 'name' | 'symbol' | 'documentation' | 'asFunction' | 'formulas' | 'source'>;

export interface TotalDescription extends Described {
  /** What the sum is divided by: 1, or the number of entries that went into it. */
  readonly divisor: (length: number) => number;
  /** Whether there is an answer for no entries at all. */
  readonly takesEmpty: boolean;
}

/** Sum and Mean: entries along an axis are added in rising order, one after the other. */
export function totalLayer({ divisor, takesEmpty, ...described }: TotalDescription): Layer {
  return {
    ...described,
    likeness: 'sum',
    inputs: [{ name: 'x', documentation: 'A value of any shape.' }],
    settings: [reducedAxis],

    outputShape(inputs, settings) {
      const shape = operand(inputs, 0);
      const result = reducedShape(shape, settings);
      return result.ok && !takesEmpty && sizeOf(shape) === 0 ? noEntries(0, 'x', shape) : result;
    },

    bind({ inputs, output, gradOutput, gradInputs, settings }) {
      const x = operand(inputs, 0).data;
      const y = output.data;
      const dy = gradOutput.data;
      const dx = operand(gradInputs, 0)?.data;
      const { outer, length, inner } = reducedView(operand(inputs, 0).shape, settings);
      const by = divisor(length);
      return {
        forward() {
          for (let o = 0; o < outer; o++) {
            for (let i = 0; i < inner; i++) {
              let sum = 0;
              for (let k = 0; k < length; k++) sum += x[(o * length + k) * inner + i] ?? NaN;
              y[o * inner + i] = sum / by;
            }
          }
        },
        backward() {
          if (dx === undefined) return;
          let entry = 0;
          for (let o = 0; o < outer; o++) {
            for (let k = 0; k < length; k++) {
              for (let i = 0; i < inner; i++, entry++) {
                dx[entry] = (dx[entry] ?? NaN) + (dy[o * inner + i] ?? NaN) / by;
              }
            }
          }
        },
        savedForBackward: {},
      };
    },

    localDerivatives({ inputs, settings }, _input, entry) {
      const view = reducedView(operand(inputs, 0).shape, settings);
      return [{ outputEntry: reducedEntry(view, entry), factor: 1 / divisor(view.length) }];
    },
  };
}
