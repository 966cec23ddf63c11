import { message } from '../../message';
import { sizeOf } from '../../shape';
import type { BinaryRule } from './binary';
import type { FlatReason, Layer } from './layer';
import { operand } from './operands';
import { reducedEntry, reducedShape, reductionOf, reductionSettings } from './reduction';
import { noEntries } from './shapeRule';

/** Which of two numbers wins. NaN wins over every number, so that it is never lost. */
export interface Extremum {
  readonly kind: 'maximum' | 'minimum';
  /** `extremum` so far against the next `x`. */
  readonly beats: (x: number, extremum: number) => boolean;
}

export const largest: Extremum = { kind: 'maximum', beats: (x, extremum) => x > extremum || Number.isNaN(x) };
export const smallest: Extremum = {
  kind: 'minimum',
  beats: (x, extremum) => x < extremum || Number.isNaN(x),
};

/** Whether an entry is one of those that won; several may tie. */
export function isExtremum(x: number, extremum: number): boolean {
  return x === extremum || (Number.isNaN(x) && Number.isNaN(extremum));
}

export function whyNotChosen(kind: Extremum['kind'], x: number, extremum: number): FlatReason {
  return {
    kind: 'notTheMaximum',
    message:
      kind === 'maximum'
        ? message('Not the maximum: {0} is below {1}, so a small change of it changes nothing.', x, extremum)
        : message('Not the minimum: {0} is above {1}, so a small change of it changes nothing.', x, extremum),
  };
}

/**
 * The larger or smaller of two: the winner gets the gradient, at a tie each gets half. NaN passes on to both.
 */
export function extremumRule({ kind, beats }: Extremum): BinaryRule {
  const share = (gradOutput: number, own: number, other: number): number => {
    if (own === other) return gradOutput / 2;
    return beats(other, own) && !Number.isNaN(own) && !Number.isNaN(other) ? 0 : gradOutput;
  };
  return {
    forward: (x, y) => (beats(y, x) ? y : x),
    gradLeft: (gradOutput, x, y) => share(gradOutput, x, y),
    gradRight: (gradOutput, x, y) => share(gradOutput, y, x),
    whyFlat: (side, x, y) => (side === 0 ? whyNotChosen(kind, x, y) : whyNotChosen(kind, y, x)),
  };
}

type Described = Pick<Layer, 'name' | 'symbol' | 'documentation' | 'asFunction' | 'formulas' | 'source'>;

export interface ReducedExtremumDescription extends Described {
  readonly extremum: Extremum;
}

/** Max and Min: of the entries along the axes the one that wins; those that tie share the gradient. */
export function reducedExtremumLayer({ extremum: chosen, ...described }: ReducedExtremumDescription): Layer {
  const { kind, beats } = chosen;
  return {
    ...described,
    inputs: [{ name: 'x', documentation: 'A value of any shape with at least one entry.' }],
    settings: reductionSettings,

    outputShape(inputs, settings) {
      const shape = operand(inputs, 0);
      const result = reducedShape(shape, settings);
      return result.ok && sizeOf(shape) === 0 ? noEntries(0, 'x', shape) : result;
    },

    bind({ inputs, output, gradOutput, gradInputs, settings }) {
      const x = operand(inputs, 0).data;
      const y = output.data;
      const dy = gradOutput.data;
      const dx = operand(gradInputs, 0)?.data;
      const { starts, offsets } = reductionOf(operand(inputs, 0).shape, settings);
      return {
        forward() {
          for (let r = 0; r < starts.length; r++) {
            const start = starts[r] ?? 0;
            let extremum = x[start] ?? NaN;
            for (let k = 1; k < offsets.length; k++) {
              const value = x[start + (offsets[k] ?? 0)] ?? NaN;
              if (beats(value, extremum)) extremum = value;
            }
            y[r] = extremum;
          }
        },
        backward() {
          if (dx === undefined) return;
          for (let r = 0; r < starts.length; r++) {
            const start = starts[r] ?? 0;
            const extremum = y[r] ?? NaN;
            let ties = 0;
            for (let k = 0; k < offsets.length; k++) {
              if (isExtremum(x[start + (offsets[k] ?? 0)] ?? NaN, extremum)) ties++;
            }
            const share = (dy[r] ?? NaN) / ties;
            for (let k = 0; k < offsets.length; k++) {
              const entry = start + (offsets[k] ?? 0);
              if (isExtremum(x[entry] ?? NaN, extremum)) dx[entry] = (dx[entry] ?? NaN) + share;
            }
          }
        },
        savedForBackward: {},
      };
    },

    localDerivatives({ inputs, output, settings }, _input, entry) {
      const { shape, data } = operand(inputs, 0);
      const outputEntry = reducedEntry(shape, settings, entry);
      const extremum = output.data[outputEntry] ?? NaN;
      const x = data[entry] ?? NaN;
      if (!isExtremum(x, extremum)) {
        return [{ outputEntry, factor: 0, why: () => whyNotChosen(kind, x, extremum) }];
      }
      const { starts, offsets } = reductionOf(shape, settings);
      const start = starts[outputEntry] ?? 0;
      const ties = offsets.filter((offset) => isExtremum(data[start + offset] ?? NaN, extremum)).length;
      return [{ outputEntry, factor: 1 / ties }];
    },
  };
}
