import type { FlatReason, Layer, Settings } from './layer';
import { operand } from './operands';
import { fits } from './shapeRule';

/** One number in, one number out. */
export interface UnaryRule {
  readonly forward: (x: number) => number;
  /** ∂L/∂x from ∂L/∂y, in the chapter's order of operations, so that results are bit for bit the chapter's. */
  readonly gradInput: (gradOutput: number, x: number, y: number) => number;
  /** Why the derivative is zero or tiny here; absent where it never is. */
  readonly whyFlat?: (x: number, y: number) => FlatReason;
}

type Described = Pick<
  Layer,
  | 'name'
  | 'symbol'
  | 'documentation'
  | 'settings'
  | 'asFunction'
  | 'asLayer'
  | 'asOperator'
  | 'formulas'
  | 'source'
>;

export interface UnaryDescription extends Described {
  readonly rule: (settings: Settings) => UnaryRule;
  /** True where backward needs the output, as the chapter's Sigmoid keeps `out`. */
  readonly savesOutput?: boolean;
}

/** A layer that applies one rule to every entry, whatever the shape. */
export function unaryLayer({ rule, savesOutput = false, ...described }: UnaryDescription): Layer {
  return {
    ...described,
    inputs: [{ name: 'x', documentation: 'A value of any shape.' }],

    outputShape: (inputs) => fits(operand(inputs, 0)),

    bind({ inputs, output, gradOutput, gradInputs, settings }) {
      const x = operand(inputs, 0).data;
      const y = output.data;
      const dy = gradOutput.data;
      const dx = operand(gradInputs, 0)?.data;
      const { forward, gradInput } = rule(settings);
      return {
        forward() {
          for (let i = 0; i < y.length; i++) y[i] = forward(x[i] ?? NaN);
        },
        backward() {
          if (dx === undefined) return;
          for (let i = 0; i < dx.length; i++) {
            dx[i] = (dx[i] ?? NaN) + gradInput(dy[i] ?? NaN, x[i] ?? NaN, y[i] ?? NaN);
          }
        },
        savedForBackward: savesOutput ? { y: output } : {},
      };
    },

    localDerivatives({ inputs, output, settings }, _input, entry) {
      const { gradInput, whyFlat } = rule(settings);
      const x = operand(inputs, 0).data[entry] ?? NaN;
      const y = output.data[entry] ?? NaN;
      return [
        {
          outputEntry: entry,
          factor: gradInput(1, x, y),
          ...(whyFlat === undefined ? {} : { why: () => whyFlat(x, y) }),
        },
      ];
    },
  };
}
