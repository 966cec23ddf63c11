import { sizeOf } from '../../shape';
import type { Layer } from './layer';
import { operand } from './operands';
import { reducedEntry, reducedShape, reductionOf, reductionSettings } from './reduction';
import { noEntries } from './shapeRule';

type Described = Pick<Layer, 'name' | 'symbol' | 'documentation' | 'asFunction' | 'formulas' | 'source'>;

export interface TotalDescription extends Described {
  /** What the sum is divided by: 1, or the number of entries that went into it. */
  readonly divisor: (length: number) => number;
  /** Whether there is an answer for no entries at all. */
  readonly takesEmpty: boolean;
}

/** Sum and Mean: the entries along the axes are added in rising order, one after the other. */
export function totalLayer({ divisor, takesEmpty, ...described }: TotalDescription): Layer {
  return {
    ...described,
    likeness: 'sum',
    inputs: [{ name: 'x', documentation: 'A value of any shape.' }],
    settings: reductionSettings,

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
      const { starts, offsets } = reductionOf(operand(inputs, 0).shape, settings);
      const by = divisor(offsets.length);
      return {
        forward() {
          for (let r = 0; r < starts.length; r++) {
            const start = starts[r] ?? 0;
            let sum = 0;
            for (let k = 0; k < offsets.length; k++) sum += x[start + (offsets[k] ?? 0)] ?? NaN;
            y[r] = sum / by;
          }
        },
        backward() {
          if (dx === undefined) return;
          for (let r = 0; r < starts.length; r++) {
            const start = starts[r] ?? 0;
            const share = (dy[r] ?? NaN) / by;
            for (let k = 0; k < offsets.length; k++) {
              const entry = start + (offsets[k] ?? 0);
              dx[entry] = (dx[entry] ?? NaN) + share;
            }
          }
        },
        savedForBackward: {},
      };
    },

    localDerivatives({ inputs, output, settings }, _input, entry) {
      const { shape, data } = operand(inputs, 0);
      const length = data.length / output.data.length;
      return [{ outputEntry: reducedEntry(shape, settings, entry), factor: 1 / divisor(length) }];
    },
  };
}
