import { sizeOf, type Shape } from '../../shape';
import type { InputSpec, Layer, Settings } from './layer';
import { operand } from './operands';

/** For an entry of one input the entry of the output it is moved to. */
export type Destination = (entry: number) => number;

type Described = Pick<
  Layer,
  | 'name'
  | 'symbol'
  | 'documentation'
  | 'settings'
  | 'asFunction'
  | 'asLayer'
  | 'formulas'
  | 'formulasOf'
  | 'source'
  | 'likeness'
  | 'outputShape'
>;

export interface RearrangementDescription extends Described {
  readonly inputs: readonly InputSpec[];
  /** Of each input; what all of them need is computed once. */
  readonly destinations: (inputs: readonly Shape[], settings: Settings) => (input: number) => Destination;
}

/**
 * A layer that computes nothing: every entry of its inputs
 * moves to one place of the output, and its gradient back.
 */
export function rearrangementLayer({ destinations, ...described }: RearrangementDescription): Layer {
  return {
    ...described,

    bind({ inputs, output, gradOutput, gradInputs, settings }) {
      const y = output.data;
      const dy = gradOutput.data;
      const destinationOf = destinations(
        inputs.map(({ shape }) => shape),
        settings,
      );
      const moves = inputs.map(({ shape, data }, index) => ({
        x: data,
        dx: operand(gradInputs, index)?.data,
        to: Int32Array.from({ length: sizeOf(shape) }, (_, entry) => entry).map(destinationOf(index)),
      }));
      return {
        forward() {
          for (const { x, to } of moves) {
            for (let i = 0; i < to.length; i++) y[to[i] ?? -1] = x[i] ?? NaN;
          }
        },
        backward() {
          for (const { dx, to } of moves) {
            if (dx === undefined) continue;
            for (let i = 0; i < to.length; i++) dx[i] = (dx[i] ?? NaN) + (dy[to[i] ?? -1] ?? NaN);
          }
        },
        savedForBackward: {},
      };
    },

    localDerivatives({ inputs, settings }, input, entry) {
      const shapes = inputs.map(({ shape }) => shape);
      return [{ outputEntry: destinations(shapes, settings)(input)(entry), factor: 1 }];
    },
  };
}
