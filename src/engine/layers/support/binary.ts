import { broadcastIndices, broadcastRule } from './broadcasting';
import type { Message } from '../../message';
import type { FlatReason, InputSpec, Layer, LocalDerivative } from './layer';
import { operand } from './operands';

/** Two numbers in, one number out. */
export interface BinaryRule {
  readonly forward: (x: number, y: number) => number;
  /** ∂L/∂x from ∂L/∂z, where `z` is the output; in the chapter's order of operations. */
  readonly gradLeft: (gradOutput: number, x: number, y: number, z: number) => number;
  /** ∂L/∂y from ∂L/∂z. */
  readonly gradRight: (gradOutput: number, x: number, y: number, z: number) => number;
  /**
   * Why the derivative by the left (0) or right (1) operand is zero or tiny here; absent where it never is.
   */
  readonly whyFlat?: (side: 0 | 1, x: number, y: number) => Pick<FlatReason, 'kind' | 'message'>;
  /** Why two numbers give 0. */
  readonly whyZero?: (x: number, y: number) => Message | undefined;
}

type Described = Pick<
  Layer,
  | 'name'
  | 'symbol'
  | 'documentation'
  | 'asFunction'
  | 'asLayer'
  | 'asOperator'
  | 'formulas'
  | 'source'
  | 'likeness'
>;

export interface BinaryDescription extends Described {
  readonly inputs: readonly [InputSpec, InputSpec];
  readonly rule: BinaryRule;
}

/**
 * A layer that applies one rule to every pair of entries, broadcasting as NumPy does. The gradient of an
 * operand that was read several times is summed back to its shape, in the order of the output.
 */
export function binaryLayer({ rule, ...described }: BinaryDescription): Layer {
  const { symbol } = described;
  const { forward, gradLeft, gradRight, whyFlat, whyZero } = rule;
  return {
    ...described,
    settings: [],

    outputShape: (inputs) => broadcastRule(symbol, operand(inputs, 0), operand(inputs, 1)),

    bind({ inputs, output, gradOutput, gradInputs }) {
      const left = operand(inputs, 0);
      const right = operand(inputs, 1);
      const [x, y, z, dz] = [left.data, right.data, output.data, gradOutput.data];
      const dx = operand(gradInputs, 0)?.data;
      const dy = operand(gradInputs, 1)?.data;
      const ofLeft = broadcastIndices(left.shape, output.shape);
      const ofRight = broadcastIndices(right.shape, output.shape);
      return {
        forward() {
          for (let i = 0; i < z.length; i++) {
            z[i] = forward(x[ofLeft[i] ?? -1] ?? NaN, y[ofRight[i] ?? -1] ?? NaN);
          }
        },
        backward() {
          for (let i = 0; i < z.length; i++) {
            const l = ofLeft[i] ?? -1;
            const r = ofRight[i] ?? -1;
            const xi = x[l] ?? NaN;
            const yi = y[r] ?? NaN;
            if (dx) dx[l] = (dx[l] ?? NaN) + gradLeft(dz[i] ?? NaN, xi, yi, z[i] ?? NaN);
            if (dy) dy[r] = (dy[r] ?? NaN) + gradRight(dz[i] ?? NaN, xi, yi, z[i] ?? NaN);
          }
        },
        savedForBackward: {},
      };
    },

    ...(whyZero && {
      whyZero({ inputs, output }, entry) {
        const [x, y] = [operand(inputs, 0), operand(inputs, 1)];
        return whyZero(
          x.data[broadcastIndices(x.shape, output.shape)[entry] ?? -1] ?? NaN,
          y.data[broadcastIndices(y.shape, output.shape)[entry] ?? -1] ?? NaN,
        );
      },
    }),

    localDerivatives({ inputs, output }, input, entry) {
      const left = operand(inputs, 0);
      const right = operand(inputs, 1);
      const ofLeft = broadcastIndices(left.shape, output.shape);
      const ofRight = broadcastIndices(right.shape, output.shape);
      const side = input === 0 ? 0 : 1;
      const [own, other, derivative] =
        side === 0 ? [ofLeft, ofRight, gradLeft] : [ofRight, ofLeft, gradRight];
      const terms: LocalDerivative[] = [];
      for (let i = own.indexOf(entry); i !== -1; i = own.indexOf(entry, i + 1)) {
        const x = left.data[ofLeft[i] ?? -1] ?? NaN;
        const y = right.data[ofRight[i] ?? -1] ?? NaN;
        const factor = derivative(1, x, y, output.data[i] ?? NaN);
        if (whyFlat === undefined) {
          terms.push({ outputEntry: i, factor });
          continue;
        }
        const blamed = { input: 1 - side, entry: other[i] ?? -1 };
        const why = (): FlatReason => {
          const reason = whyFlat(side, x, y);
          return reason.kind === 'multipliedByZero' ? { ...reason, operand: blamed } : reason;
        };
        terms.push({ outputEntry: i, factor, why });
      }
      return terms;
    },
  };
}
