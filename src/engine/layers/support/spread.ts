import { message } from '../../message';
import { shapeValue } from '../../shape';
import type { Numbers } from '../../tensor';
import type { FlatReason, Layer, Settings, SettingSpec } from './layer';
import { numberSetting } from './layerSettings';
import { operand } from './operands';
import { reducedEntry, reducedShape, reductionOf, reductionSettings, type Reduction } from './reduction';
import { wrongInput } from './shapeRule';

const correction: SettingSpec = {
  name: 'correction',
  type: 'integer',
  default: 0,
  range: { from: 0 },
  isNamed: true,
  documentation:
    'Is taken off the n that the squares are divided by. With 0, as in NumPy, it is the spread of these numbers; with 1, as in PyTorch, an estimate of that of everything they are a sample of.',
};

function correctionOf(settings: Settings): number {
  return numberSetting(settings, correction);
}

type Described = Pick<Layer, 'name' | 'symbol' | 'documentation' | 'asFunction' | 'formulas' | 'source'>;

export interface SpreadDescription extends Described {
  /** What becomes of the variance. */
  readonly ofVariance: (variance: number) => number;
  /** ∂y/∂x of an entry so far from the mean, where the sum of squares was divided by `divisor`. */
  readonly slope: (distance: number, divisor: number, y: number) => number;
}

/** The first of the numbers. The others are counted from it, for their mean itself is rounded. */
function originOf(x: Numbers, start: number, offsets: Int32Array): number {
  return x[start + (offsets[0] ?? 0)] ?? NaN;
}

/**
 * How far the mean lies from the first number. Distances counted from both keep all their digits where
 * numbers lie close together: of equal ones the spread is 0, and slopes add up to 0.
 */
function meanBeyond(origin: number, x: Numbers, start: number, offsets: Int32Array): number {
  let sum = 0;
  for (let k = 1; k < offsets.length; k++) sum += (x[start + (offsets[k] ?? 0)] ?? NaN) - origin;
  return sum / offsets.length;
}

/** Var and Std: what the squared distances from the mean come to along the axes. */
export function spreadLayer({ ofVariance, slope, ...described }: SpreadDescription): Layer {
  const divisorOf = ({ offsets }: Reduction, settings: Settings): number =>
    offsets.length - correctionOf(settings);
  return {
    ...described,
    inputs: [{ name: 'x', documentation: 'A value of any shape with at least one entry.' }],
    settings: [...reductionSettings, correction],

    outputShape(inputs, settings) {
      const shape = operand(inputs, 0);
      const result = reducedShape(shape, settings);
      if (!result.ok || divisorOf(reductionOf(shape, settings), settings) > 0) return result;
      return wrongInput(
        0,
        message(
          'x is {0}: its spread needs more than {1} numbers.',
          shapeValue(shape),
          correctionOf(settings),
        ),
      );
    },

    bind({ inputs, output, gradOutput, gradInputs, settings, allocate }) {
      const x = operand(inputs, 0).data;
      const y = output.data;
      const dy = gradOutput.data;
      const dx = operand(gradInputs, 0)?.data;
      const reduction = reductionOf(operand(inputs, 0).shape, settings);
      const { starts, offsets } = reduction;
      const divisor = divisorOf(reduction, settings);
      const mean = allocate(output.shape);
      return {
        forward() {
          for (let r = 0; r < starts.length; r++) {
            const start = starts[r] ?? 0;
            const origin = originOf(x, start, offsets);
            const beyond = meanBeyond(origin, x, start, offsets);
            let squares = 0;
            for (let k = 0; k < offsets.length; k++) {
              squares += ((x[start + (offsets[k] ?? 0)] ?? NaN) - origin - beyond) ** 2;
            }
            mean.data[r] = origin + beyond;
            y[r] = ofVariance(squares / divisor);
          }
        },
        backward() {
          if (dx === undefined) return;
          for (let r = 0; r < starts.length; r++) {
            const start = starts[r] ?? 0;
            const origin = originOf(x, start, offsets);
            const beyond = meanBeyond(origin, x, start, offsets);
            for (let k = 0; k < offsets.length; k++) {
              const entry = start + (offsets[k] ?? 0);
              const distance = (x[entry] ?? NaN) - origin - beyond;
              dx[entry] = (dx[entry] ?? NaN) + (dy[r] ?? NaN) * slope(distance, divisor, y[r] ?? NaN);
            }
          }
        },
        savedForBackward: { mean },
      };
    },

    whyZero({ inputs, settings }, entry) {
      const { shape, data } = operand(inputs, 0);
      const { starts, offsets } = reductionOf(shape, settings);
      const first = data[(starts[entry] ?? 0) + (offsets[0] ?? 0)] ?? NaN;
      return offsets.length === 1
        ? message('One number alone, {0}, has no spread.', first)
        : message('All {0} numbers here are {1}, so they have no spread.', offsets.length, first);
    },

    localDerivatives({ inputs, output, settings }, _input, entry) {
      const { shape, data } = operand(inputs, 0);
      const outputEntry = reducedEntry(shape, settings, entry);
      const reduction = reductionOf(shape, settings);
      const start = reduction.starts[outputEntry] ?? 0;
      const origin = originOf(data, start, reduction.offsets);
      const beyond = meanBeyond(origin, data, start, reduction.offsets);
      const x = data[entry] ?? NaN;
      const y = output.data[outputEntry] ?? NaN;
      const why = (): FlatReason => ({
        kind: 'flat',
        message:
          // A square root of 0 has a corner there, the variance itself has none.
          y === 0 && slope(1, 1, 0) === 0
            ? message(
                'All numbers here are equal, {0}: at this corner of {1} the derivative counts as 0.',
                x,
                described.name,
              )
            : message(
                'The slope of {0} is as large as the distance from the mean: x is {1}, and the mean of the {2} numbers is {3}.',
                described.name,
                x,
                reduction.offsets.length,
                origin + beyond,
              ),
      });
      return [{ outputEntry, factor: slope(x - origin - beyond, divisorOf(reduction, settings), y), why }];
    },
  };
}
