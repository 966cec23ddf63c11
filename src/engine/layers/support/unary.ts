import type {
  ActivationBackwardOperands,
  ActivationOperands,
  EntryRule,
} from '../../kernels/operands/activationOperands';
import type { Message } from '../../message';
import type { FlatReason, Layer, Settings } from './layer';
import type { NetworkForm } from './networkForm';
import { operand } from './operands';
import { fits } from './shapeRule';

/**
 * One number in, one number out, in the chapter's order of operations: results are bit for bit the chapter's.
 */
export interface UnaryRule extends EntryRule {
  /** Why the derivative is zero or tiny here; absent where it never is. */
  readonly whyFlat?: (x: number, y: number) => FlatReason;
  /** Why an x that is not 0 gives 0; absent where the reason is that of the derivative. */
  readonly whyZero?: (x: number) => Message | undefined;
}

/** What networks ask of a layer that stands between those that learn. */
export interface ActivationNature extends Pick<NetworkForm, 'rectifies' | 'isSaturated'> {
  /** Of LeakyReLU: for kernels that do not run the rule. */
  readonly slope?: (settings: Settings) => number;
}

type Described = Pick<
  Layer,
  | 'name'
  | 'symbol'
  | 'documentation'
  | 'settings'
  | 'picture'
  | 'asFunction'
  | 'asOperator'
  | 'formulas'
  | 'source'
  | 'likeness'
  | 'whyNotFinite'
  | 'fusedAfter'
>;

export interface UnaryDescription extends Described {
  readonly rule: (settings: Settings) => UnaryRule;
  /** True where backward needs the output, as the chapter's Sigmoid keeps `out`. */
  readonly savesOutput?: boolean;
  /** Networks have it too, as an activation. */
  readonly asActivation?: ActivationNature;
}

/** Forward of formulas and of the reference kernels alike. */
export function applyRule({ rule, input, output }: Omit<ActivationOperands, 'activation'>): void {
  const { forward } = rule;
  for (let i = 0; i < output.length; i++) output[i] = forward(input[i] ?? NaN);
}

/** Backward of formulas and of the reference kernels alike. */
export function applyRuleBackward(operands: Omit<ActivationBackwardOperands, 'activation'>): void {
  const { rule, input, output, gradOutput, gradInput, accumulate } = operands;
  const { gradInput: slope } = rule;
  for (let i = 0; i < gradInput.length; i++) {
    // −0 + x is x whatever x is, −0 too.
    const before = accumulate ? (gradInput[i] ?? NaN) : -0;
    gradInput[i] = before + slope(gradOutput[i] ?? NaN, input[i] ?? NaN, output[i] ?? NaN);
  }
}

/** A layer that applies one rule to every entry, whatever the shape. */
export function unaryLayer(description: UnaryDescription): Layer {
  const { rule, savesOutput = false, asActivation, ...described } = description;
  return {
    ...described,
    inputs: [{ name: 'x', documentation: 'A value of any shape.' }],
    ...(asActivation && { asLayer: activationForm(description, asActivation) }),

    outputShape: (inputs) => fits(operand(inputs, 0)),

    bind({ inputs, output, gradOutput, gradInputs, settings }) {
      const gradInput = operand(gradInputs, 0)?.data;
      const forward = { rule: rule(settings), input: operand(inputs, 0).data, output: output.data };
      const backward = gradInput && { ...forward, gradOutput: gradOutput.data, gradInput, accumulate: true };
      return {
        forward() {
          applyRule(forward);
        },
        backward() {
          if (backward) applyRuleBackward(backward);
        },
        savedForBackward: savesOutput ? { y: output } : {},
      };
    },

    whyZero({ inputs, settings }, entry) {
      const x = operand(inputs, 0).data[entry] ?? NaN;
      return x === 0 ? undefined : rule(settings).whyZero?.(x);
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

/** How a network runs the rule: by a kernel, which may have code of its own for it. */
function activationForm(
  { name, settings, rule }: UnaryDescription,
  { slope, ...nature }: ActivationNature,
): NetworkForm {
  return {
    kind: 'layer',
    settings,
    ...nature,
    entryRule: rule,
    outputShape: (inputs) => fits(operand(inputs, 0)),

    bind({ kernels, inputs, output, gradOutput, gradInputs, settings: given }) {
      const forward = {
        activation: name,
        rule: rule(given),
        input: operand(inputs, 0).data,
        output: output.data,
        ...(slope && { slope: slope(given) }),
      };
      const dx = gradInputs[0];
      const backward = dx && {
        only: 0,
        run: kernels.activationBackward({
          ...forward,
          gradOutput: gradOutput.data,
          gradInput: dx.data,
          accumulate: dx.accumulate,
        }),
      };
      return {
        forward: [kernels.activation(forward)],
        backward: backward ? [backward] : [],
        saved: () => ({ y: output }),
      };
    },
  };
}
