import type { ActivationName } from '../../kernels/operands/activations';
import type { Settings, SettingSpec } from './layer';
import type { NetworkForm } from './networkForm';
import { operand } from './operands';
import { fits } from './shapeRule';

interface ActivationDescription {
  readonly activation: ActivationName;
  readonly settings?: readonly SettingSpec[];
  /** Like ReLU: weights before it start with He. */
  readonly rectifies?: boolean;
  /** Of LeakyReLU. */
  readonly slope?: (settings: Settings) => number;
}

/** The network form of a layer that applies one curve to every entry, whatever the shape. */
export function activationForm(description: ActivationDescription): NetworkForm {
  const { activation, rectifies = false, slope } = description;
  return {
    kind: 'layer',
    settings: description.settings ?? [],
    rectifies,
    outputShape: (inputs) => fits(operand(inputs, 0)),

    bind({ kernels, inputs, output, gradOutput, gradInputs, settings }) {
      const forward = {
        activation,
        input: operand(inputs, 0).data,
        output: output.data,
        ...(slope && { slope: slope(settings) }),
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
